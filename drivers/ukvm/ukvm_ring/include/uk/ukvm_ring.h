/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A ring of a device of the monitor, from the guest's end; <uk/ukvm_abi.h> says what is in it.
 * Context: one thread at a time, and handlers of interrupts where it says so. Nothing sleeps.
 */
#ifndef UK_UKVM_RING_H
#define UK_UKVM_RING_H

#include <uk/atomic.h>
#include <uk/errno.h>
#include <uk/ukvm.h>

struct uk_alloc;

struct uk_ukvm_ring {
	struct ukvm_ring *shared;
	struct ukvm_ring_entry *entries;
	uint32_t mask;
	uint32_t offered; /* entries that the monitor was given */
	uint32_t taken;	  /* of these, that the driver has taken back */
	uint16_t device;
	uint16_t index;
	bool is_started;
};

/* Memory for a ring; `entries` is a power of two up to UKVM_RING_MOST. 0, -ENOMEM. */
int uk_ukvm_ring_create(struct uk_ukvm_ring *ring, struct uk_alloc *a,
			uint32_t entries);
/* Stops it, if it runs. A ring that was never made is fine. */
void uk_ukvm_ring_destroy(struct uk_ukvm_ring *ring, struct uk_alloc *a);

/* Hands the ring to the monitor, empty. 0, -EINVAL. */
int uk_ukvm_ring_start(struct uk_ukvm_ring *ring, unsigned int device,
		       unsigned int index, unsigned int flags);
/* From here on the monitor touches neither it nor what its entries name. */
void uk_ukvm_ring_stop(struct uk_ukvm_ring *ring);

static inline struct ukvm_ring_entry *
uk_ukvm_ring_entry(const struct uk_ukvm_ring *ring, uint32_t number)
{
	return &ring->entries[number & ring->mask];
}

/* How many entries may be filled, from `offered` on. */
static inline uint32_t uk_ukvm_ring_room(const struct uk_ukvm_ring *ring)
{
	return ring->mask + 1 - (ring->offered - ring->taken);
}

/* Gives the monitor the entries up to `end`, which it does when it is kicked, when the image waits,
 * or a hundredth of a second later.
 */
static inline void uk_ukvm_ring_offer(struct uk_ukvm_ring *ring, uint32_t end)
{
	ring->offered = end;
	uk_store_release(&ring->shared->offered, end);
}

/* Has the monitor look at all rings of the device, now: an exit, and when it returns there are
 * results of what does not take long.
 */
static inline void uk_ukvm_ring_kick(const struct uk_ukvm_ring *ring)
{
	uk_ukvm_call(UKVM_CALL_KICK, ring->device, 0);
}

/* Entries that were offered and have no result. */
static inline uint32_t uk_ukvm_ring_waiting(const struct uk_ukvm_ring *ring)
{
	return ring->offered - uk_load_relaxed(&ring->shared->done);
}

/* How many entries have a result, from `taken` on; -EIO: more than were offered. */
static inline int uk_ukvm_ring_done(const struct uk_ukvm_ring *ring)
{
	uint32_t count = uk_load_acquire(&ring->shared->done) - ring->taken;

	return count <= ring->offered - ring->taken ? (int)count : -EIO;
}

/* Asks for an interrupt at the next result. True: there is one already, and no interrupt
 * comes. Any context, and so is the next.
 */
static inline bool uk_ukvm_ring_wake(struct uk_ukvm_ring *ring)
{
	uk_store_relaxed(&ring->shared->wants_wake, 1);
	uk_compiler_barrier(); /* the monitor looks while this CPU stands still */
	if (UK_LIKELY(uk_load_acquire(&ring->shared->done) == ring->taken))
		return false;
	uk_store_relaxed(&ring->shared->wants_wake, 0);
	return true;
}

static inline void uk_ukvm_ring_no_wake(struct uk_ukvm_ring *ring)
{
	uk_store_relaxed(&ring->shared->wants_wake, 0);
}

#endif /* UK_UKVM_RING_H */
