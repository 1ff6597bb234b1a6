/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a disk that was found to one that is connected, and back (blkif.h: "STATE DIAGRAMS").
 * It stays connected while nobody has it open, but for one that broke.
 */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/print.h>
#include <uk/string.h>

#include "xenblk.h"

/* The ring that there is already is the backend's no more, or cannot be another's. */
static int make_ring(struct xenblk *blk)
{
	struct uk_alloc *a = blk->blkdev.allocator;
	int grant;

	if (blk->ring && uk_xen_grant_end(blk->ring_grant))
		return -EBUSY;
	if (!blk->ring)
		blk->ring = uk_memalign(a, UK_PAGE_SIZE, UK_PAGE_SIZE);
	if (!blk->ring)
		return -ENOMEM;
	memset(blk->ring, 0, UK_PAGE_SIZE);
	grant = uk_xen_grant_page(blk->bus->backend_domain, blk->ring, false);
	if (grant < 0) {
		uk_free(a, blk->ring);
		blk->ring = NULL;
		return grant;
	}
	blk->ring_grant = (uk_xen_grant)grant;
	blk->taken = blk->given = 0;
	blk->events = (struct uk_xen_events_for_nothing){ .count = 0 };
	blk->ring->at.requests_event = 1;
	blk->ring->at.responses_event = 1;
	return 0;
}

static int make_channel(struct xenblk *blk)
{
	int channel = uk_xen_event_allocate(blk->bus->backend_domain);

	if (channel < 0)
		return channel;
	blk->channel = (uk_xen_channel)channel;
	return uk_xen_event_bind(blk->channel, xenblk_event, blk);
}

int xenblk_bind(struct xenblk *blk)
{
	struct uk_xenbus_value values[] = {
		{ .name = "event-channel" },
		{ .name = "ring-ref" },
		{ .name = "protocol", .text = "x86_64-abi" }, /* protocols.h */
		{ .name = "feature-persistent", .number = 1 },
		{ .name = "state", .number = UK_XENBUS_INITIALISED },
	};
	int error = uk_xenbus_offer_wait(blk->bus);

	if (!error)
		error = make_ring(blk);
	if (!error)
		error = make_channel(blk);
	if (error)
		return error;
	values[0].number = blk->channel;
	values[1].number = blk->ring_grant;
	blk->connected = true;
	error = uk_xenbus_publish(blk->bus, values, UK_ARRAY_SIZE(values));
	if (!error)
		error = uk_xenbus_backend_wait(blk->bus,
					       1 << UK_XENBUS_CONNECTED);
	if (!error)
		error = xenblk_describe(blk);
	if (!error && !blk->channel) /* closed by an event */
		error = -EIO;
	return error ? error :
		       uk_xenbus_state_set(blk->bus, UK_XENBUS_CONNECTED);
}

void xenblk_leave(struct xenblk *blk)
{
	bool busy = blk->busy;

	if (!blk->connected)
		return;
	blk->connected = false;
	blk->busy = true;
	uk_xenbus_close(blk->bus);
	blk->busy = busy;
}

static void disconnect(struct xenblk *blk)
{
	struct uk_alloc *a = blk->blkdev.allocator;
	unsigned int lost;

	xenblk_leave(blk);
	blk->broken = true;
	blk->away = false;
	if (blk->channel)
		uk_xen_event_close(blk->channel);
	blk->channel = 0;
	lost = xenblk_pages_end(blk);
	if (blk->ring && uk_xen_grant_end(blk->ring_grant))
		lost++;
	else
		uk_free(a, blk->ring);
	blk->ring = NULL;
	if (lost)
		uk_pr_err("xenblk: the backend %s keeps %u pages of ours\n",
			  blk->bus->backend, lost);
}

int xenblk_connect(struct xenblk *blk)
{
	int error;

	blk->broken = blk->polled = true; /* for now */
	blk->free_slots = UINT32_MAX;
	error = xenblk_bind(blk);
	blk->broken = error;
	if (error) {
		uk_pr_err("xenblk: the backend %s does not connect (error %d): "
			  "see the toolstack's log\n",
			  blk->bus->backend, -error);
		disconnect(blk);
	}
	return error;
}

/* It may have gone, or be another, since it was connected. */
static bool is_usable(struct xenblk *blk)
{
	return blk->connected && !blk->broken && !blk->away &&
	       uk_xenbus_backend_state(blk->bus) == UK_XENBUS_CONNECTED;
}

int xenblk_start(struct uk_blkdev *dev, unsigned int queues __uk_unused)
{
	struct xenblk *blk = xenblk_of(dev);
	int error = 0;

	if (blk->busy)
		return -EBUSY;
	blk->busy = true;
	if (!is_usable(blk)) {
		disconnect(blk);
		error = xenblk_connect(blk);
	}
	if (!error)
		error = xenblk_pages_lend(blk);
	blk->busy = false;
	return error ? error : xenblk_interrupt(dev, 0, true);
}

void xenblk_stop(struct uk_blkdev *dev)
{
	struct xenblk *blk = xenblk_of(dev);

	if (!blk->broken && !blk->away)
		xenblk_interrupt(dev, 0, false);
	else if (!blk->busy) /* else it is done when it is opened */
		disconnect(blk);
}
