/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Chains of several segments: as one descriptor that names a table of them
 * (virtio 1.2 sections 2.7.5.3 and 2.8.8) while there are tables, else as a
 * descriptor each.
 */
#include "private.h"

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
	struct uk_virtqueue_descriptor *table;
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

	table = uk_virtqueue_table(queue);
	if (table) {
		for (unsigned int i = 0; i < count; i++)
			uk_virtqueue_table_put(queue, table, i,
					       segments[i].base,
					       (uint32_t)segments[i].length,
					       i >= readable);
		uk_virtqueue_add_table(queue, table, count, limit, cookie);
		return 0;
	}
	if (uk_virtqueue_room(queue) < count)
		return uk_virtqueue_full(queue);
	if (uk_virtqueue_is_packed(queue))
		id = virtqueue_packed_add_chain(queue, segments, readable,
						count, cookie);
	else
		id = virtqueue_split_add_chain(queue, segments, readable, count,
					       cookie);
	queue->chains[id].limit = limit;
	queue->chains[id].descriptors = (uint16_t)count;
	return 0;
}
