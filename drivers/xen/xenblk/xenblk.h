/* SPDX-License-Identifier: BSD-3-Clause */
/* A disk as this driver keeps it, and what its files share. */
#ifndef XENBLK_H
#define XENBLK_H

#include <uk/blkdev_driver.h>
#include <uk/xen/bus.h>
#include <uk/xen/events.h>
#include <uk/xen/grants.h>

#include "blkif.h"

#define PAGES CONFIG_DRV_XENBLK_PAGES
#define PAGE_SECTORS (UK_PAGE_SIZE / UK_BLK_SECTOR)
/* Of one request, its table of segments not counted: two of them can be on their way. */
#define PAGES_OF_ONE (PAGES / 2 - 1u)
#define NO_PAGE UINT16_MAX

/* A page that the backend has for good. They are used by one request at a time each, in chains;
 * those that are free are one, too, the last one used first (blkif.h: feature-persistent).
 */
struct xenblk_page {
	uint8_t *memory;
	uk_xen_grant grant;
	uint16_t next;
};

/* What the backend has; its index is the request's id. */
struct xenblk_slot {
	struct uk_blk_request *request; /* NULL: free */
	uint16_t data;	/* the first page */
	uint16_t table; /* the page of segments, or NO_PAGE */
	uint8_t operation; /* on the ring, but OP_INDIRECT */
	bool must_flush; /* once the write is done */
};

struct xenblk {
	struct uk_blkdev blkdev;
	struct uk_xenbus_device *bus;
	struct blkif_ring *ring; /* NULL: not connected */
	uk_xen_grant ring_grant;
	uk_xen_channel channel;
	struct uk_xen_events_for_nothing events;
	uint16_t handle;
	uint8_t flush_operation;
	bool polled;
	bool broken;	/* until it is closed */
	bool connected; /* the backend knows of the ring */
	bool busy;	/* being connected or closed */
	bool away;	/* the backend has left, and will be back: requests wait */
	uint32_t free_slots; /* a bit each */
	uint32_t taken;	     /* responses */
	uint32_t given;	     /* requests */
	struct xenblk_slot slots[RING_ENTRIES];
	uint16_t free_page;
	unsigned int pages_free;
	struct xenblk_page pages[PAGES];
};

static inline struct xenblk *xenblk_of(struct uk_blkdev *dev)
{
	return UK_CONTAINER_OF(dev, struct xenblk, blkdev);
}

/* describe.c: fills `info` from what the backend, connected, says of the disk. 0, or -EINVAL
 * after it was printed.
 */
int xenblk_describe(struct xenblk *blk);
/* What it says of its size, in whole blocks. */
int xenblk_read_size(struct xenblk *blk);
/* "xvda", as the toolstack calls the disk, in `info.serial`. */
void xenblk_name(struct xenblk *blk);

/* connect.c */
int xenblk_start(struct uk_blkdev *dev, unsigned int queues);
void xenblk_stop(struct uk_blkdev *dev);
int xenblk_connect(struct xenblk *blk);
/* From found to connected, with memory that is there already, or is taken now. */
int xenblk_bind(struct xenblk *blk);
/* Lets go of the ring. Sleeps; meanwhile the disk is neither opened nor taken apart. */
void xenblk_leave(struct xenblk *blk);

/* away.c: the backend's state has changed. */
void xenblk_changed(struct uk_xenbus_device *bus, enum uk_xenbus_state state);
/* The domain is to be saved; it goes on as another one: <uk/xen/suspend.h>. */
int xenblk_ask(struct uk_xenbus_device *bus);
void xenblk_arrive(struct uk_xenbus_device *bus);

/* pages.c: lends what pages are missing. 0, -ENOMEM, -ENOSPC. */
int xenblk_pages_lend(struct xenblk *blk);
/* Lends those that there are to another backend. 0, or -EBUSY: the old one keeps some. */
int xenblk_pages_lend_again(struct xenblk *blk);
/* Takes them all back; those that the backend keeps are lost. How many. */
unsigned int xenblk_pages_end(struct xenblk *blk);
/* There are `count`: the first of a chain. */
uint16_t xenblk_pages_take(struct xenblk *blk, unsigned int count);
void xenblk_pages_give(struct xenblk *blk, uint16_t first);
/* Between the memory of a request and a chain: to it where `lends`, or from it. */
void xenblk_pages_copy(struct xenblk *blk, const struct uk_blk_request *request,
		       uint16_t page, bool lends);

/* submit.c */
int xenblk_submit(struct uk_blkdev *dev, unsigned int queue,
		  struct uk_blk_request **requests, unsigned int count);
/* Lets a flush follow the write that was done. There is room. */
void xenblk_submit_flush(struct xenblk *blk, struct uk_blk_request *request);
/* Gives the new backend what the old one has not answered, or what of it this one can do: the
 * rest is done with an error. Interrupts are disabled.
 */
void xenblk_submit_again(struct xenblk *blk);

/* complete.c */
void xenblk_finish(struct xenblk *blk, unsigned int id, int result);
int xenblk_reap(struct uk_blkdev *dev, unsigned int queue);
int xenblk_interrupt(struct uk_blkdev *dev, unsigned int queue, bool on);
void xenblk_event(void *blk);
/* Ends all that the backend has with -EIO; what it still does with that
 * harms nobody. Interrupts are disabled.
 */
void xenblk_break(struct xenblk *blk);

#endif /* XENBLK_H */
