/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The guard value is this boot's own, and functions do check it. What happens then is for
 * tests/apps/crash to show.
 */
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(ukstackprotector, "stack protector");

extern uintptr_t __stack_chk_guard;

/* What guard.c is linked with; a guard that anybody can read in the image is none. */
#define LINKED_VALUE 0x5bd1e995a7c3f100

UK_TEST(ukstackprotector, guard_is_random)
{
	UK_EXPECT(__stack_chk_guard != LINKED_VALUE);
	UK_EXPECT(__stack_chk_guard >> 8 != 0);
}

UK_TEST(ukstackprotector, no_string_holds_the_guard)
{
	UK_EXPECT_EQ(__stack_chk_guard & 0xff, 0);
}

/* Is the guard on its own stack? Volatile, so that the loop may look beyond the array. */
static bool __uk_noinline stack_has_guard(void)
{
	char array[32];
	char *volatile start = array;
	volatile uintptr_t *word = (uintptr_t *)start;

	memset(start, 0, sizeof(array));
	for (unsigned int i = 0; i < 16; i++)
		if (word[i] == __stack_chk_guard)
			return true;
	return false;
}

UK_TEST(ukstackprotector, functions_with_arrays_are_guarded)
{
	UK_EXPECT(stack_has_guard());
}
