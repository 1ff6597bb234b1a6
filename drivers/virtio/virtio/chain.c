/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Chains of several segments: as one descriptor that names a table of them
 * (virtio 1.2 sections 2.7.5.3 and 2.8.8) while there are tables, else as a
 * descriptor each.
 */
#include "private.h"

/* Where a descriptor's `rest` has its flags. */
#define SPLIT_FLAGS UK_VIRTQUEUE_SPLIT_FLAGS
#define PACKED_FLAGS (UK_VIRTQUEUE_PACKED_MARK + UK_VIRTQUEUE_PACKED_FLAGS)

/* Adds the chain through a table; returns its identifier. */
static uint32_t add_table(struct uk_virtqueue *queue,
			  const struct uk_sgsegment *segments,
			  unsigned int readable, unsigned int count,
			  void *cookie)
{
	uint16_t number = queue->free_tables[--queue->free_table_count];
	uint32_t id = queue->free_slot;
	struct uk_virtqueue_descriptor *table =
		&queue->tables[(size_t)number * queue->segments];
	bool packed = uk_virtqueue_is_packed(queue);

	for (unsigned int i = 0; i < count; i++) {
		uint64_t flags = i < readable ? 0 : UK_VIRTQUEUE_WRITE;

		/* The packed ring's tables are not linked (2.8.8). */
		if (!packed && i + 1 < count)
			flags |= UK_VIRTQUEUE_NEXT | (uint64_t)(i + 1) << 16;
		table[i].address = (uintptr_t)segments[i].base;
		table[i].rest = segments[i].length |
				flags << (packed ? PACKED_FLAGS : SPLIT_FLAGS);
	}
	queue->chains[id].table = number + 1;
	uk_virtqueue_add_one(queue, (uintptr_t)table,
			     count * (uint32_t)sizeof(*table),
			     UK_VIRTQUEUE_INDIRECT, 0, cookie);
	return id;
}

/* What the descriptors' lengths can say, and our limits. */
static bool lengths_fit(const struct uk_sgsegment *segments,
			unsigned int count)
{
	size_t total = 0;

	for (unsigned int i = 0; i < count; i++) {
		if (segments[i].length == 0 ||
		    segments[i].length >= UINT32_MAX - total)
			return false;
		total += segments[i].length;
	}
	return true;
}

int uk_virtqueue_add(struct uk_virtqueue *queue,
		     const struct uk_sgsegment *segments, unsigned int readable,
		     unsigned int writable, void *cookie)
{
	unsigned int count = readable + writable;
	unsigned int descriptors;
	uint32_t id, limit = 1;

	if (count > queue->segments || count < readable)
		return -E2BIG;
	if (count == 0 || !lengths_fit(segments, count))
		return -EINVAL;
	for (unsigned int i = readable; i < count; i++)
		limit += (uint32_t)segments[i].length;
	if (count == 1)
		return uk_virtqueue_add_one(queue, (uintptr_t)segments->base,
					    (uint32_t)segments->length,
					    writable ? UK_VIRTQUEUE_WRITE : 0,
					    limit, cookie);

	descriptors = queue->free_table_count ? 1 : count;
	if (uk_virtqueue_room(queue) < descriptors)
		return uk_virtqueue_full(queue);
	if (descriptors == 1)
		id = add_table(queue, segments, readable, count, cookie);
	else if (uk_virtqueue_is_packed(queue))
		id = virtqueue_packed_add_chain(queue, segments, readable,
						count, cookie);
	else
		id = virtqueue_split_add_chain(queue, segments, readable, count,
					       cookie);
	queue->chains[id].limit = limit;
	queue->chains[id].descriptors = (uint16_t)descriptors;
	return 0;
}

void virtqueue_chain_release(struct uk_virtqueue *queue, uint32_t id)
{
	struct uk_virtqueue_chain *chain = &queue->chains[id];

	if (chain->table) {
		queue->free_tables[queue->free_table_count++] =
			chain->table - 1;
		chain->table = 0;
	}
	chain->descriptors = 0;
}
