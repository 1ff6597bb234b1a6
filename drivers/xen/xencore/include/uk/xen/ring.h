/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The head of a page of requests, which the backend overwrites with its responses
 * (xen/include/public/io/ring.h: DEFINE_RING_TYPES). Indices run on; the entries, a power of
 * two of them, lie behind it. Any context.
 */
#ifndef UK_XEN_RING_H
#define UK_XEN_RING_H

#include <uk/atomic.h>

struct uk_xen_ring {
	uint32_t requests; /* ours */
	uint32_t requests_event;
	uint32_t responses;
	uint32_t responses_event; /* ours */
	uint8_t padding[48];
};

/* Publishes requests up to `end`; whether the backend wants to be told. */
static inline bool uk_xen_ring_publish(struct uk_xen_ring *ring, uint32_t end)
{
	uint32_t before = ring->requests;

	uk_store_release(&ring->requests, end);
	uk_memory_barrier();
	return end - uk_load_relaxed(&ring->requests_event) < end - before;
}

/* Asks for an event at the next response. False: that has come already. */
static inline bool uk_xen_ring_arm(struct uk_xen_ring *ring, uint32_t taken)
{
	uk_store_relaxed(&ring->responses_event, taken + 1);
	uk_memory_barrier();
	return uk_load_acquire(&ring->responses) == taken;
}

/*
 * Events that come while nothing is taken: a backend that raises them without end would have all
 * of the CPU (Xen's advisory 391). Honest ones raise one for a response, and fewer responses than
 * UK_XEN_EVENTS_MOST can wait in the rings of a channel.
 */
#define UK_XEN_EVENTS_MOST 1024u

struct uk_xen_events_for_nothing {
	uint32_t taken; /* at the last event */
	uint32_t count;
};

/* For a handler; `taken` counts the responses that the driver took. True: the channel is to be
 * closed.
 */
static inline bool
uk_xen_events_are_too_many(struct uk_xen_events_for_nothing *events,
			   uint32_t taken)
{
	if (events->taken != taken)
		*events = (struct uk_xen_events_for_nothing){ .taken = taken };
	return ++events->count > UK_XEN_EVENTS_MOST;
}

#endif /* UK_XEN_RING_H */
