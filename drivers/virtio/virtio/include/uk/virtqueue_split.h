/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The split ring's fast paths (virtio 1.2 section 2.7): one segment, to and from a
 * device. Included by <uk/virtqueue.h>.
 *
 * The device fetches identifiers from a ring of its own, so a descriptor stays
 * where it is, and an identifier is a descriptor's number.
 */
#ifndef UK_VIRTQUEUE_SPLIT_H
#define UK_VIRTQUEUE_SPLIT_H

/* Section 2.7.6. After the ring there is used_event. */
struct uk_virtqueue_avail {
	uint16_t flags;
	uint16_t index;
	uint16_t ring[];
};

/* Section 2.7.8, after 4 bytes that are not the device's, so that each element,
 * the identifier and above it the length, can be read at once. After the ring
 * there is avail_event.
 */
struct uk_virtqueue_used {
	uint32_t padding;
	uint16_t flags;
	uint16_t index;
	uint64_t ring[];
};

/* In a descriptor's `rest`: length, flags << 32, next << 48 (2.7.5) */
#define UK_VIRTQUEUE_SPLIT_FLAGS 32

static __uk_always_inline int
uk_virtqueue_split_add(struct uk_virtqueue *queue, uintptr_t address,
		       uint32_t length, uint64_t flags, uint32_t limit,
		       void *cookie)
{
	uint32_t id = queue->free_slot;
	struct uk_virtqueue_descriptor *descriptor;
	struct uk_virtqueue_slot *slot;

	if (UK_UNLIKELY(id > queue->mask))
		return uk_virtqueue_full(queue);
	slot = &queue->slots[id];
	queue->free_slot = slot->next;
	slot->cookie = cookie;
	slot->limit = limit;
	descriptor = &queue->descriptors[id];
	descriptor->address = address;
	descriptor->rest = length | flags << UK_VIRTQUEUE_SPLIT_FLAGS;
	queue->avail->ring[queue->added++ & queue->mask] = (uint16_t)id;
	return 0;
}

/* Sees what the device has completed: no more than it was given. */
static inline bool uk_virtqueue_split_look(struct uk_virtqueue *queue)
{
	uint16_t more = (uint16_t)(uk_load_acquire(&queue->used->index) -
				   queue->taken);

	if (!more)
		return false;
	if (UK_UNLIKELY(more > queue->published - queue->taken)) {
		uk_virtqueue_break(queue, "completed more than it was given");
		return false;
	}
	queue->seen = queue->taken + more;
	return true;
}

static __uk_always_inline void *
uk_virtqueue_split_take(struct uk_virtqueue *queue, uint32_t *length)
{
	struct uk_virtqueue_slot *slot;
	uint64_t used;
	uint32_t id, written;

	if (queue->taken == queue->seen && !uk_virtqueue_split_look(queue))
		return NULL;
	used = uk_load_relaxed(&queue->used->ring[queue->taken & queue->mask]);
	id = (uint32_t)used;
	written = (uint32_t)(used >> 32);
	if (UK_UNLIKELY(id > queue->mask || written >= queue->slots[id].limit))
		return uk_virtqueue_split_take_other(queue, used, length);
	*length = written;
	slot = &queue->slots[id];
	slot->limit = 0;
	slot->next = queue->free_slot;
	queue->free_slot = id;
	queue->taken++;
	return slot->cookie;
}

#endif /* UK_VIRTQUEUE_SPLIT_H */
