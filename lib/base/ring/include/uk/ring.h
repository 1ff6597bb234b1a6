/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A bounded queue of bytes between one producer and one consumer. Either may
 * be an interrupt handler or, later, another CPU: the two indices only grow,
 * each is written by one side, and the bytes are written before the index
 * that announces them.
 */
#ifndef UK_RING_H
#define UK_RING_H

#include <uk/atomic.h>
#include <uk/essentials.h>

struct uk_ring {
	unsigned char *bytes;
	uint32_t mask;	   /* size - 1; the size is a power of two */
	uint32_t produced; /* wraps at 2^32 */
	uint32_t consumed;
};

/* `memory` holds `size` bytes, a power of two, and stays the caller's. */
static inline void uk_ring_init(struct uk_ring *ring, void *memory,
				uint32_t size)
{
	ring->bytes = memory;
	ring->mask = size - 1;
	ring->produced = 0;
	ring->consumed = 0;
}

/* Bytes that wait to be read. */
static inline uint32_t uk_ring_count(const struct uk_ring *ring)
{
	return uk_load_acquire(&ring->produced) -
	       uk_load_acquire(&ring->consumed);
}

/* Producer: appends up to `length` bytes; returns how many fitted. */
static inline size_t uk_ring_put(struct uk_ring *ring, const void *from,
				 size_t length)
{
	uint32_t produced = uk_load_relaxed(&ring->produced);
	uint32_t room = ring->mask + 1 -
			(produced - uk_load_acquire(&ring->consumed));
	size_t count = UK_MIN(length, (size_t)room);
	const unsigned char *bytes = from;

	for (size_t i = 0; i < count; i++)
		ring->bytes[produced++ & ring->mask] = bytes[i];
	uk_store_release(&ring->produced, produced);
	return count;
}

/* Consumer: takes up to `length` bytes; returns how many there were. */
static inline size_t uk_ring_get(struct uk_ring *ring, void *to, size_t length)
{
	uint32_t consumed = uk_load_relaxed(&ring->consumed);
	uint32_t waiting = uk_load_acquire(&ring->produced) - consumed;
	size_t count = UK_MIN(length, (size_t)waiting);
	unsigned char *bytes = to;

	for (size_t i = 0; i < count; i++)
		bytes[i] = ring->bytes[consumed++ & ring->mask];
	uk_store_release(&ring->consumed, consumed);
	return count;
}

#endif /* UK_RING_H */
