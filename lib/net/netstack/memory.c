/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's memory: the default heap. Where it has no more, lwIP drops the packet
 * or refuses the call; what can be done without is given up at the next
 * occasion (poll.c), since lwIP may be in the middle of a list here.
 */
#include "internal.h"

#include <uk/alloc.h>

bool netstack_memory_is_short;

void *netstack_malloc(size_t size)
{
	void *block = uk_malloc(uk_alloc_default(), size);

	if (UK_UNLIKELY(!block))
		netstack_memory_is_short = true;
	return block;
}

void *netstack_calloc(size_t count, size_t size)
{
	void *block = uk_calloc(uk_alloc_default(), count, size);

	if (UK_UNLIKELY(!block))
		netstack_memory_is_short = true;
	return block;
}

void netstack_free(void *block)
{
	uk_free(uk_alloc_default(), block);
}
