/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The stack protector's guard value and its alarm: symbols that gcc and clang refer to
 * under -mstack-protector-guard=global.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/random.h>
#include <uk/assert.h>
#include <uk/init.h>

/* A string cannot hold its terminator, so it cannot forge the guard. */
#define NO_STRING (~0xffUL)

extern uintptr_t __stack_chk_guard;
uintptr_t __stack_chk_guard = 0x5bd1e995a7c3f100;

void __uk_noreturn __stack_chk_fail(void);
void __stack_chk_fail(void)
{
	UK_PANIC("stack smashed: a buffer on the stack overflowed");
}

/* The guard changes while it runs. */
static int __attribute__((no_stack_protector)) ukstackprotector_start(void)
{
	uint64_t random;

	if (!uk_arch_random(&random))
		random = uk_arch_cycles() * 0x9e3779b97f4a7c15;
	__stack_chk_guard ^= random & NO_STRING;
	return 0;
}
UK_INIT(early, ukstackprotector_start);
