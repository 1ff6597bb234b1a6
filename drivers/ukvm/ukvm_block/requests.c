/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests to the monitor: an entry for each segment, and what became of them, in its
 * interrupts or when somebody polls.
 */
#include <uk/arch/cpu.h>
#include <uk/print.h>

#include "ukvm_block.h"

/* ---- what is done */

static int result_of(const struct uk_blk_request *request, int result)
{
	if (UK_UNLIKELY(result < 0))
		return result;
	if (request->operation > UK_BLK_WRITE)
		return 0;
	return (uint64_t)(unsigned int)result ==
			       request->sectors * UK_BLK_SECTOR ?
		       0 : -EIO;
}

static void break_off(struct ukvm_block *block)
{
	struct uk_blk_request *request;

	uk_pr_err("%s: the monitor's counts make no sense; it is not used until "
		  "it is opened again\n",
		  block->blkdev.name);
	uk_ukvm_requests_stop(&block->requests);
	while ((request = uk_ukvm_requests_abandon(&block->requests)))
		uk_blkdev_end(&block->blkdev, request, -EIO);
}

/* Interrupts are disabled. How many were done. */
static int finish_all(struct ukvm_block *block)
{
	bool was_broken = block->requests.broken;
	struct uk_blk_request *request;
	int result, count = 0;

	while ((request = uk_ukvm_requests_take(&block->requests, &result))) {
		uk_blkdev_end(&block->blkdev, request,
			      result_of(request, result));
		count++;
	}
	if (UK_UNLIKELY(block->requests.broken && !was_broken))
		break_off(block);
	if (count)
		uk_blkdev_ended(&block->blkdev);
	return count;
}

int ukvm_block_reap(struct uk_blkdev *dev, unsigned int queue)
{
	struct ukvm_block *block = ukvm_block_of(dev);
	unsigned long state = uk_arch_irq_save();
	int count = finish_all(block);

	(void)queue;
	if (!count && dev->polled &&
	    uk_ukvm_ring_waiting(&block->requests.ring)) {
		uk_ukvm_ring_kick(&block->requests.ring); /* a slow one */
		count = finish_all(block);
	}
	uk_arch_irq_restore(state);
	return !count && block->requests.broken ? -EIO : count;
}

void ukvm_block_event(void *argument)
{
	struct ukvm_block *block = argument;

	block->blkdev.stats.interrupts++;
	/* one that comes late may be of a disk that is closed */
	if (block->blkdev.queues && !block->blkdev.polled)
		finish_all(block);
}

int ukvm_block_interrupt(struct uk_blkdev *dev, unsigned int queue, bool on)
{
	struct ukvm_block *block = ukvm_block_of(dev);
	unsigned long state = uk_arch_irq_save();

	(void)queue;
	if (!on)
		uk_ukvm_ring_no_wake(&block->requests.ring);
	while (on && !block->requests.broken &&
	       uk_ukvm_ring_wake(&block->requests.ring))
		finish_all(block);
	uk_arch_irq_restore(state);
	return block->requests.broken ? -EIO : 0;
}

/* ---- what is to be done */

static const unsigned short operations[] = {
	[UK_BLK_READ] = UKVM_BLOCK_READ,
	[UK_BLK_WRITE] = UKVM_BLOCK_WRITE,
	[UK_BLK_FLUSH] = UKVM_BLOCK_FLUSH,
	[UK_BLK_DISCARD] = UKVM_BLOCK_ZERO,
	[UK_BLK_WRITE_ZEROES] = UKVM_BLOCK_ZERO,
};

static void add_bare(struct uk_ukvm_requests *requests,
		     const struct uk_blk_request *request)
{
	*uk_ukvm_requests_part(requests) = (struct ukvm_ring_entry){
		.operation = operations[request->operation],
		.position = request->sector * UK_BLK_SECTOR,
		.length = (unsigned int)(request->sectors * UK_BLK_SECTOR),
	};
}

static void add_transfer(struct uk_ukvm_requests *requests,
			 const struct uk_blk_request *request)
{
	unsigned int last = request->segment_count - 1;

	for (unsigned int i = 0; i <= last; i++) {
		const struct uk_sgsegment *segment = &request->segments[i];
		unsigned short flags = UKVM_ENTRY_MORE;

		if (i == last)
			flags = request->flags & UK_BLK_FUA ?
					UKVM_ENTRY_DURABLE :
					0;
		*uk_ukvm_requests_part(requests) = (struct ukvm_ring_entry){
			.address = (uintptr_t)segment->base,
			.length = (unsigned int)segment->length,
			.operation = operations[request->operation],
			.flags = flags,
			.position = request->sector * UK_BLK_SECTOR,
		};
	}
}

/* 0, or -ENOSPC. */
static int take(struct ukvm_block *block, struct uk_blk_request *request)
{
	struct uk_ukvm_requests *requests = &block->requests;
	bool is_transfer = request->operation <= UK_BLK_WRITE;

	if (uk_ukvm_requests_room(requests) <
	    (is_transfer ? request->segment_count : 1))
		return -ENOSPC;
	if (is_transfer)
		add_transfer(requests, request);
	else
		add_bare(requests, request);
	uk_ukvm_requests_end(requests, request);
	uk_blkdev_begin(&block->blkdev, request);
	return 0;
}

int ukvm_block_submit(struct uk_blkdev *dev, unsigned int queue,
		      struct uk_blk_request **requests, unsigned int count)
{
	struct ukvm_block *block = ukvm_block_of(dev);
	unsigned long state;
	unsigned int taken;
	int error = 0;

	(void)queue;
	/* Without interrupts: completions use the same ring. */
	state = uk_arch_irq_save();
	for (taken = 0; taken < count; taken++) {
		error = block->requests.broken ?
				-EIO :
				uk_blkdev_check(dev, requests[taken]);
		if (!error)
			error = take(block, requests[taken]);
		if (error)
			break;
	}
	if (taken) {
		uk_ukvm_requests_offer(&block->requests);
		dev->stats.kicks++;
	}
	uk_arch_irq_restore(state);
	return taken || error == -ENOSPC ? (int)taken : error;
}
