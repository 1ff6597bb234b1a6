/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Switching between two flows of control, and what each keeps to itself.
 */
#include <uk/arch/context.h>
#include <uk/arch/cpu.h>
#include <uk/test.h>

UK_TESTSUITE(context, "context switch");

#define MXCSR_DEFAULT 0x1f80u
#define MXCSR_ROUND_DOWN 0x3f80u
#define X87_DEFAULT 0x037f
#define X87_SINGLE 0x007f

static char stack[4096] __uk_aligned(16);
static struct uk_arch_context here, there;

/* What the new flow found */
static void *seen_argument;
static uintptr_t seen_stack, seen_tls;
static uint32_t seen_mxcsr;
static uint16_t seen_x87;
static bool seen_interrupts;
static unsigned int visits;

static uint32_t mxcsr(void)
{
	uint32_t value;

	__asm__ volatile("stmxcsr %0" : "=m"(value));
	return value;
}

static void set_mxcsr(uint32_t value)
{
	__asm__ volatile("ldmxcsr %0" ::"m"(value));
}

static uint16_t x87_control(void)
{
	uint16_t value;

	__asm__ volatile("fnstcw %0" : "=m"(value));
	return value;
}

static void set_x87_control(uint16_t value)
{
	__asm__ volatile("fldcw %0" ::"m"(value));
}

/* With every register that a call must preserve changed while away */
static void switch_clobbering(struct uk_arch_context *from,
			      struct uk_arch_context *to)
{
	__asm__ volatile("" ::: "rbx", "r12", "r13", "r14", "r15");
	uk_arch_context_switch(from, to);
}

static void entry(void *argument)
{
	seen_argument = argument;
	seen_stack = (uintptr_t)__builtin_frame_address(0);
	seen_tls = uk_arch_tls_get();
	seen_mxcsr = mxcsr();
	seen_x87 = x87_control();
	seen_interrupts = uk_arch_irq_enabled();
	set_mxcsr(MXCSR_ROUND_DOWN);
	set_x87_control(X87_SINGLE);
	for (;;) {
		visits++;
		__asm__ volatile("xorl %%ebx, %%ebx; xorl %%r12d, %%r12d;"
				 "xorl %%r13d, %%r13d; xorl %%r14d, %%r14d;"
				 "xorl %%r15d, %%r15d" ::
					 : "rbx", "r12", "r13", "r14", "r15");
		switch_clobbering(&there, &here);
		if (mxcsr() != MXCSR_ROUND_DOWN || x87_control() != X87_SINGLE)
			visits = 1000;
	}
}

static void start(uintptr_t tls)
{
	visits = 0;
	here.tls = uk_arch_tls_get();
	uk_arch_context_init(&there, stack + sizeof(stack), tls, entry,
			     &seen_argument);
}

static void visit(void)
{
	unsigned long state = uk_arch_irq_save();

	uk_arch_context_switch(&here, &there);
	uk_arch_irq_restore(state);
}

UK_TEST(context, new_flow_starts_clean)
{
	start(here.tls);
	set_mxcsr(MXCSR_ROUND_DOWN);
	start(uk_arch_tls_get());
	visit();
	set_mxcsr(MXCSR_DEFAULT);
	UK_EXPECT_EQ(visits, 1);
	UK_EXPECT(seen_argument == &seen_argument);
	UK_EXPECT_EQ(seen_mxcsr, MXCSR_DEFAULT);
	UK_EXPECT_EQ(seen_x87, X87_DEFAULT);
	UK_EXPECT(!seen_interrupts); /* as they were at the switch */
	UK_EXPECT(seen_stack > (uintptr_t)stack &&
		  seen_stack < (uintptr_t)stack + sizeof(stack));
	/* a frame pointer lies 16 below the caller's aligned stack pointer */
	UK_EXPECT_EQ(seen_stack % 16, 0);
}

UK_TEST(context, each_keeps_its_floating_point_control)
{
	start(uk_arch_tls_get());
	visit();
	UK_EXPECT_EQ(mxcsr(), MXCSR_DEFAULT);
	UK_EXPECT_EQ(x87_control(), X87_DEFAULT);
	visit();
	visit();
	UK_EXPECT_EQ(visits, 3);
	UK_EXPECT_EQ(mxcsr(), MXCSR_DEFAULT);
	UK_EXPECT_EQ(x87_control(), X87_DEFAULT);
}

UK_TEST(context, callee_saved_registers_survive)
{
	const unsigned long before = 0x1111;
	unsigned long sum = before;
	struct uk_arch_context *from = &here, *to = &there;
	unsigned long state = uk_arch_irq_save();

	start(uk_arch_tls_get());
	/* three numbers in registers across a switch to who clears them */
	__asm__ volatile("pushq %%rbp; movq %%rax, %%rbx;"
			 "leaq 1(%%rbx), %%r12; leaq 2(%%rbx), %%r13;"
			 "leaq 3(%%rbx), %%r14; leaq 4(%%rbx), %%r15;"
			 "leaq 5(%%rbx), %%rbp; subq $8, %%rsp;"
			 "call uk_arch_context_switch; addq $8, %%rsp;"
			 "leaq (%%rbx, %%r12), %%rax; addq %%r13, %%rax;"
			 "addq %%r14, %%rax; addq %%r15, %%rax;"
			 "addq %%rbp, %%rax; popq %%rbp"
			 : "+a"(sum), "+D"(from), "+S"(to)
			 :
			 : "rbx", "r12", "r13", "r14", "r15", "rcx", "rdx",
			   "r8", "r9", "r10", "r11", "memory", "cc");
	uk_arch_irq_restore(state);
	UK_EXPECT_EQ(sum, 6 * before + 15);
	UK_EXPECT_EQ(visits, 1);
}

UK_TEST(context, thread_pointer_changes)
{
	static uintptr_t block;
	uintptr_t mine = uk_arch_tls_get();

	start((uintptr_t)&block);
	visit();
	UK_EXPECT_EQ(seen_tls, (uintptr_t)&block);
	UK_EXPECT_EQ(uk_arch_tls_get(), mine);
	visit();
	UK_EXPECT_EQ(uk_arch_tls_get(), mine);
}
