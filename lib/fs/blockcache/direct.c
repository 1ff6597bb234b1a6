/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Large transfers between the disk and the caller's memory. The cache's own copies of
 * these blocks stay true.
 */
#include <uk/string.h>

#include "private.h"

struct buffer {
	const struct uk_blockcache *cache;
	uint64_t number; /* of its first block */
	char *data;
};

static char *place(const struct buffer *buffer, const struct uk_block *block)
{
	return buffer->data +
	       (block->number - buffer->number) * buffer->cache->block_size;
}

static bool is_dirty(struct uk_block *block, void *argument __uk_unused)
{
	return block->state & (BLOCK_DIRTY | BLOCK_WRITING) &&
	       !(block->state & BLOCK_HELD);
}

/* Changed since, or a transaction's, and so not on the disk */
static bool take_newer(struct uk_block *block, void *argument)
{
	const struct buffer *buffer = argument;

	if (block->state & (BLOCK_DIRTY | BLOCK_WRITING | BLOCK_HELD))
		memcpy(place(buffer, block), block->data,
		       buffer->cache->block_size);
	return false;
}

static bool make_newer(struct uk_block *block, void *argument)
{
	const struct buffer *buffer = argument;

	memcpy(block->data, place(buffer, block), buffer->cache->block_size);
	return false;
}

/* It could not be written: will be tried again. */
static bool make_dirty(struct uk_block *block, void *argument __uk_unused)
{
	if (block->state & BLOCK_HELD)
		return false;
	if (block_is_idle(block))
		uk_list_del(&block->link);
	block_set_dirty(block);
	return false;
}

int uk_blockcache_read_direct(struct uk_blockcache *cache, uint64_t number,
			      uint64_t count, void *to)
{
	struct buffer buffer = { cache, number, to };
	int error = 0;

	if (!blockcache_is_within(cache, number, count))
		return -EINVAL;
	blockcache_settle(cache);
	/* Else one could be written, and given up, while the disk is read. */
	if (blockcache_find_in(cache, number, count, is_dirty, NULL))
		error = uk_blockcache_write_range(cache, number, count);
	if (!error)
		error = uk_blkdev_read(cache->dev,
				       blockcache_sector(cache, number), to,
				       count * cache->block_size);
	if (!error)
		blockcache_find_in(cache, number, count, take_newer, &buffer);
	return error;
}

/* Copies are renewed before, so that nobody reads older content than is on the disk, and
 * after, for those that were read meanwhile.
 */
int uk_blockcache_write_direct(struct uk_blockcache *cache, uint64_t number,
			       uint64_t count, const void *from)
{
	struct buffer buffer = { cache, number, (void *)from };
	int error;

	if (!blockcache_is_within(cache, number, count))
		return -EINVAL;
	blockcache_wait_idle(cache, number, count);
	blockcache_find_in(cache, number, count, make_newer, &buffer);
	error = uk_blkdev_write(cache->dev, blockcache_sector(cache, number),
				from, count * cache->block_size, 0);
	blockcache_wait_idle(cache, number, count);
	blockcache_find_in(cache, number, count, make_newer, &buffer);
	if (error)
		blockcache_find_in(cache, number, count, make_dirty, NULL);
	return error;
}
