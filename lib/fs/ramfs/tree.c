/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The radix tree over a file's pages: nodes of 64 places, as high as the last page
 * needs (one for 256 KiB, four for 4 GiB). The leaf that was used last is
 * remembered, so files that are read or written in order rarely walk.
 */
#include <uk/string.h>

#include "content.h"

#define LEAF_BITS 6

struct node {
	void *place[LEAF_PAGES];
};

static struct node *new_node(struct content *content,
			     struct ramfs_memory *memory)
{
	struct node *node = ramfs_take(memory, sizeof(*node));

	if (!node)
		return NULL;
	memset(node, 0, sizeof(*node));
	content->held += sizeof(*node);
	return node;
}

static void **place_in(struct node *node, uint64_t page, uint32_t level)
{
	return &node->place[page >> (LEAF_BITS * level) & (LEAF_PAGES - 1)];
}

static bool is_high_enough(const struct content *content, uint64_t page)
{
	return !(page >> (LEAF_BITS * content->height));
}

/* True if the page is in the leaf that was used last. */
static bool is_near(const struct content *content, uint64_t page)
{
	return content->leaf && content->leaf_number == page >> LEAF_BITS;
}

static void **remember(struct content *content, struct node *leaf,
		       uint64_t page)
{
	content->leaf = leaf->place;
	content->leaf_number = page >> LEAF_BITS;
	return place_in(leaf, page, 0);
}

void **tree_find(struct content *content, uint64_t page)
{
	struct node *node = content->root;

	if (is_near(content, page))
		return &content->leaf[page & (LEAF_PAGES - 1)];
	if (!content->height || !is_high_enough(content, page))
		return NULL;
	for (uint32_t level = content->height - 1; level && node; level--)
		node = *place_in(node, page, level);
	return node ? remember(content, node, page) : NULL;
}

void **tree_make(struct content *content, struct ramfs_memory *memory,
		 uint64_t page)
{
	struct node *node;

	if (is_near(content, page))
		return &content->leaf[page & (LEAF_PAGES - 1)];
	while (!content->height || !is_high_enough(content, page)) {
		node = new_node(content, memory);
		if (!node)
			return NULL;
		node->place[0] = content->root;
		content->root = node;
		content->room = 0;
		content->height++;
	}
	node = content->root;
	for (uint32_t level = content->height - 1; level; level--) {
		void **place = place_in(node, page, level);

		if (!*place)
			*place = new_node(content, memory);
		if (!*place)
			return NULL;
		node = *place;
	}
	return remember(content, node, page);
}

/* Frees the pages from `from` on of a node, the first of which is `first`. True if
 * the node itself went.
 */
static bool cut(struct content *content, struct ramfs_memory *memory,
		struct node *node, uint32_t level, uint64_t first,
		uint64_t from)
{
	for (unsigned int i = 0; i < LEAF_PAGES; i++) {
		uint64_t start = first + ((uint64_t)i << (LEAF_BITS * level));
		uint64_t end = start + (1ull << (LEAF_BITS * level));
		void *below = node->place[i];

		if (!below || end <= from)
			continue;
		if (level) {
			if (!cut(content, memory, below, level - 1, start,
				 from))
				continue;
		} else {
			ramfs_give_page(memory, below);
			content->held -= RAMFS_PAGE;
		}
		node->place[i] = NULL;
	}
	if (first < from)
		return false;
	ramfs_give(memory, node, sizeof(*node));
	content->held -= sizeof(*node);
	return true;
}

void tree_cut(struct content *content, struct ramfs_memory *memory,
	      uint64_t page)
{
	content->leaf = NULL;
	if (!content->height || !content->root)
		return;
	if (cut(content, memory, content->root, content->height - 1, 0, page)) {
		content->root = NULL;
		content->height = 0;
	}
}
