/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory of one mount: taken from the default heap, and bounded.
 */
#ifndef RAMFS_MEMORY_H
#define RAMFS_MEMORY_H

#include <uk/arch/paging.h>
#include <uk/essentials.h>

#define RAMFS_PAGE UK_PAGE_SIZE

struct ramfs_memory {
	uint64_t most; /* bytes */
	uint64_t used;
};

/* Content undefined; NULL: the bound is reached, or the heap has none. */
void *ramfs_take(struct ramfs_memory *memory, size_t size);
void ramfs_give(struct ramfs_memory *memory, void *block, size_t size);

/* RAMFS_PAGE bytes of a file's content, aligned to 16 at least. */
void *ramfs_take_page(struct ramfs_memory *memory);
void ramfs_give_page(struct ramfs_memory *memory, void *page);

#endif /* RAMFS_MEMORY_H */
