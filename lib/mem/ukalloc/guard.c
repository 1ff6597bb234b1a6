/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Guards behind blocks, and the filling of fresh and freed memory, for any
 * kind of heap.
 *
 *	| size bytes for the user | GUARD_BYTE, 8 at least | size, scrambled |
 */
#include "guard.h"

#include <uk/assert.h>
#include <uk/string.h>

#define GUARD_BYTE 0xc5
#define NEW_BYTE 0xa5	/* read before it was written */
#define FREED_BYTE 0xdd /* read after it was freed */

/*
 * The size is stored multiplied by an odd number, so that one wrong byte makes
 * it impossibly large, after adding the block's address, so that another
 * block's is as well. (The number is 2^64 by the golden ratio.)
 */
#define SCRAMBLE 0x9e3779b97f4a7c15ull
#define UNSCRAMBLE 0xf1de83e19937733dull
_Static_assert((SCRAMBLE) * (UNSCRAMBLE) == 1, "these are inverse modulo 2^64");

static size_t usable(struct uk_alloc *a, const void *block)
{
	return uk_alloc_ops(a)->usable_size(a, block);
}

void uk_alloc_guard_set(struct uk_alloc *a, void *block, size_t size)
{
	size_t end = usable(a, block) - sizeof(size_t);
	size_t word = (size + (uintptr_t)block) * SCRAMBLE;

	memset((char *)block + size, GUARD_BYTE, end - size);
	memcpy((char *)block + end, &word, sizeof(word));
}

size_t uk_alloc_guard_check(struct uk_alloc *a, const void *block)
{
	const unsigned char *bytes = block;
	size_t end = usable(a, block) - sizeof(size_t);
	size_t size, i;

	memcpy(&size, bytes + end, sizeof(size));
	size = size * UNSCRAMBLE - (uintptr_t)block;
	if (size > end)
		UK_PANIC("heap %s: block %p is no block of it, was freed "
			 "before, or was written past its end",
			 uk_alloc_ops(a)->name, block);
	for (i = size; i < end; i++)
		if (bytes[i] != GUARD_BYTE)
			UK_PANIC("heap %s: block %p of %zu bytes was written "
				 "at byte %zu",
				 uk_alloc_ops(a)->name, block, size, i);
	return size;
}

void uk_alloc_guard_fill_new(void *block, size_t size)
{
	memset(block, NEW_BYTE, size);
}

void uk_alloc_guard_fill_freed(struct uk_alloc *a, void *block)
{
	memset(block, FREED_BYTE, usable(a, block));
}
