/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk that the toolstack gave to this domain. What it is like is said only to those that
 * connect.
 */
#include <uk/alloc.h>
#include <uk/print.h>

#include "xenblk.h"

const struct ukblkdev_ops xenblk_ukblkdev_ops = {
	.driver = "xenblk",
	.start = xenblk_start,
	.stop = xenblk_stop,
	.submit = xenblk_submit,
	.reap = xenblk_reap,
	.interrupt = xenblk_interrupt,
};

static int probe(struct uk_xenbus_device *bus)
{
	struct xenblk *blk = uk_calloc(bus->allocator, 1, sizeof(*blk));
	int error;

	if (!blk)
		return -ENOMEM;
	blk->bus = bus;
	blk->blkdev.ops = &xenblk_ukblkdev_ops;
	blk->blkdev.allocator = bus->allocator;
	blk->free_page = NO_PAGE;
	xenblk_name(blk);
	error = xenblk_connect(blk);
	if (error) {
		uk_free(bus->allocator, blk);
		return error;
	}
	bus->driver = blk;
	uk_blkdev_register(&blk->blkdev);
	if (uk_xenbus_watch(bus, xenblk_changed))
		uk_pr_warn("xenblk: nobody will notice when %s is taken away\n",
			   blk->blkdev.name);
	return 0;
}

UK_XENBUS_DRIVER(xenblk, .type = "vbd", .probe = probe, .ask = xenblk_ask,
		 .arrive = xenblk_arrive);
