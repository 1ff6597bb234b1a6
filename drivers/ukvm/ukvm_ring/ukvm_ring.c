/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A ring's memory, and its handing over to the monitor and back.
 */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/string.h>
#include <uk/ukvm_ring.h>

#define ALIGNMENT 64 /* uk/ukvm_abi.h, struct ukvm_ring */

int uk_ukvm_ring_create(struct uk_ukvm_ring *ring, struct uk_alloc *a,
			uint32_t entries)
{
	ring->shared = uk_memalign(a, ALIGNMENT,
				   sizeof(*ring->shared) +
					   entries * sizeof(*ring->entries));
	if (!ring->shared)
		return -ENOMEM;
	ring->entries = (struct ukvm_ring_entry *)(ring->shared + 1);
	ring->mask = entries - 1;
	ring->is_started = false;
	return 0;
}

void uk_ukvm_ring_destroy(struct uk_ukvm_ring *ring, struct uk_alloc *a)
{
	uk_ukvm_ring_stop(ring);
	uk_free(a, ring->shared);
	ring->shared = NULL;
}

static int tell(const struct uk_ukvm_ring *ring, uint32_t entries,
		unsigned int flags)
{
	const struct ukvm_ring_setup setup = {
		.device = ring->device,
		.ring = ring->index,
		.address = (uintptr_t)ring->shared,
		.entries = entries,
		.flags = flags,
		.pending = (uintptr_t)&uk_plat_irq_pending,
	};

	return uk_ukvm_call(UKVM_CALL_RING, (uintptr_t)&setup, 0);
}

int uk_ukvm_ring_start(struct uk_ukvm_ring *ring, unsigned int device,
		       unsigned int index, unsigned int flags)
{
	int error;

	memset(ring->shared, 0, sizeof(*ring->shared));
	ring->offered = ring->taken = 0;
	ring->device = (uint16_t)device;
	ring->index = (uint16_t)index;
	error = tell(ring, ring->mask + 1, flags);
	ring->is_started = !error;
	return error;
}

void uk_ukvm_ring_stop(struct uk_ukvm_ring *ring)
{
	if (ring->is_started)
		tell(ring, 0, 0);
	ring->is_started = false;
}
