/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory of a mount from the host's heap, whose sanitizer sees what is read or
 * written past its end, or never freed; and random numbers that repeat.
 */
#include <stdlib.h>
#include <string.h>
#include <uk/arch/random.h>

#include "../../memory.h"

void *ramfs_take(struct ramfs_memory *memory, size_t size)
{
	void *block;

	if (size > memory->most - memory->used)
		return NULL;
	memory->used += size;
	block = malloc(size);
	memset(block, 0xa5, size);
	return block;
}

void ramfs_give(struct ramfs_memory *memory, void *block, size_t size)
{
	free(block);
	memory->used -= size;
}

void *ramfs_take_page(struct ramfs_memory *memory)
{
	return ramfs_take(memory, RAMFS_PAGE);
}

void ramfs_give_page(struct ramfs_memory *memory, void *page)
{
	ramfs_give(memory, page, RAMFS_PAGE);
}

bool uk_arch_random(uint64_t *bits)
{
	*bits = 0x123456789abcdef;
	return true;
}
