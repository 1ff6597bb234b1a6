/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The packed ring's fast paths (virtio 1.2 section 2.8): one segment, to and from a
 * device. Included by <uk/virtqueue.h>.
 *
 * Driver and device write the same ring of descriptors, each over what the other has
 * written, and two flags tell whose a descriptor is. An identifier is a
 * slot's number, and has nothing to do with a place in the ring. All of a
 * descriptor but the address is one word, read and written at once, so that the
 * flags never come before the rest.
 */
#ifndef UK_VIRTQUEUE_PACKED_H
#define UK_VIRTQUEUE_PACKED_H

/* In a descriptor's `rest` (2.8.13): length, mark << 32; in the mark: id,
 * flags << 16.
 */
#define UK_VIRTQUEUE_PACKED_MARK 32
#define UK_VIRTQUEUE_PACKED_FLAGS 16

/* Flags in the mark, section 2.8.1: both as the wrap counter: used; AVAIL only:
 * available. They turn around with each lap.
 */
#define UK_VIRTQUEUE_PACKED_AVAIL (1u << 23)
#define UK_VIRTQUEUE_PACKED_USED (1u << 31)
#define UK_VIRTQUEUE_PACKED_WRAP \
	(UK_VIRTQUEUE_PACKED_AVAIL | UK_VIRTQUEUE_PACKED_USED)

static __uk_always_inline int
uk_virtqueue_packed_add(struct uk_virtqueue *queue, uintptr_t address,
			uint32_t length, uint64_t flags, uint32_t limit,
			void *cookie)
{
	uint32_t id = queue->free_slot;
	struct uk_virtqueue_descriptor *descriptor;
	struct uk_virtqueue_slot *slot;
	uint64_t mark;

	/* Chains use one identifier, but more descriptors. */
	if (UK_UNLIKELY(queue->added - queue->taken > queue->mask))
		return uk_virtqueue_full(queue);
	slot = &queue->slots[id];
	queue->free_slot = slot->next;
	slot->cookie = cookie;
	slot->limit = limit;
	descriptor = &queue->descriptors[queue->added & queue->mask];
	descriptor->address = address;
	mark = id | queue->avail_flags | flags << UK_VIRTQUEUE_PACKED_FLAGS;
	uk_store_release(&descriptor->rest,
			 length | mark << UK_VIRTQUEUE_PACKED_MARK);
	if (!(++queue->added & queue->mask))
		queue->avail_flags ^= UK_VIRTQUEUE_PACKED_WRAP;
	return 0;
}

static inline bool uk_virtqueue_packed_is_used(const struct uk_virtqueue *queue,
					       uint64_t rest)
{
	return ((uint32_t)(rest >> UK_VIRTQUEUE_PACKED_MARK) &
		UK_VIRTQUEUE_PACKED_WRAP) == queue->used_flags;
}

static __uk_always_inline void *
uk_virtqueue_packed_take(struct uk_virtqueue *queue, uint32_t *length)
{
	struct uk_virtqueue_descriptor *descriptor =
		&queue->descriptors[queue->taken & queue->mask];
	uint64_t rest = uk_load_acquire(&descriptor->rest);
	uint16_t id = (uint16_t)(rest >> UK_VIRTQUEUE_PACKED_MARK);
	uint32_t written = (uint32_t)rest;
	struct uk_virtqueue_slot *slot;

	if (!uk_virtqueue_packed_is_used(queue, rest))
		return NULL;
	if (UK_UNLIKELY(id > queue->mask || written >= queue->slots[id].limit))
		return uk_virtqueue_packed_take_other(queue, rest, length);
	*length = written;
	slot = &queue->slots[id];
	slot->limit = 0;
	slot->next = queue->free_slot;
	queue->free_slot = id;
	if (!(++queue->taken & queue->mask))
		queue->used_flags ^= UK_VIRTQUEUE_PACKED_WRAP;
	return slot->cookie;
}

#endif /* UK_VIRTQUEUE_PACKED_H */
