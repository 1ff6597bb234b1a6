/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file's bytes over its tree of pages, a short block, or borrowed memory.
 */
#include <uk/string.h>

#include "content.h"

/* A short block grows in such steps, of which 8 bytes are the heap's. */
#define SHORT_STEP 64u
#define SHORT_HEADER 8u
#define SHORT_MOST (RAMFS_PAGE / 2)

static bool is_short(const struct content *content)
{
	return content->root && content->room < RAMFS_PAGE;
}

static void give_block(struct content *content, struct ramfs_memory *memory)
{
	if (!content->root)
		return;
	if (is_short(content))
		ramfs_give(memory, content->root, content->room);
	else
		ramfs_give_page(memory, content->root);
	content->held -= content->room;
	content->root = NULL;
	content->room = 0;
}

/* Fills `length` bytes at `to` with what stands there as long as no page does. */
static void fill(const struct content *content, char *to, uint64_t offset,
		 size_t length)
{
	uint64_t left = content->borrowed_length -
			UK_MIN(offset, content->borrowed_length);
	size_t copied = UK_MIN(left, length);

	if (copied)
		memcpy(to, content->borrowed + offset, copied);
	memset(to + copied, 0, length - copied);
}

/* What there is instead of a page */
static const char *read_missing(const struct content *content, uint64_t offset,
				size_t *length)
{
	uint64_t left;

	if (offset >= content->borrowed_length)
		return NULL;
	left = content->borrowed_length - offset;
	*length = UK_MIN(*length, left);
	return content->borrowed + offset;
}

const char *content_read(struct content *content, uint64_t offset,
			 size_t *length)
{
	size_t in_page = offset & (RAMFS_PAGE - 1);
	void **place;

	if (!content->root) /* nothing was written: all that is borrowed */
		return read_missing(content, offset, length);
	*length = UK_MIN(*length, RAMFS_PAGE - in_page);
	if (content->height) {
		place = tree_find(content, offset / RAMFS_PAGE);
		return place && *place ? (char *)*place + in_page :
					 read_missing(content, offset, length);
	}
	if (offset >= RAMFS_PAGE)
		return read_missing(content, offset, length);
	if (in_page >= content->room)
		return NULL;
	*length = UK_MIN(*length, content->room - in_page);
	return (char *)content->root + in_page;
}

/* Makes the only block `least` bytes long, or longer. False: no space. */
static bool make_block(struct content *content, struct ramfs_memory *memory,
		       size_t least)
{
	size_t room = UK_MAX(least, UK_MIN(content->borrowed_length,
					   (uint64_t)RAMFS_PAGE));
	uint32_t old = content->room;
	char *block;

	if (room <= old)
		return true;
	room = UK_MAX(room, 2ul * old);
	room = UK_ALIGN_UP(room + SHORT_HEADER, SHORT_STEP) - SHORT_HEADER;
	if (room > SHORT_MOST) {
		room = RAMFS_PAGE;
		block = ramfs_take_page(memory);
	} else {
		block = ramfs_take(memory, room);
	}
	if (!block)
		return false;
	if (old) {
		memcpy(block, content->root, old);
		memset(block + old, 0, room - old);
		give_block(content, memory);
	} else {
		fill(content, block, 0, room);
	}
	content->root = block;
	content->room = (uint32_t)room;
	content->held += room;
	return true;
}

/* Makes a page of the tree, but for the bytes [from, from + length). */
static void *make_page(struct content *content, struct ramfs_memory *memory,
		       uint64_t start, size_t from, size_t length)
{
	char *page = ramfs_take_page(memory);

	if (!page)
		return NULL;
	content->held += RAMFS_PAGE;
	fill(content, page, start, from);
	fill(content, page + from + length, start + from + length,
	     RAMFS_PAGE - from - length);
	return page;
}

/* The page's place in the tree, into which a file of one block is turned. */
static void **make_place(struct content *content, struct ramfs_memory *memory,
			 uint64_t page)
{
	/* the tree has whole pages only */
	if (!content->height && content->root &&
	    !make_block(content, memory, RAMFS_PAGE))
		return NULL;
	return tree_make(content, memory, page);
}

char *content_write(struct content *content, struct ramfs_memory *memory,
		    uint64_t offset, size_t *length)
{
	size_t in_page = offset & (RAMFS_PAGE - 1);
	void **place;

	*length = UK_MIN(*length, RAMFS_PAGE - in_page);
	if (!content->height && offset < RAMFS_PAGE) {
		if (!make_block(content, memory, in_page + *length))
			return NULL;
		return (char *)content->root + in_page;
	}
	place = make_place(content, memory, offset / RAMFS_PAGE);
	if (!place)
		return NULL;
	if (!*place)
		*place = make_page(content, memory, offset - in_page, in_page,
				   *length);
	return *place ? (char *)*place + in_page : NULL;
}

bool content_reserve(struct content *content, struct ramfs_memory *memory,
		     uint64_t offset)
{
	uint64_t start = UK_ALIGN_DOWN(offset, RAMFS_PAGE);
	void **place;

	if (!content->height && !start)
		return make_block(content, memory, RAMFS_PAGE);
	place = make_place(content, memory, start / RAMFS_PAGE);
	if (place && !*place)
		*place = make_page(content, memory, start, RAMFS_PAGE, 0);
	return place && *place;
}

void content_cut(struct content *content, struct ramfs_memory *memory,
		 uint64_t size)
{
	size_t in_page = size & (RAMFS_PAGE - 1);
	void **place;

	content->borrowed_length = UK_MIN(content->borrowed_length, size);
	if (!content->height) {
		if (!size)
			give_block(content, memory);
		else if (size < content->room)
			memset((char *)content->root + size, 0,
			       content->room - size);
		return;
	}
	tree_cut(content, memory, UK_DIV_ROUND_UP(size, RAMFS_PAGE));
	place = in_page ? tree_find(content, size / RAMFS_PAGE) : NULL;
	if (place && *place)
		memset((char *)*place + in_page, 0, RAMFS_PAGE - in_page);
}
