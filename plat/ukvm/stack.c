/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stacks for threads, from those that the monitor has laid out. Free ones hold the address of
 * the next free one; those that nobody has had yet are not touched.
 */
#include <uk/arch/paging.h>
#include <uk/plat/stack.h>
#include <uk/ukvm.h>

static void *given_back;
static uint64_t fresh; /* offset of the first that nobody has had */

static const struct ukvm_region *region(void)
{
	return &uk_ukvm_boot->regions[UKVM_REGION_THREADS];
}

void *uk_plat_stack_take(size_t size)
{
	void *stack = given_back;

	if (size > region()->piece)
		return NULL;
	if (stack) {
		given_back = *(void **)stack;
	} else if (fresh < region()->length) {
		stack = (void *)(region()->base + fresh);
		fresh += region()->piece + UK_PAGE_SIZE;
	}
	return stack;
}

bool uk_plat_stack_give(void *stack)
{
	if ((uintptr_t)stack - region()->base >= region()->length)
		return false;
	*(void **)stack = given_back;
	given_back = stack;
	return true;
}
