/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attacks on the monitor and on the seal of its guest; the argument says which. One that works
 * says so, and ends with status 1.
 */
#include <uk/arch/paging.h>
#include <uk/boot.h>
#include <uk/image.h>
#include <uk/print.h>
#include <uk/string.h>

#include "intruder.h"

static char data[64];

static void write_to(uintptr_t address)
{
	*(volatile char *)HIDDEN(address) = 1;
}

static char read_from(uintptr_t address)
{
	return *(volatile const char *)HIDDEN(address);
}

static void write_text(void)
{
	write_to((uintptr_t)uk_image_text);
}

static void write_rodata(void)
{
	write_to((uintptr_t)uk_image_rodata);
}

static void write_boot_page(void)
{
	write_to((uintptr_t)uk_ukvm_boot);
}

static void run_at(void *place)
{
	*(volatile unsigned char *)place = 0xc3; /* ret */
	((void (*)(void))HIDDEN(place))();
}

static void run_data(void)
{
	run_at(data);
}

static void run_stack(void)
{
	char here[16];

	run_at(here);
}

static void run_heap(void)
{
	run_at((void *)region(UKVM_REGION_HEAP)->base);
}

static void null_pointer(void)
{
	read_from(0);
}

static void stack_guard(void)
{
	write_to(region(UKVM_REGION_STACK)->base - 1);
}

static void above_stack(void)
{
	read_from(region(UKVM_REGION_STACK)->base +
		  region(UKVM_REGION_STACK)->length);
}

/* The page tables' place in physical memory, if that were mapped in one piece */
static void above_heap(void)
{
	read_from(region(UKVM_REGION_HEAP)->base +
		  region(UKVM_REGION_HEAP)->length);
}

/* Descriptor tables: where they are is no secret where UMIP is missing. */
static uintptr_t tables(void)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} __uk_packed table;

	__asm__ volatile("sidt %0" : "=m"(table));
	return table.base;
}

static void read_tables(void)
{
	read_from(tables());
}

static void write_tables(void)
{
	write_to(tables());
}

#define PRIVILEGED(name, instruction)                \
	static void name(void)                       \
	{                                            \
		__asm__ volatile(instruction :: "a"(0), "c"(0x1b), "d"(0) \
				 : "memory");        \
	}

PRIVILEGED(halt, "hlt")
PRIVILEGED(read_cr3, "movq %%cr3, %%rax")
PRIVILEGED(write_msr, "wrmsr")
PRIVILEGED(invalid, "ud2")
PRIVILEGED(breakpoint, "int3")
PRIVILEGED(divide, "xorl %%ecx, %%ecx; divl %%ecx")
PRIVILEGED(undeclared_port, "movl $0x64, %%edx; outb %%al, %%dx")
PRIVILEGED(undeclared_call, "inl $0xcf, %%eax")
PRIVILEGED(narrow_call, "inb $0xc0, %%al")
PRIVILEGED(written_call, "outl %%eax, $0xc4")
PRIVILEGED(forged_trap, "outb %%al, $0xd0")
PRIVILEGED(no_system_call, "syscall")
PRIVILEGED(no_fast_call, "sysenter")
PRIVILEGED(no_interrupt, "int $0x80")
PRIVILEGED(kernel_stack, "movl $0x10, %%eax; movl %%eax, %%ss")
PRIVILEGED(kernel_code, "pushq $8; pushq $0; lretq")
PRIVILEGED(single_step, "pushfq; orl $0x100, (%%rsp); popfq; nop; nop")

/* KVM itself stores the result: by the guest's rights, or its own? */
static void string_call(void)
{
	uintptr_t to = HIDDEN((uintptr_t)uk_image_rodata);
	uint64_t count = 1;

	__asm__ volatile("rep insl"
			 : "+D"(to), "+c"(count)
			 : "d"(UKVM_PORT + UKVM_CALL_CONSOLE_WRITE), "S"(0ul)
			 : "memory");
}

static int write_call(uintptr_t address, uint64_t length)
{
	return uk_ukvm_call(UKVM_CALL_CONSOLE_WRITE, address, length);
}

static void wrapping_length(void)
{
	write_call((uintptr_t)data, UINT64_MAX);
}

static void wrapping_address(void)
{
	write_call(UINT64_MAX - 3, 8);
}

static void straddling(void)
{
	uint64_t end = region(UKVM_REGION_STACK)->base +
		       region(UKVM_REGION_STACK)->length;

	write_call(end - 4, 5);
}

static void straddling_regions(void)
{
	write_call((uintptr_t)uk_image_rodata - 4, 8);
}

static void unmapped(void)
{
	write_call(0x1000, 1);
}

static void monitor_memory(void)
{
	write_call(tables(), 1);
}

static void random_into_text(void)
{
	uk_ukvm_call(UKVM_CALL_RANDOM, (uintptr_t)uk_image_text, 16);
}

static void clock_into_rodata(void)
{
	uk_ukvm_call(UKVM_CALL_CLOCK, (uintptr_t)uk_image_rodata, 0);
}

/* For ever: whoever runs the monitor ends that. */
static void flood(void)
{
	for (;;)
		uk_printf("once more\n");
}

/* Where IOPL counts, the guest may refuse interrupts; its host's are none of them. */
static void deaf(void)
{
	__asm__ volatile("cli\n1:	jmp	1b");
}

/* Not the guest's doing: a module of the monitor goes astray. */
static void escape_by_open(void)
{
	uk_ukvm_call(14, 0, 0);
}

static void escape_by_ioctl(void)
{
	uk_ukvm_call(14, 1, 0);
}

static void escape_by_mprotect(void)
{
	uk_ukvm_call(14, 2, 0);
}

/* One that a correct guest may make, and that is refused. */
static void protect(void)
{
	if (!uk_arch_page_protect(UK_ALIGN_DOWN((uintptr_t)data, UK_PAGE_SIZE),
				  UK_PAGE_SIZE,
				  UK_PAGE_READ | UK_PAGE_EXECUTE))
		return;
	uk_printf("refused\n");
	uk_exit(0);
}

const struct attack attacks[] = {
	ATTACK(write_text),	  ATTACK(write_rodata),
	ATTACK(write_boot_page),  ATTACK(run_data),
	ATTACK(run_stack),	  ATTACK(run_heap),
	ATTACK(null_pointer),	  ATTACK(stack_guard),
	ATTACK(above_stack),	  ATTACK(above_heap),
	ATTACK(read_tables),
	ATTACK(write_tables),	  ATTACK(halt),
	ATTACK(read_cr3),	  ATTACK(write_msr),
	ATTACK(invalid),	  ATTACK(breakpoint),
	ATTACK(divide),		  ATTACK(undeclared_port),
	ATTACK(undeclared_call),  ATTACK(narrow_call),
	ATTACK(written_call),	  ATTACK(forged_trap),
	ATTACK(no_system_call),	  ATTACK(no_fast_call),
	ATTACK(no_interrupt),	  ATTACK(kernel_stack),
	ATTACK(kernel_code),	  ATTACK(single_step),
	ATTACK(flood),		  ATTACK(deaf),
	ATTACK(string_call),	  ATTACK(wrapping_length),
	ATTACK(wrapping_address), ATTACK(straddling),
	ATTACK(straddling_regions), ATTACK(unmapped),
	ATTACK(monitor_memory),	  ATTACK(random_into_text),
	ATTACK(clock_into_rodata), ATTACK(protect),
	ATTACK(escape_by_open),	  ATTACK(escape_by_ioctl),
	ATTACK(escape_by_mprotect), { NULL, NULL },
};

static const struct attack *find(const struct attack *attack, const char *name)
{
	while (attack->name && strcmp(name, attack->name))
		attack++;
	return attack->name ? attack : NULL;
}

int main(int argc, char **argv)
{
	const struct attack *attack = NULL;

	if (argc > 1)
		attack = find(attacks, argv[1]) ?:
			 find(code_attacks, argv[1]) ?:
			 find(held_attacks, argv[1]) ?:
			 find(timer_attacks, argv[1]);
	if (!attack) {
		uk_printf("which attack?\n");
		return 2;
	}
	uk_printf("%s:\n", attack->name);
	attack->run();
	uk_printf("%s worked\n", attack->name);
	return 1;
}
