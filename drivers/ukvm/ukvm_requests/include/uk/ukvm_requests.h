/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests of several parts over a ring of the monitor: parts that belong together are entries
 * one behind the other, and the last has the result. The monitor does them in their order.
 *
 * Context: interrupts are disabled, for the interrupt's handler takes from the same ring.
 */
#ifndef UK_UKVM_REQUESTS_H
#define UK_UKVM_REQUESTS_H

#include <uk/ukvm_ring.h>

struct uk_ukvm_requests {
	struct uk_ukvm_ring ring;
	uint32_t end;	/* entries that are filled; up to ring.offered the monitor has them */
	void **cookies; /* of a request's last entry; of the others NULL */
	bool broken;	/* the counts make no sense: until it is opened again */
	bool has_line;
};

/* Makes the ring of a device, with interrupts on. A thread. 0, -ENOMEM, -EINVAL. */
int uk_ukvm_requests_open(struct uk_ukvm_requests *requests,
			  struct uk_alloc *a, unsigned int device,
			  uint32_t entries, void (*handler)(void *argument),
			  void *argument);
/* Takes the ring away from the monitor, which then touches nothing of the requests. */
void uk_ukvm_requests_stop(struct uk_ukvm_requests *requests);
/* The same, and frees it; what was not taken nor abandoned is forgotten. */
void uk_ukvm_requests_close(struct uk_ukvm_requests *requests,
			    struct uk_alloc *a);

static inline uint32_t
uk_ukvm_requests_room(const struct uk_ukvm_requests *requests)
{
	const struct uk_ukvm_ring *ring = &requests->ring;

	return ring->mask + 1 - (requests->end - ring->taken);
}

/* The next entry, to be filled; there is room. */
static inline struct ukvm_ring_entry *
uk_ukvm_requests_part(struct uk_ukvm_requests *requests)
{
	uint32_t number = requests->end++;

	requests->cookies[number & requests->ring.mask] = NULL;
	return uk_ukvm_ring_entry(&requests->ring, number);
}

/* The last part was the request's last. */
static inline void uk_ukvm_requests_end(struct uk_ukvm_requests *requests,
					void *cookie)
{
	requests->cookies[(requests->end - 1) & requests->ring.mask] = cookie;
}

/* Has the monitor do them: most are done when this returns. */
static inline void uk_ukvm_requests_offer(struct uk_ukvm_requests *requests)
{
	uk_ukvm_ring_offer(&requests->ring, requests->end);
	uk_ukvm_ring_kick(&requests->ring);
}

/* The oldest request that is done; NULL: none, or `broken`. */
void *uk_ukvm_requests_take(struct uk_ukvm_requests *requests, int *result);
/* The oldest request, done or not, after stop(); NULL: there is none. */
void *uk_ukvm_requests_abandon(struct uk_ukvm_requests *requests);

#endif /* UK_UKVM_REQUESTS_H */
