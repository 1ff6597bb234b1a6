/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests to the backend. Data lies in whole pages but the last; up to 11 of them are in
 * the request itself, more in a table that lies in one more page (OP_INDIRECT).
 */
#include <uk/arch/cpu.h>

#include "xenblk.h"

/* There is room. */
static struct blkif_request *add(struct xenblk *blk,
				 struct uk_blk_request *request,
				 uint8_t operation)
{
	unsigned int id = (unsigned int)__builtin_ctz(blk->free_slots);
	struct blkif_request *place =
		&blk->ring->entry[blk->given++ % RING_ENTRIES].request;

	blk->free_slots &= blk->free_slots - 1;
	blk->slots[id] = (struct xenblk_slot){ .request = request,
					       .data = NO_PAGE,
					       .table = NO_PAGE };
	place->operation = operation;
	place->segment_count = 0;
	place->handle = blk->handle;
	place->id = id;
	place->sector = request->sector;
	return place;
}

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

/* False: there is no room. */
static bool add_transfer(struct xenblk *blk, struct uk_blk_request *request)
{
	bool writes = request->operation == UK_BLK_WRITE;
	uint8_t operation = writes ? OP_WRITE : OP_READ;
	unsigned int count = (unsigned int)UK_DIV_ROUND_UP(request->sectors,
							   PAGE_SECTORS);
	bool indirect = count > DIRECT_SEGMENTS;
	struct blkif_request *place;
	struct xenblk_slot *slot;

	if (blk->pages_free < count + indirect)
		return false;
	place = add(blk, request, indirect ? OP_INDIRECT : operation);
	slot = &blk->slots[place->id];
	slot->data = xenblk_pages_take(blk, count);
	slot->must_flush = (request->flags & UK_BLK_FUA) &&
			   blk->blkdev.info.volatile_cache;
	if (writes)
		xenblk_pages_copy(blk, request, slot->data, true);
	if (!indirect) {
		place->segment_count = (uint8_t)count;
		put_segments(blk, place->segments, slot->data,
			     request->sectors);
		return true;
	}
	slot->table = xenblk_pages_take(blk, 1);
	put_segments(blk, (void *)blk->pages[slot->table].memory, slot->data,
		     request->sectors);
	place->operation_indirect = operation;
	place->segment_count_indirect = (uint16_t)count;
	place->handle_indirect = blk->handle;
	place->tables[0] = blk->pages[slot->table].grant;
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
		add(blk, request, blk->flush_operation)->sector = 0;
		break;
	case UK_BLK_DISCARD:
		add(blk, request, OP_DISCARD)->sectors = request->sectors;
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
	add(blk, request, blk->flush_operation)->sector = 0;
	publish(blk);
}
