/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests that carry blocks that are neighbours on the disk. Their memory is there from the
 * beginning: blocks are written back when there is none to be had.
 */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>

#include "private.h"

/* From an interrupt, or before submit returns; interrupts are disabled. */
static void done(struct uk_blk_request *request)
{
	struct transfer *t = UK_CONTAINER_OF(request, struct transfer, request);
	struct uk_blockcache *cache = t->cache;

	t->next = cache->finished;
	cache->finished = t;
	uk_blockcache_wake(cache);
}

int blockcache_transfers_init(struct uk_blockcache *cache)
{
	const struct uk_blkdev_info *info = &cache->dev->info;
	unsigned int a_block =
		UK_DIV_ROUND_UP(cache->block_size, info->segment_most);
	unsigned int most =
		UK_MIN(info->segments_most,
		       UK_MAX((unsigned int)TRANSFER_SEGMENTS, a_block));
	struct uk_sgsegment *segments;

	if (most < a_block)
		return -EINVAL;
	segments = uk_calloc(cache->allocator, (size_t)TRANSFERS * most,
			     sizeof(*segments));
	if (!segments)
		return -ENOMEM;
	cache->segments_most = most;
	for (unsigned int i = 0; i < TRANSFERS; i++) {
		struct transfer *t = &cache->transfers[i];

		t->cache = cache;
		t->segments = segments + (size_t)i * most;
		uk_list_init(&t->blocks);
		t->next = cache->free_transfers;
		cache->free_transfers = t;
	}
	return 0;
}

void blockcache_transfers_free(struct uk_blockcache *cache)
{
	uk_free(cache->allocator, cache->transfers[0].segments);
}

bool blockcache_is_quiet(const struct uk_blockcache *cache)
{
	unsigned int free = 0;

	for (struct transfer *t = cache->free_transfers; t; t = t->next)
		free++;
	return free == TRANSFERS;
}

/* Adds memory, behind the last segment's where it lies there. False: no room */
static bool add(struct uk_blockcache *cache, struct uk_blk_request *request,
		char *data)
{
	size_t most = cache->dev->info.segment_most, left = cache->block_size;
	unsigned int count = request->segment_count;
	struct uk_sgsegment *last = &request->segments[count - 1];

	if (request->sectors + (left / UK_BLK_SECTOR) >
	    cache->dev->info.sectors_most)
		return false;
	if (count && (char *)last->base + last->length == data &&
	    last->length + left <= most) {
		last->length += left;
	} else {
		if (count + UK_DIV_ROUND_UP(left, most) > cache->segments_most)
			return false;
		for (; left; left -= last->length, data += last->length) {
			last = &request->segments[count++];
			last->base = data;
			last->length = UK_MIN(left, most);
		}
	}
	request->segment_count = count;
	request->sectors += cache->block_size / UK_BLK_SECTOR;
	return true;
}

struct transfer *blockcache_fill(struct uk_blockcache *cache,
				 struct uk_list_head *list,
				 enum uk_blk_operation operation)
{
	struct uk_block *block = uk_list_first(list, struct uk_block, link);
	struct transfer *t = cache->free_transfers;
	uint64_t next = block->number;

	cache->free_transfers = t->next;
	t->request = (struct uk_blk_request){
		.operation = operation,
		.sector = blockcache_sector(cache, next),
		.segments = t->segments,
		.done = done,
	};
	while (block && block->number == next &&
	       add(cache, &t->request, block->data)) {
		uk_list_del(&block->link);
		uk_list_add_tail(&block->link, &t->blocks);
		block = uk_list_first(list, struct uk_block, link);
		next++;
	}
	return t;
}

static void end_read(struct uk_block *block, int error)
{
	if (error)
		blockcache_unhash(block);
	else
		block->state = BLOCK_VALID;
	if (!block->owners)
		blockcache_rest(block);
}

static void end_write(struct uk_blockcache *cache, struct uk_block *block,
		      int error)
{
	bool logged = block->state & BLOCK_LOGGED;

	block->state &= ~(BLOCK_WRITING | BLOCK_FAILED);
	if (error) {
		cache->error = error;
		block->state |= BLOCK_DIRTY | BLOCK_FAILED;
	} else {
		cache->writes++;
		block->state &= ~BLOCK_LOGGED;
	}
	if (block->state & BLOCK_DIRTY)
		block_list_dirty(block);
	if (logged && !error && cache->written)
		cache->written(block);
	if (!block->owners)
		blockcache_rest(block);
}

void blockcache_complete(struct transfer *t)
{
	struct uk_blockcache *cache = t->cache;
	struct uk_block *block;

	while ((block = uk_list_first(&t->blocks, struct uk_block, link))) {
		uk_list_del(&block->link);
		if (t->request.operation == UK_BLK_READ)
			end_read(block, t->request.result);
		else
			end_write(cache, block, t->request.result);
	}
	t->sequence = 0;
	t->next = cache->free_transfers;
	cache->free_transfers = t;
}

void blockcache_settle_all(struct uk_blockcache *cache)
{
	unsigned long state = uk_arch_irq_save();
	struct transfer *t = cache->finished, *next;

	cache->finished = NULL;
	uk_arch_irq_restore(state);
	for (; t; t = next) {
		next = t->next;
		blockcache_complete(t);
	}
}
