/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests to the backend. Data lies in whole pages but the last; up to 11 of them are in
 * the request itself, more in a table that lies in one more page (OP_INDIRECT).
 */
#include <uk/arch/cpu.h>

#include "xenblk.h"

static void put_segments(const struct xenblk *blk, struct blkif_segment *to,
			 uint16_t page, uint64_t sectors)
{
	while (sectors) {
		uint64_t part = UK_MIN(sectors, (uint64_t)PAGE_SECTORS);

		*to++ = (struct blkif_segment){
			.grant = blk->pages[page].grant,
			.last_sector = (uint8_t)(part - 1),
		};
		page = blk->pages[page].next;
		sectors -= part;
	}
}

static unsigned int pages_of(const struct uk_blk_request *request)
{
	return (unsigned int)UK_DIV_ROUND_UP(request->sectors, PAGE_SECTORS);
}

static void put_transfer(const struct xenblk *blk, struct blkif_request *place,
			 const struct xenblk_slot *slot)
{
	const struct uk_blk_request *request = slot->request;
	unsigned int count = pages_of(request);

	if (slot->table == NO_PAGE) {
		place->segment_count = (uint8_t)count;
		put_segments(blk, place->segments, slot->data,
			     request->sectors);
		return;
	}
	put_segments(blk, (void *)blk->pages[slot->table].memory, slot->data,
		     request->sectors);
	place->operation = OP_INDIRECT;
	place->operation_indirect = slot->operation;
	place->segment_count_indirect = (uint16_t)count;
	place->handle_indirect = blk->handle;
	place->tables[0] = blk->pages[slot->table].grant;
}

/* Writes a slot's request into the ring. */
static void put(struct xenblk *blk, unsigned int id)
{
	const struct xenblk_slot *slot = &blk->slots[id];
	struct blkif_request *place =
		&blk->ring->entry[blk->given++ % RING_ENTRIES].request;

	place->operation = slot->operation;
	place->segment_count = 0;
	place->handle = blk->handle;
	place->id = id;
	place->sector = slot->request->sector;
	if (slot->data != NO_PAGE)
		put_transfer(blk, place, slot);
	else if (slot->operation == OP_DISCARD)
		place->sectors = slot->request->sectors;
	else
		place->sector = 0;
}

/* There is room. The slot's number */
static unsigned int take_slot(struct xenblk *blk,
			      struct uk_blk_request *request, uint8_t operation)
{
	unsigned int id = (unsigned int)__builtin_ctz(blk->free_slots);

	blk->free_slots &= blk->free_slots - 1;
	blk->slots[id] = (struct xenblk_slot){ .request = request,
					       .operation = operation,
					       .data = NO_PAGE,
					       .table = NO_PAGE };
	return id;
}

/* What has no data */
static void add(struct xenblk *blk, struct uk_blk_request *request,
		uint8_t operation)
{
	put(blk, take_slot(blk, request, operation));
}

/* False: there is no room. */
static bool add_transfer(struct xenblk *blk, struct uk_blk_request *request)
{
	bool writes = request->operation == UK_BLK_WRITE;
	unsigned int id, count = pages_of(request);
	bool indirect = count > DIRECT_SEGMENTS;
	struct xenblk_slot *slot;

	if (blk->pages_free < count + indirect)
		return false;
	id = take_slot(blk, request, writes ? OP_WRITE : OP_READ);
	slot = &blk->slots[id];
	slot->data = xenblk_pages_take(blk, count);
	slot->must_flush = (request->flags & UK_BLK_FUA) &&
			   blk->blkdev.info.volatile_cache;
	if (writes)
		xenblk_pages_copy(blk, request, slot->data, true);
	if (indirect)
		slot->table = xenblk_pages_take(blk, 1);
	put(blk, id);
	return true;
}

/* The request was checked. False: there is no room. */
static bool take(struct xenblk *blk, struct uk_blk_request *request)
{
	struct uk_blkdev *dev = &blk->blkdev;

	if (request->operation == UK_BLK_FLUSH && !dev->info.volatile_cache) {
		uk_blkdev_begin(dev, request);
		uk_blkdev_end(dev, request, 0);
		return true;
	}
	if (!blk->free_slots)
		return false;
	switch (request->operation) {
	case UK_BLK_FLUSH:
		add(blk, request, blk->flush_operation);
		break;
	case UK_BLK_DISCARD:
		add(blk, request, OP_DISCARD);
		break;
	default:
		if (!add_transfer(blk, request))
			return false;
	}
	uk_blkdev_begin(dev, request);
	return true;
}

static void publish(struct xenblk *blk)
{
	if (uk_xen_ring_publish(&blk->ring->at, blk->given)) {
		blk->blkdev.stats.kicks++;
		uk_xen_event_send(blk->channel);
	}
}

int xenblk_submit(struct uk_blkdev *dev, unsigned int queue __uk_unused,
		  struct uk_blk_request **requests, unsigned int count)
{
	struct xenblk *blk = xenblk_of(dev);
	/* completions use the same ring */
	unsigned long state = uk_arch_irq_save();
	unsigned int taken;
	int error = 0;

	if (UK_UNLIKELY(blk->away))
		count = 0; /* as if there were no room */
	for (taken = 0; taken < count; taken++) {
		error = blk->broken ? -EIO :
				      uk_blkdev_check(dev, requests[taken]);
		if (error || !take(blk, requests[taken]))
			break;
	}
	if (taken)
		publish(blk);
	uk_arch_irq_restore(state);
	return taken ? (int)taken : error;
}

void xenblk_submit_flush(struct xenblk *blk, struct uk_blk_request *request)
{
	add(blk, request, blk->flush_operation);
	publish(blk);
}

/* What becomes of a request with a backend that may be another kind: 0, what it ends with where
 * that is an error, or 1: with success.
 */
static int judge(struct xenblk *blk, struct xenblk_slot *slot)
{
	const struct uk_blkdev_info *info = &blk->blkdev.info;

	if (slot->data != NO_PAGE) {
		slot->must_flush = (slot->request->flags & UK_BLK_FUA) &&
				   info->volatile_cache;
		return slot->request->sectors > info->sectors_most ? -EIO : 0;
	}
	if (slot->operation == OP_DISCARD)
		return info->discard_most ? 0 : -EOPNOTSUPP;
	slot->operation = blk->flush_operation;
	return !info->volatile_cache;
}

void xenblk_submit_again(struct xenblk *blk)
{
	for (unsigned int id = 0; id < RING_ENTRIES; id++) {
		int result;

		if (!blk->slots[id].request)
			continue;
		result = judge(blk, &blk->slots[id]);
		if (!result)
			put(blk, id);
		else
			xenblk_finish(blk, id, UK_MIN(result, 0));
	}
	publish(blk);
}
