/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The state that start.S leaves to everybody. Compiled code relies on it without a word.
 */
#include <uk/arch/x86.h>
#include <uk/test.h>

UK_TESTSUITE(arch_boot, "state of the CPU");

/* A frame pointer lies 16 bytes below its caller's aligned stack pointer (System V AMD64
 * ABI, 3.2.2): vector instructions fault otherwise.
 */
UK_TEST(arch_boot, stack_is_aligned)
{
	UK_EXPECT_EQ((uintptr_t)__builtin_frame_address(0) % 16, 0);
}

UK_TEST(arch_boot, floating_point_control_is_the_abi_s)
{
	uint32_t mxcsr;
	uint16_t x87;

	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	__asm__ volatile("fnstcw %0" : "=m"(x87));
	/* the low six bits only say what happened so far */
	UK_EXPECT_EQ(mxcsr & ~0x3fu, 0x1f80);
	UK_EXPECT_EQ(x87, 0x037f);
}

UK_TEST(arch_boot, task_state_and_code_segment)
{
	uint16_t task, code;

	__asm__ volatile("str %0" : "=r"(task));
	__asm__ volatile("movw %%cs, %0" : "=r"(code));
	UK_EXPECT(task != 0);
	UK_EXPECT_EQ(code & 3, 0);
}
