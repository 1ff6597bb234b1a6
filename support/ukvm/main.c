/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The monitor of one image: what `make PLAT=ukvm` links beside it, of just the modules that the
 * image's drivers name. See README.md.
 */
#include "monitor.h"

/* The kernel starts a program with its words on the stack (System V AMD64 ABI, 3.4.1). */
__asm__(".globl _start\n"
	"_start:\n"
	"	xorl	%ebp, %ebp\n"
	"	movq	%rsp, %rdi\n"
	"	andq	$-16, %rsp\n"
	"	call	monitor_main\n");

/* Of monitors that are given any (net.c) */
__attribute__((weak)) unsigned int fd_kept(unsigned int from)
{
	(void)from;
	return FD_NONE;
}

/* What whoever started it left open is not for the guest's monitor. */
SETUP static void close_others(void)
{
	unsigned int from = STDERR + 1, kept;

	do {
		kept = fd_kept(from);
		if (kept > from &&
		    SYSTEM_3(__NR_close_range, from, kept - 1, 0) < 0)
			fail("Linux 5.9 is the least");
		from = kept + 1;
	} while (from);
}

SETUP static void choose_seed(void)
{
	guest.random = options.seed;
	if (!options.seed &&
	    sys_getrandom(&guest.random, sizeof(guest.random)) !=
		    sizeof(guest.random))
		fail("the host has no random numbers (getrandom)");
}

SETUP static void choose_size(const struct image *image)
{
	guest.size = PAGE_UP(options.memory);
	if (!guest.size)
		guest.size = guest_least(image) + PAGE_UP(image->note.heap) +
			     options.memory_besides;
	if (guest.size > SIZE_MOST)
		fail("%s cannot use so much memory: use a smaller --memory",
		     options.image);
}

void __attribute__((noreturn)) monitor_main(long *stack);
SETUP __attribute__((used)) void monitor_main(long *stack)
{
	struct image image;
	const char *problem;

	options_parse((char **)(stack + 1));
	close_others();
	choose_seed();
	image_open(&image);
	choose_size(&image);
	vm_create();
	vm_memory();
	problem = guest_lay_out(&guest, &image);
	if (problem)
		fail("%s %s", options.image, problem);
	image_load(&image);
	boot_page_fill(&image);
	vm_cpu(&image);
	sandbox_enter();
	run();
}
