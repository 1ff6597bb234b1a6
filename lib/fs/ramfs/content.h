/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bytes of a file: pages, found by a radix tree, of which those that were never
 * written are not there. A file that fits into a page is a block as long as it
 * needs. Content may also be borrowed: memory of somebody else's, which stands in
 * for pages that are not there.
 *
 * What lies in a page behind the file's end is zero, always.
 */
#ifndef RAMFS_CONTENT_H
#define RAMFS_CONTENT_H

#include "memory.h"

struct content {
	/* The only block (height 0) of `room` bytes, or a node of the tree */
	void *root;
	uint32_t room;
	uint32_t height; /* levels of nodes */
	/* The leaf that was used last: pages from leaf_number * LEAF_PAGES on */
	void **leaf;
	uint64_t leaf_number;
	const char *borrowed;
	uint64_t borrowed_length;
	uint64_t held; /* bytes of pages and nodes */
};

/*
 * Where the byte at `offset` is, and how many from there on lie together, at most
 * `*length` (not 0), which is set. NULL: they are zero.
 */
const char *content_read(struct content *content, uint64_t offset,
			 size_t *length);

/* The same for writing; all `*length` bytes must then be written. NULL: no space. */
char *content_write(struct content *content, struct ramfs_memory *memory,
		    uint64_t offset, size_t *length);

/* Has a page for `offset`, with what stands there. False: no space. */
bool content_reserve(struct content *content, struct ramfs_memory *memory,
		     uint64_t offset);

/* Zeroes and frees what lies from `size` on. */
void content_cut(struct content *content, struct ramfs_memory *memory,
		 uint64_t size);

/* ---- the tree of pages (tree.c) ---- */

#define LEAF_PAGES 64u /* so a node has 512 bytes */

/* The page's place in the tree; NULL: the tree has none yet. */
void **tree_find(struct content *content, uint64_t page);
/* The same, made if it is not there. NULL: no space. */
void **tree_make(struct content *content, struct ramfs_memory *memory,
		 uint64_t page);
/* Frees all pages from `page` on. */
void tree_cut(struct content *content, struct ramfs_memory *memory,
	      uint64_t page);

#endif /* RAMFS_CONTENT_H */
