/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The names in a directory: a hash table whose entries also keep a numbered slot
 * each for as long as they are there, which is their place for readdir.
 */
#ifndef RAMFS_DIRECTORY_H
#define RAMFS_DIRECTORY_H

#include <uk/vnode.h>

#include "memory.h"

struct ramfs_node;

struct entry {
	struct ramfs_node *node;
	uint32_t hash;
	uint32_t next; /* in its bucket: slot + 1, or 0 */
	uint32_t slot;
	uint8_t length;
	char name[];
};

struct slot; /* an entry, or free */

struct directory {
	/* `room` slots, then as many buckets (the first entry's slot + 1). NULL if
	 * there is no name.
	 */
	struct slot *slots;
	uint32_t room;	/* 0 or a power of two */
	uint32_t used;	/* slots that were ever taken */
	uint32_t free;	/* of those, the first that is free, + 1 */
	uint32_t count; /* names */
	struct ramfs_node *above; /* while a tree is freed */
};

struct entry *directory_find(const struct directory *directory,
			     const struct uk_name *name);
/* The caller knows that the name is not there. -ENOSPC. */
int directory_add(struct directory *directory, struct ramfs_memory *memory,
		  const struct uk_name *name, struct ramfs_node *node);
void directory_remove(struct directory *directory, struct ramfs_memory *memory,
		      struct entry *entry);
/* The first entry in slot `from` or behind it, or NULL. */
struct entry *directory_next(const struct directory *directory, uint64_t from);
/* Empties it for good: the next entry's node, or NULL when nothing is left. */
struct ramfs_node *directory_drain(struct directory *directory,
				   struct ramfs_memory *memory);

/* Makes hashes unforeseeable, once, where the CPU has random numbers. */
void directory_seed(void);

#endif /* RAMFS_DIRECTORY_H */
