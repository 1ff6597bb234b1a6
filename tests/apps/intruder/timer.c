/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The monitor's timer (UKVM_CALL_TIMER): how it is meant to be, whatever the guest's registers
 * hold, and interrupts to where there may be none.
 */
#include <uk/boot.h>
#include <uk/errno.h>
#include <uk/image.h>
#include <uk/print.h>

#include "intruder.h"

#define MILLISECOND 1000000u
#define STACK_END (stack + sizeof(stack))

static char stack[UKVM_UPCALL_STACK] __uk_aligned(4096);
static volatile unsigned char is_open;
__uk_used static volatile unsigned int timer_count;

void timer_entry(void);
__asm__(".pushsection .text.timer_entry, \"ax\", @progbits\n"
	"timer_entry:\n"
	"	incl	timer_count(%rip)\n"
	"	iretq\n"
	".popsection");

static int set(uint64_t nanoseconds, uint64_t entry, uint64_t end, uint64_t mask)
{
	struct ukvm_upcall upcall = { entry, end, mask };

	return uk_ukvm_call(UKVM_CALL_TIMER, nanoseconds, (uintptr_t)&upcall);
}

static int set_well(uint64_t nanoseconds)
{
	return set(nanoseconds, (uintptr_t)timer_entry, (uintptr_t)STACK_END,
		   (uintptr_t)&is_open);
}

static void pass(unsigned int milliseconds)
{
	struct ukvm_clock begin, now;

	uk_ukvm_call(UKVM_CALL_CLOCK, (uintptr_t)&begin, 0);
	do
		uk_ukvm_call(UKVM_CALL_CLOCK, (uintptr_t)&now, 0);
	while (now.monotonic - begin.monotonic < milliseconds * MILLISECOND);
}

static void end(const char *what, bool is_so)
{
	uk_printf("%s: %s\n", what, is_so ? "so" : "not so");
	uk_exit(!is_so);
}

/* A stack pointer that leads nowhere is kept, and no use is made of it. */
static void timer_comes(void)
{
	is_open = 1;
	for (unsigned int i = 1; i <= 5; i++) {
		uint64_t sp, seen;

		set_well(2 * MILLISECOND);
		__asm__ volatile("movq	%%rsp, %[sp]\n\t"
				 "movl	$0x1238, %%esp\n"
				 "1:	cmpl	%[count], timer_count(%%rip)\n\t"
				 "jne	1b\n\t"
				 "movq	%%rsp, %[seen]\n\t"
				 "movq	%[sp], %%rsp"
				 : [sp] "=&r"(sp), [seen] "=&r"(seen)
				 : [count] "r"(i)
				 : "memory", "cc");
		if (seen != 0x1238)
			end("the stack pointer is kept", false);
	}
	set_well(UKVM_FOREVER);
	pass(5);
	end("it came five times", timer_count == 5);
}

/* As in the midst of a handler, for some tens of milliseconds; how often it came then */
static unsigned int came_on_its_stack(void)
{
	unsigned int turns = 1u << 24, before = timer_count, after;
	uint64_t sp;

	set_well(MILLISECOND);
	__asm__ volatile("movq	%%rsp, %[sp]\n\t"
			 "movq	%[stack], %%rsp\n"
			 "1:	decl	%[turns]\n\t"
			 "jnz	1b\n\t"
			 "movl	timer_count(%%rip), %[after]\n\t"
			 "movq	%[sp], %%rsp"
			 : [sp] "=&r"(sp), [turns] "+r"(turns),
			   [after] "=&r"(after)
			 : [stack] "r"(STACK_END - 64)
			 : "memory", "cc");
	return after - before;
}

/* Not while it is masked, but then; nor while its stack is in use. */
static void timer_is_masked(void)
{
	set_well(MILLISECOND);
	pass(20);
	if (timer_count)
		end("it does not come while it is masked", false);
	is_open = 1;
	while (!timer_count)
		;
	if (came_on_its_stack())
		end("it does not come while its stack is in use", false);
	while (timer_count < 2)
		;
	end("it came when it could", true);
}

/* What was asked for is not fit any more when it is due. */
static void timer_lost_its_stack(void)
{
	is_open = 1;
	set_well(2 * MILLISECOND);
	uk_ukvm_call(UKVM_CALL_RX_ONCE, (uintptr_t)stack, sizeof(stack));
	pass(20);
	end("it does not come", !timer_count);
}

static void timer_into_data(void)
{
	set(MILLISECOND, (uintptr_t)stack, (uintptr_t)STACK_END,
	    (uintptr_t)&is_open);
}

static void timer_into_nowhere(void)
{
	set(MILLISECOND, 0x1000, (uintptr_t)STACK_END, (uintptr_t)&is_open);
}

static void timer_stack_in_text(void)
{
	set(MILLISECOND, (uintptr_t)timer_entry, (uintptr_t)uk_image_text + 64,
	    (uintptr_t)&is_open);
}

static void timer_stack_straddles(void)
{
	set(MILLISECOND, (uintptr_t)timer_entry,
	    region(UKVM_REGION_HEAP)->base + 64, (uintptr_t)&is_open);
}

static void timer_stack_wraps(void)
{
	set(MILLISECOND, (uintptr_t)timer_entry, 64, (uintptr_t)&is_open);
}

static void timer_stack_is_odd(void)
{
	end("that is refused",
	    set(MILLISECOND, (uintptr_t)timer_entry, (uintptr_t)STACK_END - 8,
		(uintptr_t)&is_open) == -EINVAL);
}

static void timer_mask_nowhere(void)
{
	set(MILLISECOND, (uintptr_t)timer_entry, (uintptr_t)STACK_END, 0);
}

static void timer_by_nothing(void)
{
	uk_ukvm_call(UKVM_CALL_TIMER, MILLISECOND, 8);
}

const struct attack timer_attacks[] = {
	ATTACK(timer_comes),	     ATTACK(timer_is_masked),
	ATTACK(timer_lost_its_stack), ATTACK(timer_into_data),
	ATTACK(timer_into_nowhere),  ATTACK(timer_stack_in_text),
	ATTACK(timer_stack_straddles), ATTACK(timer_stack_wraps),
	ATTACK(timer_stack_is_odd),  ATTACK(timer_mask_nowhere),
	ATTACK(timer_by_nothing),    { NULL, NULL },
};
