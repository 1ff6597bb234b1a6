/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A backend that leaves. One that was taken away ends all requests. One that will be back, because
 * it is started anew or because the domain was saved, finds them again: those that the old one has
 * not answered are the new one's, whether or not it had done them; who submits more waits.
 *
 * In an image without threads this is an interrupt: memory is neither taken nor freed.
 */
#include <uk/arch/cpu.h>
#include <uk/print.h>

#include "xenblk.h"

static void read_size_again(struct xenblk *blk, uint64_t before)
{
	struct uk_blkdev *dev = &blk->blkdev;

	if (!xenblk_read_size(blk) && dev->info.sectors != before &&
	    dev->resized)
		dev->resized(dev, dev->resized_argument);
}

static void give_up(struct xenblk *blk)
{
	unsigned long irq = uk_arch_irq_save();

	xenblk_break(blk);
	uk_arch_irq_restore(irq);
}

static int connect_again(struct xenblk *blk)
{
	uint32_t block = blk->blkdev.info.block_size;
	int error = xenblk_pages_lend_again(blk);

	if (!error)
		error = xenblk_bind(blk);
	return !error && blk->blkdev.info.block_size != block ? -EINVAL : error;
}

static void come_back(struct xenblk *blk)
{
	struct uk_blkdev *dev = &blk->blkdev;
	uint64_t sectors = dev->info.sectors;
	unsigned long irq;
	int error;

	blk->busy = true;
	error = connect_again(blk);
	blk->busy = false;
	if (error) {
		uk_pr_err("xenblk: the backend of %s (%s) came back and does "
			  "not connect (error %d): it is not used until it is "
			  "opened again\n",
			  dev->name, dev->info.serial, -error);
		give_up(blk);
		return;
	}
	irq = uk_arch_irq_save();
	blk->away = false;
	xenblk_submit_again(blk);
	uk_blkdev_ended(dev);
	uk_arch_irq_restore(irq);
	read_size_again(blk, sectors);
}

/* It is not told of the ring's end where it cannot know of the ring any more. */
static void wait_for_it(struct xenblk *blk, enum uk_xenbus_state state)
{
	uk_pr_warn("xenblk: the backend of %s (%s) has left: requests wait "
		   "until it is back\n",
		   blk->blkdev.name, blk->blkdev.info.serial);
	blk->away = true;
	if (state == UK_XENBUS_CLOSING)
		xenblk_leave(blk);
	blk->connected = false;
	uk_xen_event_close(blk->channel);
	blk->channel = 0;
	uk_xenbus_state_set(blk->bus, UK_XENBUS_INITIALISING); /* it is wanted */
}

static void take_away(struct xenblk *blk)
{
	if (blk->blkdev.queues)
		uk_pr_err("xenblk: %s (%s) is taken away\n", blk->blkdev.name,
			  blk->blkdev.info.serial);
	xenblk_leave(blk);
	give_up(blk);
}

/*
 * One that offers itself while we are connected was started anew and goes on with the ring where
 * the last one stopped, as Linux's does. In any other state than connected it does not know the
 * ring any more, or soon will not. Of a disk that is being opened or closed nothing is to be done.
 * Memory stays where it is until it is opened again.
 */
void xenblk_changed(struct uk_xenbus_device *bus, enum uk_xenbus_state state)
{
	struct xenblk *blk = bus->driver;

	if (!(blk->connected || blk->away) || (blk->away && blk->busy) ||
	    (blk->broken && !blk->blkdev.queues))
		return;
	if (state == UK_XENBUS_INIT_WAIT || state == UK_XENBUS_INITIALISED) {
		if (blk->away)
			come_back(blk);
	} else if (state == UK_XENBUS_CONNECTED) {
		read_size_again(blk, blk->blkdev.info.sectors);
	} else if (uk_xenbus_is_taken_away(bus) || !blk->blkdev.queues ||
		   blk->broken) {
		take_away(blk);
	} else if (!blk->away) {
		wait_for_it(blk, state);
	}
}

int xenblk_ask(struct uk_xenbus_device *bus)
{
	const struct xenblk *blk = bus->driver;

	return blk->busy ? -EBUSY : 0;
}

/* What there was is in our memory, and the channel somebody else's now. */
void xenblk_arrive(struct uk_xenbus_device *bus)
{
	struct xenblk *blk = bus->driver;

	blk->channel = 0;
	blk->connected = false;
	blk->away = blk->blkdev.queues && !blk->broken;
}
