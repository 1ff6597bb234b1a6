/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupt vectors, by software interrupts: no controller takes part.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/irq.h>
#include <uk/errno.h>
#include <uk/test.h>

UK_TESTSUITE(arch_irq, "interrupt vectors");

#define VECTOR 17 /* no ISA line, and below what uk_arch_irq_take() took so far */
#define HALT_VECTOR 16

static unsigned int calls;
static void *seen_argument;
static uintptr_t seen_frame;
static bool seen_enabled;
static unsigned long seen_flags;

static void handler(void *argument)
{
	calls++;
	seen_argument = argument;
	seen_frame = (uintptr_t)__builtin_frame_address(0);
	seen_enabled = uk_arch_irq_enabled();
	__asm__ volatile("pushfq; popq %0" : "=r"(seen_flags));
}

UK_TEST(arch_irq, vectors_are_handed_out_once)
{
	int first, second;

	UK_EXPECT_EQ(uk_arch_irq_set(UK_ARCH_IRQ_COUNT, handler, NULL),
		     -EINVAL);
	UK_EXPECT_EQ(uk_arch_irq_set(VECTOR, handler, &calls), 0);
	UK_EXPECT_EQ(uk_arch_irq_set(VECTOR, handler, &calls), -EBUSY);
	first = uk_arch_irq_take(handler, &first);
	second = uk_arch_irq_take(handler, &second);
	UK_EXPECT(first > VECTOR && first < (int)UK_ARCH_IRQ_COUNT);
	UK_EXPECT(second > VECTOR && second < first);
	UK_EXPECT_EQ(uk_arch_irq_set((unsigned int)first, handler, NULL),
		     -EBUSY);
}

/* 32 + 17; the red zone below the stack pointer and every register stay. */
UK_TEST(arch_irq, an_interrupt_disturbs_nothing)
{
	unsigned long sum;

	calls = 0;
	__asm__ volatile("movq $0x77, -8(%%rsp); movq $0x88, -128(%%rsp);"
			 "movl $1, %%eax; movl $2, %%ecx; movl $3, %%edx;"
			 "movl $4, %%esi; movl $5, %%edi; movl $6, %%r8d;"
			 "movl $7, %%r9d; movl $8, %%r10d; movl $9, %%r11d;"
			 "std; int $49; cld;"
			 "addq %%rcx, %%rax; addq %%rdx, %%rax;"
			 "addq %%rsi, %%rax; addq %%rdi, %%rax;"
			 "addq %%r8, %%rax; addq %%r9, %%rax;"
			 "addq %%r10, %%rax; addq %%r11, %%rax;"
			 "addq -8(%%rsp), %%rax; addq -128(%%rsp), %%rax"
			 : "=&a"(sum)::"rcx", "rdx", "rsi", "rdi", "r8", "r9",
			   "r10", "r11", "memory", "cc");
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(sum, 45 + 0x77 + 0x88);
	UK_EXPECT(seen_argument == &calls);
	UK_EXPECT(!seen_enabled);
	UK_EXPECT(!(seen_flags & 1UL << 10)); /* direction: up, as the ABI wants */
	/* the stack is aligned as for any call (ABI, 3.2.2) */
	UK_EXPECT_EQ(seen_frame % 16, 0);
}

static void end_halt(void *unused)
{
	(void)unused;
	calls++;
	uk_arch_irq_ends_halt();
}

/* 32 + 16; interrupts are disabled, so nothing else would end it. */
UK_TEST(arch_irq, an_interrupt_just_before_a_halt_ends_it)
{
	unsigned long state = uk_arch_irq_save(), next = 1;

	calls = 0;
	UK_REQUIRE(uk_arch_irq_set(HALT_VECTOR, end_halt, NULL) == 0);
	__asm__ volatile("int $48; hlt; incq %0" : "+r"(next)::"memory");
	UK_EXPECT_EQ(next, 2);
	__asm__ volatile("int $48; incq %0" : "+r"(next)::"memory");
	UK_EXPECT_EQ(next, 3);
	UK_EXPECT_EQ(calls, 2);
	uk_arch_irq_restore(state);
}

UK_TEST(arch_irq, nobody_listens)
{
	calls = 0;
	__asm__ volatile("int $50" ::: "memory");
	UK_EXPECT_EQ(calls, 0);
}

UK_TEST(arch_irq, saving_and_restoring_nests)
{
	unsigned long outer = uk_arch_irq_save();
	unsigned long inner;

	UK_EXPECT(!uk_arch_irq_enabled());
	inner = uk_arch_irq_save();
	uk_arch_irq_restore(inner);
	UK_EXPECT(!uk_arch_irq_enabled());
	uk_arch_irq_restore(outer);
	UK_EXPECT_EQ(uk_arch_irq_enabled(), !!(outer & UK_X86_RFLAGS_IF));
}
