/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The FIFO interface (event_channel.h: "FIFO ABI"; docs/designs/event-channels-F.pandoc). A word
 * a channel, in pages of ours; channels with events are linked into a queue for each priority, of
 * which Xen writes the head and what it appends to the last. To take one out is to clear its
 * link: a last one that is not linked any more makes Xen begin the queue anew.
 */
#include <uk/arch/paging.h>
#include <uk/atomic.h>
#include <uk/xen/hypercall.h>

#include "channels.h"

#define PENDING (1u << 31)
#define MASKED (1u << 30)
#define LINKED (1u << 29)
#define LINK ((1u << 17) - 1)

#define QUEUES 16u

struct init_control {
	uint64_t frame;
	uint32_t offset;
	uint32_t vcpu;
	uint8_t link_bits; /* out */
	uint8_t padding[7];
};

/* In one page: its alignment is not less than its size. */
static struct control {
	uint32_t ready; /* a bit a queue */
	uint32_t padding;
	uint32_t head[QUEUES];
} control __uk_aligned(128);

static uint32_t words[CHANNELS_MOST] __uk_aligned(UK_PAGE_SIZE);
static uk_xen_channel next[QUEUES]; /* 0: where Xen's head says */

_Static_assert(sizeof(control) <= 128, "the control block may cross a page");

int xencore_fifo_start(void)
{
	struct init_control init = {
		.frame = (uintptr_t)&control >> UK_PAGE_SHIFT,
		.offset = (uintptr_t)&control % UK_PAGE_SIZE,
	};
	long error;

	control = (struct control){ .ready = 0 };
	for (unsigned int i = 0; i < QUEUES; i++)
		next[i] = 0;
	for (unsigned int i = 0; i < CHANNELS_MOST; i++)
		words[i] = MASKED;
	error = uk_xen_operation(XEN_EVENT_CHANNEL_OP, INIT_CONTROL, &init);
	for (uintptr_t page = (uintptr_t)words;
	     !error && page < (uintptr_t)(words + CHANNELS_MOST);
	     page += UK_PAGE_SIZE) {
		uint64_t frame = page >> UK_PAGE_SHIFT;

		error = uk_xen_operation(XEN_EVENT_CHANNEL_OP, EXPAND_ARRAY,
					 &frame);
	}
	return (int)error;
}

void xencore_fifo_mask(uk_xen_channel channel)
{
	uk_atomic_or(&words[channel], MASKED);
}

/* Takes a channel out of its queue: who comes behind it, 0 if nobody does. */
static uk_xen_channel unlink(uint32_t *word)
{
	uint32_t old = uk_load_acquire(word);

	while (!uk_atomic_compare_exchange(word, &old, old & ~(LINKED | LINK)))
		;
	return old & LINK;
}

/* The first of a queue. False: it was the last. */
static bool take(unsigned int queue)
{
	uk_xen_channel channel = next[queue];

	if (!channel)
		channel = uk_load_acquire(&control.head[queue]);
	next[queue] = 0;
	if (channel >= CHANNELS_MOST)
		return false;
	next[queue] = unlink(&words[channel]);
	if ((uk_load_relaxed(&words[channel]) & (PENDING | MASKED)) ==
	    PENDING) {
		uk_atomic_and(&words[channel], ~PENDING);
		xencore_handle(channel);
	}
	return next[queue];
}

void xencore_fifo_find(void)
{
	uint32_t ready = 0;

	/* anew each time: a more urgent one may have come */
	while ((ready |= uk_atomic_exchange(&control.ready, 0))) {
		unsigned int queue = __builtin_ctz(ready);

		if (queue >= QUEUES)
			return;
		if (!take(queue))
			ready &= ~(1u << queue);
	}
}
