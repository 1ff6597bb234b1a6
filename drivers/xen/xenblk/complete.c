/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the backend has done, in its events, or when somebody polls.
 */
#include <uk/arch/cpu.h>
#include <uk/print.h>

#include "xenblk.h"

void xenblk_break(struct xenblk *blk)
{
	if (blk->broken)
		return;
	blk->broken = true;
	blk->away = false;
	/* Their pages stay as they are: the backend may use them still. */
	for (unsigned int id = 0; id < RING_ENTRIES; id++) {
		struct uk_blk_request *request = blk->slots[id].request;

		blk->slots[id].request = NULL;
		if (request)
			uk_blkdev_end(&blk->blkdev, request, -EIO);
	}
	uk_blkdev_ended(&blk->blkdev);
}

static void break_for(struct xenblk *blk, const char *reason)
{
	uk_pr_err("xenblk: the backend %s %s; %s is not used until it is "
		  "opened again\n",
		  blk->bus->backend, reason, blk->blkdev.name);
	xenblk_break(blk);
}

static int result_of(int status)
{
	return status == STATUS_OK	    ? 0 :
	       status == STATUS_UNSUPPORTED ? -EOPNOTSUPP :
					      -EIO;
}

void xenblk_finish(struct xenblk *blk, unsigned int id, int result)
{
	struct xenblk_slot *slot = &blk->slots[id];
	struct uk_blk_request *request = slot->request;

	if (request->operation == UK_BLK_READ && !result)
		xenblk_pages_copy(blk, request, slot->data, false);
	xenblk_pages_give(blk, slot->data);
	xenblk_pages_give(blk, slot->table);
	slot->request = NULL;
	blk->free_slots |= 1u << id;
	if (slot->must_flush && !result)
		xenblk_submit_flush(blk, request);
	else
		uk_blkdev_end(&blk->blkdev, request, result);
}

/* Interrupts are disabled. How many responses there were. */
static int finish_all(struct xenblk *blk)
{
	uint32_t end;
	int count = 0;

	if (UK_UNLIKELY(blk->broken || blk->away))
		return 0;
	end = uk_load_acquire(&blk->ring->at.responses);
	if (UK_UNLIKELY(end - blk->taken > blk->given - blk->taken)) {
		break_for(blk, "has done more than it was asked for");
		return 0;
	}
	for (; blk->taken != end; count++) {
		/* each once, for the backend may write it again */
		struct blkif_response *place =
			&blk->ring->entry[blk->taken++ % RING_ENTRIES].response;
		uint64_t id = uk_load_relaxed(&place->id);
		int status = uk_load_relaxed(&place->status);

		if (UK_UNLIKELY(id >= RING_ENTRIES || !blk->slots[id].request)) {
			break_for(blk, "answers what it was not asked");
			return count;
		}
		xenblk_finish(blk, (unsigned int)id, result_of(status));
	}
	if (count)
		uk_blkdev_ended(&blk->blkdev);
	return count;
}

int xenblk_reap(struct uk_blkdev *dev, unsigned int queue __uk_unused)
{
	struct xenblk *blk = xenblk_of(dev);
	unsigned long state = uk_arch_irq_save();
	int count = finish_all(blk);

	uk_arch_irq_restore(state);
	return !count && blk->broken ? -EIO : count;
}

/* Goes on until nothing is left that there will be no event for. */
static void finish_until_armed(struct xenblk *blk)
{
	do
		finish_all(blk);
	while (!blk->broken && !blk->away &&
	       !uk_xen_ring_arm(&blk->ring->at, blk->taken));
}

void xenblk_event(void *argument)
{
	struct xenblk *blk = argument;

	blk->blkdev.stats.interrupts++;
	if (!blk->polled)
		finish_until_armed(blk);
	if (UK_UNLIKELY(uk_xen_events_are_too_many(&blk->events, blk->taken))) {
		uk_xen_event_close(blk->channel);
		blk->channel = 0;
		break_for(blk, "raises events without end");
	}
}

int xenblk_interrupt(struct uk_blkdev *dev, unsigned int queue __uk_unused,
		     bool on)
{
	struct xenblk *blk = xenblk_of(dev);
	unsigned long state = uk_arch_irq_save();

	/* An event that was asked for may still come, and is then ignored. */
	blk->polled = !on;
	if (on)
		finish_until_armed(blk);
	uk_arch_irq_restore(state);
	return blk->broken ? -EIO : 0;
}
