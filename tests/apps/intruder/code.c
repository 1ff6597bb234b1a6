/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Code that is made as the image runs: how it is meant to be (PLAT_UKVM_RX_ONCE), and what nobody
 * may do with such pages, or make such pages of.
 */
#include <uk/arch/paging.h>
#include <uk/boot.h>
#include <uk/errno.h>
#include <uk/image.h>
#include <uk/print.h>
#include <uk/string.h>

#include "intruder.h"

#define EXECUTABLE (UK_PAGE_READ | UK_PAGE_EXECUTE)
#define WRITABLE (UK_PAGE_READ | UK_PAGE_WRITE)

static char in_data[2 * UK_PAGE_SIZE] __uk_aligned(UK_PAGE_SIZE);

static char *page(unsigned int index)
{
	return (char *)region(UKVM_REGION_HEAP)->base + index * UK_PAGE_SIZE;
}

static int make(const void *at, size_t length)
{
	return uk_ukvm_call(UKVM_CALL_RX_ONCE, (uintptr_t)at, length);
}

/* mov $value, %eax; ret */
static void write_code(char *to, unsigned char value)
{
	memcpy(to, (char[]){ (char)0xb8, (char)value, 0, 0, 0, (char)0xc3 }, 6);
}

static int run_code(void *at)
{
	return ((int (*)(void))HIDDEN(at))();
}

static void check(const char *what, bool is_so)
{
	if (is_so)
		return;
	uk_printf("not so: %s\n", what);
	uk_exit(1);
}

static int protect(void *at, size_t length, unsigned int rights)
{
	return uk_arch_page_protect((uintptr_t)at, length, rights);
}

/* As programs do it that make code */
static void code_runs(void)
{
	write_code(page(1), 41);
	write_code(page(2), 42);
	write_code(in_data, 43);
	check("two pages", !protect(page(1), 2 * UK_PAGE_SIZE, EXECUTABLE));
	check("a page of data", !protect(in_data, UK_PAGE_SIZE, EXECUTABLE));
	check("they run", run_code(page(1)) == 41 && run_code(page(2)) == 42 &&
				  run_code(in_data) == 43);
	check("nothing changes again",
	      protect(page(1), UK_PAGE_SIZE, WRITABLE) == -EPERM &&
		      uk_arch_page_rights((uintptr_t)page(2)) == EXECUTABLE);
	check("once more is nothing new",
	      !protect(page(1), 2 * UK_PAGE_SIZE, EXECUTABLE));
	check("neighbours are as they were",
	      uk_arch_page_rights((uintptr_t)page(3)) == WRITABLE &&
		      uk_arch_page_rights((uintptr_t)page(0)) == WRITABLE);
	page(0)[0] = page(3)[0] = in_data[UK_PAGE_SIZE] = 1;
	/* a neighbour becomes part of the same range */
	write_code(page(3), 44);
	check("one more", !protect(page(3), UK_PAGE_SIZE, EXECUTABLE) &&
				  run_code(page(3)) == 44);
	check("stacks never",
	      protect((void *)region(UKVM_REGION_STACK)->base, UK_PAGE_SIZE,
		      EXECUTABLE) == -EPERM);
	check("half a page", make(page(5), 1) == -EINVAL &&
				     make(page(5) + 8, UK_PAGE_SIZE) == -EINVAL);
	check("no page", make(page(5), 0) == -EINVAL);
	uk_printf("all is so\n");
	uk_exit(0);
}

static void code_too_early(void)
{
	write_code(page(1), 1);
	run_code(page(1));
}

static void code_written(void)
{
	write_code(page(1), 1);
	make(page(1), UK_PAGE_SIZE);
	run_code(page(1));
	write_code(page(1), 2);
}

static void code_twice(void)
{
	make(page(1), UK_PAGE_SIZE);
	make(page(1), UK_PAGE_SIZE);
}

static void code_overlaps(void)
{
	make(page(2), UK_PAGE_SIZE);
	make(page(1), 3 * UK_PAGE_SIZE);
}

static void code_of_text(void)
{
	make(uk_image_text, UK_PAGE_SIZE);
}

static void code_of_stack(void)
{
	make((void *)region(UKVM_REGION_STACK)->base, UK_PAGE_SIZE);
}

static void code_of_boot_page(void)
{
	make(uk_ukvm_boot, UK_PAGE_SIZE);
}

static void code_across(void)
{
	make(page(0), region(UKVM_REGION_HEAP)->length + UK_PAGE_SIZE);
}

static void code_wraps(void)
{
	make(page(1), -UK_PAGE_SIZE);
}

static void code_by_clock(void)
{
	make(page(1), UK_PAGE_SIZE);
	uk_ukvm_call(UKVM_CALL_CLOCK, (uintptr_t)page(1), 0);
}

/* Begins before the page */
static void code_by_random(void)
{
	make(page(1), UK_PAGE_SIZE);
	uk_ukvm_call(UKVM_CALL_RANDOM, (uintptr_t)page(1) - 8, 16);
}

const struct attack code_attacks[] = {
	ATTACK(code_runs),     ATTACK(code_too_early), ATTACK(code_written),
	ATTACK(code_twice),    ATTACK(code_overlaps),  ATTACK(code_of_text),
	ATTACK(code_of_stack), ATTACK(code_of_boot_page),
	ATTACK(code_across),   ATTACK(code_wraps),     ATTACK(code_by_clock),
	ATTACK(code_by_random), { NULL, NULL },
};
