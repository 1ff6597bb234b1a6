/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The packed ring (virtio 1.2 section 2.8), but for its fast paths.
 */
#include "private.h"

/* An event suppression structure (2.8.14) is a position, its lap's wrap counter
 * in bit 15, and above them what to do with it, in one word.
 */
#define EVENT_WRAP 15
#define EVENT_FLAGS 16
#define EVENT_FLAGS_MASK 3u
#define EVENT_ENABLE 0u
#define EVENT_DISABLE 1u
#define EVENT_AT 2u /* VIRTIO_F_EVENT_IDX */

size_t virtqueue_packed_lay_out(struct uk_virtqueue *queue, size_t size,
				char *ring)
{
	size_t events = size * sizeof(struct uk_virtqueue_descriptor);

	if (ring) {
		queue->descriptors = (void *)ring;
		queue->driver_event = (void *)(ring + events);
		queue->device_event = queue->driver_event + 1;
		queue->avail_flags = UK_VIRTQUEUE_PACKED_AVAIL;
		queue->used_flags = UK_VIRTQUEUE_PACKED_WRAP;
	}
	return events + 2 * sizeof(uint32_t);
}

uint32_t virtqueue_packed_add_chain(struct uk_virtqueue *queue,
				    const struct uk_sgsegment *segments,
				    unsigned int readable, unsigned int count,
				    void *cookie)
{
	struct uk_virtqueue_descriptor *head =
		&queue->descriptors[queue->added & queue->mask];
	uint32_t id = queue->free_slot;
	uint64_t head_rest = 0;

	for (unsigned int i = 0; i < count; i++) {
		struct uk_virtqueue_descriptor *descriptor =
			&queue->descriptors[queue->added & queue->mask];
		uint64_t flags = i < readable ? 0 : UK_VIRTQUEUE_WRITE;
		uint64_t mark, rest;

		if (i + 1 < count)
			flags |= UK_VIRTQUEUE_NEXT;
		mark = id | queue->avail_flags |
		       flags << UK_VIRTQUEUE_PACKED_FLAGS;
		rest = segments[i].length | mark << UK_VIRTQUEUE_PACKED_MARK;
		descriptor->address = (uintptr_t)segments[i].base;
		if (i == 0)
			head_rest = rest;
		else
			descriptor->rest = rest;
		if (!(++queue->added & queue->mask))
			queue->avail_flags ^= UK_VIRTQUEUE_PACKED_WRAP;
	}
	queue->free_slot = queue->slots[id].next;
	queue->slots[id].cookie = cookie;
	/* The first makes all of them available (2.8.6). */
	uk_store_release(&head->rest, head_rest);
	return id;
}

bool virtqueue_packed_publish(struct uk_virtqueue *queue)
{
	uint32_t now = queue->added, old = virtqueue_untold(queue, now);
	bool wrap = queue->avail_flags & UK_VIRTQUEUE_PACKED_AVAIL;
	uint32_t event, at;

	queue->published = now;
	/* As in the split ring: additions before, the device's wish after. */
	uk_memory_barrier();
	event = uk_load_relaxed(queue->device_event);
	switch (event >> EVENT_FLAGS & EVENT_FLAGS_MASK) {
	case EVENT_DISABLE:
		return false;
	case EVENT_AT:
		if (!queue->event_index)
			return true;
		/* As our counter counts: of this lap, or of the one before. */
		at = (now & ~queue->mask) +
		     (event & ((1u << EVENT_WRAP) - 1));
		if ((event >> EVENT_WRAP & 1) != wrap)
			at -= queue->mask + 1;
		return virtqueue_passed(at, now, old);
	default:
		return true;
	}
}

void virtqueue_packed_interrupt(struct uk_virtqueue *queue, bool on)
{
	uint32_t event = on ? EVENT_ENABLE : EVENT_DISABLE;

	if (on && queue->event_index)
		event = EVENT_AT;
	event <<= EVENT_FLAGS;
	if (queue->used_flags & UK_VIRTQUEUE_PACKED_USED)
		event |= 1u << EVENT_WRAP;
	uk_store_relaxed(queue->driver_event,
			 event | (queue->taken & queue->mask));
}

void *uk_virtqueue_packed_take_other(struct uk_virtqueue *queue, uint64_t rest,
				     uint32_t *length)
{
	return virtqueue_take_other(
		queue, (uint16_t)(rest >> UK_VIRTQUEUE_PACKED_MARK),
		(uint32_t)rest, length);
}
