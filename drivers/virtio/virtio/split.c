/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The split ring (virtio 1.2 section 2.7), but for its fast paths.
 */
#include "private.h"

#define NO_NOTIFY 1	/* flags of the used ring, 2.7.10 */
#define NO_INTERRUPT 1	/* flags of the available ring, 2.7.7 */
#define NEXT_SHIFT 48	/* of a descriptor's `rest` */
#define CACHE_LINE 64	/* what one side writes does not share one */

size_t virtqueue_split_lay_out(struct uk_virtqueue *queue, size_t size,
			       char *ring)
{
	size_t avail = size * sizeof(struct uk_virtqueue_descriptor);
	size_t used = UK_ALIGN_UP(avail + sizeof(struct uk_virtqueue_avail) +
					  (size + 1) * sizeof(uint16_t),
				  CACHE_LINE);

	if (ring) {
		queue->descriptors = (void *)ring;
		queue->avail = (void *)(ring + avail);
		queue->used = (void *)(ring + used);
	}
	return used + sizeof(struct uk_virtqueue_used) +
	       size * sizeof(uint64_t) + sizeof(uint16_t);
}

uint32_t virtqueue_split_add_chain(struct uk_virtqueue *queue,
				   const struct uk_sgsegment *segments,
				   unsigned int readable, unsigned int count,
				   void *cookie)
{
	uint32_t head = queue->free_slot, id = head;

	for (unsigned int i = 0;; i++) {
		uint64_t flags = i < readable ? 0 : UK_VIRTQUEUE_WRITE;
		uint32_t next = queue->slots[id].next;

		queue->descriptors[id].address = (uintptr_t)segments[i].base;
		if (i + 1 == count) {
			queue->descriptors[id].rest =
				segments[i].length |
				flags << UK_VIRTQUEUE_SPLIT_FLAGS;
			queue->free_slot = next;
			break;
		}
		flags |= UK_VIRTQUEUE_NEXT;
		queue->descriptors[id].rest = segments[i].length |
					      flags << UK_VIRTQUEUE_SPLIT_FLAGS |
					      (uint64_t)next << NEXT_SHIFT;
		id = next;
	}
	queue->extra += count - 1;
	queue->slots[head].cookie = cookie;
	queue->avail->ring[queue->added++ & queue->mask] = (uint16_t)head;
	return head;
}

bool virtqueue_split_publish(struct uk_virtqueue *queue)
{
	uint32_t now = queue->added, old = virtqueue_untold(queue, now);

	queue->published = now;
	uk_store_release(&queue->avail->index, (uint16_t)now);
	/* The device looks at the index after it has said what it waits for,
	 * and we the other way around: one of us sees the other.
	 */
	uk_memory_barrier();
	if (queue->event_index) {
		const void *event = &queue->used->ring[queue->mask + 1];

		return virtqueue_passed(
			uk_load_relaxed((const uint16_t *)event), now, old);
	}
	return !(uk_load_relaxed(&queue->used->flags) & NO_NOTIFY);
}

void virtqueue_split_interrupt(struct uk_virtqueue *queue, bool on)
{
	/* The event can only be moved: furthest behind what is to come. */
	if (queue->event_index)
		uk_store_relaxed(&queue->avail->ring[queue->mask + 1],
				 (uint16_t)(queue->taken - !on));
	else
		uk_store_relaxed(&queue->avail->flags, on ? 0 : NO_INTERRUPT);
}

void *uk_virtqueue_split_take_other(struct uk_virtqueue *queue, uint64_t used,
				    uint32_t *length)
{
	return virtqueue_take_other(queue, (uint32_t)used,
				    (uint32_t)(used >> 32), length);
}
