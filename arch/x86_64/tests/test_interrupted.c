/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A call in the middle of code that an interrupt met: whatever it does, that code goes on
 * with all registers, the flags and its red zone.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/interrupted.h>
#include <uk/plat/time.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(interrupted, "calls where an interrupt met a thread");

#define MILLISECOND 1000000u

static void (*pending)(void); /* what the next interrupt of the timer has called */
static volatile char called;
static uintptr_t seen_pc, seen_sp;
static bool had_interrupts;

static void interrupt(void)
{
	void (*function)(void) = pending;

	if (!function)
		return;
	pending = NULL;
	seen_pc = uk_arch_interrupted_pc();
	seen_sp = uk_arch_interrupted_sp();
	uk_arch_interrupted_call(function);
}

UK_PLAT_TIMER_HOOK(test_interrupted, interrupt);

/* As unkind to registers as any function may be. */
static void disturb(void)
{
	char stack[512];

	had_interrupts = uk_arch_irq_enabled();
	memset(stack, 0xff, sizeof(stack));
	__asm__ volatile("movdqu %0, %%xmm0\n\tmovdqu %0, %%xmm15\n\t"
			 "fldz\n\t"
			 "xorl %%eax, %%eax\n\txorl %%ecx, %%ecx\n\t"
			 "xorl %%edx, %%edx\n\txorl %%esi, %%esi\n\t"
			 "xorl %%edi, %%edi\n\txorl %%r8d, %%r8d\n\t"
			 "xorl %%r9d, %%r9d\n\txorl %%r10d, %%r10d\n\t"
			 "xorl %%r11d, %%r11d\n\t"
			 "clc"
			 :
			 : "m"(stack)
			 : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10",
			   "r11", "memory", "cc");
	called = 1;
}

/*
 * Has each register hold a value of its own, the carry flag set and the ends of the red
 * zone filled, until *flag changes, and looks at no flag but carry meanwhile. Returns
 * the bits of whatever differs then.
 */
unsigned long interrupted_loop(volatile char *flag);

__asm__(".pushsection .text.interrupted_loop, \"ax\", @progbits\n"
	"interrupted_loop:\n"
	"	pushq %rbx\n	pushq %rbp\n	pushq %r12\n"
	"	pushq %r13\n	pushq %r14\n	pushq %r15\n"
	"	movl $0x51, %eax\n	movq %rax, %xmm0\n"
	"	movl $0x52, %eax\n	movq %rax, %xmm15\n"
	"	movq $0x61, -8(%rsp)\n	movq $0x62, -128(%rsp)\n"
	"	movl $1, %ebx\n	movl $2, %ebp\n	movl $3, %edx\n"
	"	movl $4, %esi\n	movl $5, %r8d\n	movl $6, %r9d\n"
	"	movl $7, %r10d\n	movl $8, %r11d\n	movl $9, %r12d\n"
	"	movl $10, %r13d\n	movl $11, %r14d\n	movl $12, %r15d\n"
	"	xorl %eax, %eax\n	stc\n"
	"1:	movzbl (%rdi), %ecx\n"
	"	jrcxz 1b\n"
	"	jc 2f\n	orl $0x1000, %eax\n"
	"2:	subl $1, %ecx\n	subl $1, %ebx\n	subl $2, %ebp\n"
	"	subl $3, %edx\n	subl $4, %esi\n	subl $5, %r8d\n"
	"	subl $6, %r9d\n	subl $7, %r10d\n	subl $8, %r11d\n"
	"	subl $9, %r12d\n	subl $10, %r13d\n	subl $11, %r14d\n"
	"	subl $12, %r15d\n"
	"	orl %ecx, %eax\n	orl %ebx, %eax\n	orl %ebp, %eax\n"
	"	orl %edx, %eax\n	orl %esi, %eax\n	orl %r8d, %eax\n"
	"	orl %r9d, %eax\n	orl %r10d, %eax\n	orl %r11d, %eax\n"
	"	orl %r12d, %eax\n	orl %r13d, %eax\n	orl %r14d, %eax\n"
	"	orl %r15d, %eax\n"
	"	movq %xmm0, %rcx\n	subl $0x51, %ecx\n	orl %ecx, %eax\n"
	"	movq %xmm15, %rcx\n	subl $0x52, %ecx\n	orl %ecx, %eax\n"
	"	movq -8(%rsp), %rcx\n	subl $0x61, %ecx\n	orl %ecx, %eax\n"
	"	movq -128(%rsp), %rcx\n	subl $0x62, %ecx\n	orl %ecx, %eax\n"
	"	popq %r15\n	popq %r14\n	popq %r13\n"
	"	popq %r12\n	popq %rbp\n	popq %rbx\n"
	"	ret\n"
	".popsection");

static unsigned long run_once(void)
{
	unsigned long state = uk_arch_irq_save(), differs;

	called = 0;
	pending = disturb;
	uk_plat_timer_set(uk_plat_clock_monotonic() + MILLISECOND);
	uk_arch_irq_enable();
	differs = interrupted_loop(&called);
	uk_arch_irq_restore(state);
	return differs;
}

UK_TEST(interrupted, everything_is_kept)
{
	unsigned long differs = 0;

	for (int i = 0; i < 20; i++)
		differs |= run_once();
	UK_EXPECT_EQ(differs, 0);
	UK_EXPECT(had_interrupts);
}

UK_TEST(interrupted, says_where)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	run_once();
	UK_EXPECT(seen_pc >= (uintptr_t)interrupted_loop &&
		  seen_pc < (uintptr_t)interrupted_loop + 256);
	UK_EXPECT(seen_sp < here && here - seen_sp < 1024);
	UK_EXPECT(uk_arch_interrupted_room() >= 128 + 512);
}
