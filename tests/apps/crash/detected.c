/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Faults that code notices: assertions, checks of the heap, the stack protector.
 */
#include <uk/assert.h>

#include "faults.h"

FAULT(panic)
{
	if (HIDDEN(1))
		UK_PANIC("the answer is %d", 42);
	went_unnoticed();
}

FAULT(assertion)
{
	int apples = HIDDEN(3);

	UK_ASSERT(apples == 4);
	went_unnoticed();
}

#ifdef CONFIG_LIBUKALLOC
#include <uk/alloc.h>

FAULT(double_free)
{
	void *block = uk_malloc(uk_alloc_default(), 100);
	void *again = HIDDEN(block);

	uk_free(uk_alloc_default(), block);
	uk_free(uk_alloc_default(), again);
	went_unnoticed();
}

#ifdef CONFIG_LIBUKALLOC_CHECK
FAULT(heap_overflow)
{
	volatile char *block = uk_malloc(uk_alloc_default(), 20);

	HIDDEN(block)[20] = 0;
	uk_free(uk_alloc_default(), (void *)block);
	went_unnoticed();
}
#endif
#endif

#ifdef CONFIG_LIBUKSTACKPROTECTOR
FAULT(stack_smash)
{
	char buffer[16];
	volatile char *at = HIDDEN(&buffer[0]);

	for (int i = 0; i < 64; i++)
		at[i] = 'x';
}
#endif

#ifdef CONFIG_LIBNEWLIB
#include <assert.h>
#include <stdlib.h>

FAULT(libc_abort)
{
	abort();
}

FAULT(libc_assert)
{
	int pears = HIDDEN(3);

	assert(pears == 4);
}
#endif
