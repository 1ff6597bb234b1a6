/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A ring's counts and entries: everything that the guest writes is read once, into memory of the
 * monitor's, and checked there. Pure code: also built for the host, where it is tested and fuzzed.
 */
#include "ring.h"

#define RING_ALIGNMENT 64u

static uint64_t ring_bytes(uint64_t entries)
{
	return sizeof(struct ukvm_ring) +
	       entries * sizeof(struct ukvm_ring_entry);
}

const char *ring_make(struct ring *ring, const struct guest *g,
		      const struct ukvm_ring_setup *setup)
{
	struct ukvm_ring *shared;

	if (setup->address % RING_ALIGNMENT)
		return "is not aligned to 64 bytes";
	shared = guest_at(g, setup->address, ring_bytes(setup->entries),
			  UKVM_READ | UKVM_WRITE);
	if (!shared)
		return "is not in memory that the guest can write";
	*ring = (struct ring){
		.shared = shared,
		.entries = (struct ukvm_ring_entry *)(shared + 1),
		.mask = setup->entries - 1,
	};
	shared->done = 0;
	return NULL;
}

bool ring_holds(const struct ring *ring, const void *memory, uint64_t length)
{
	return ring->shared &&
	       ranges_meet(memory, length, ring->shared,
			   ring_bytes(ring->mask + 1));
}

int ring_look(const struct ring *ring)
{
	uint32_t offered =
		__atomic_load_n(&ring->shared->offered, __ATOMIC_ACQUIRE);
	uint32_t in_ring = offered - ring->published;

	if (in_ring > ring->mask + 1 ||
	    in_ring < ring->taken - ring->published)
		return -1;
	return (int)(offered - ring->taken);
}

void ring_peek(const struct ring *ring, uint32_t ahead,
	       struct ukvm_ring_entry *copy)
{
	*copy = ring->entries[(ring->taken + ahead) & ring->mask];
	/* from here on only the copy counts, also for the compiler */
	__asm__ volatile("" : : "r"(copy) : "memory");
}

void ring_take(struct ring *ring, struct ukvm_ring_entry *copy)
{
	ring_peek(ring, 0, copy);
	ring->taken++;
}

void ring_finish(struct ring *ring, int result)
{
	*(volatile int *)&ring->entries[ring->finished++ & ring->mask].result =
		result;
}

void ring_flag(struct ring *ring, unsigned short flags)
{
	*(volatile unsigned short *)&ring
		 ->entries[ring->finished & ring->mask]
		 .flags = flags;
}

bool ring_publish(struct ring *ring)
{
	if (ring->finished == ring->published)
		return false;
	ring->published = ring->finished;
	__atomic_store_n(&ring->shared->done, ring->published,
			 __ATOMIC_RELEASE);
	return __atomic_load_n(&ring->shared->wants_wake, __ATOMIC_RELAXED);
}
