/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtqueues: their memory, their end, and completions that are not plain ones.
 */
#include "private.h"

#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/string.h>

#define RING_ALIGN 64 /* a cache line; virtio wants 16 (2.7, 2.8.10.1) */
#define MAX_SIZE 32768 /* section 2.7 and 2.8.10.1 */

static size_t lay_out(struct uk_virtqueue *queue, size_t size, char *ring)
{
	return uk_virtqueue_is_packed(queue) ?
		       virtqueue_packed_lay_out(queue, size, ring) :
		       virtqueue_split_lay_out(queue, size, ring);
}

/* The parts of the one block that holds the queue's own memory. */
static void divide(struct uk_virtqueue *queue, size_t size, size_t tables)
{
	queue->slots = (void *)(queue + 1);
	for (size_t i = 0; i < size; i++)
		queue->slots[i].next = (uint32_t)(i + 1);
	if (queue->segments == 1)
		return;
	queue->chains = (void *)(queue->slots + size);
	queue->free_tables = (void *)(queue->chains + size);
	while (queue->free_table_count < tables) {
		queue->free_tables[queue->free_table_count] =
			(uint16_t)(tables - 1 - queue->free_table_count);
		queue->free_table_count++;
	}
}

int virtqueue_create(struct uk_alloc *allocator,
		     const struct uk_virtqueue_config *config,
		     struct virtqueue_features features,
		     struct uk_virtqueue **result)
{
	size_t size = config->size;
	uint16_t segments = UK_MAX(config->segments, (uint16_t)1);
	/* More tables than descriptors are of no use. */
	size_t tables = features.indirect && segments > 1 ?
				UK_MIN(config->tables, size) : 0;
	size_t own = sizeof(struct uk_virtqueue) +
		     size * sizeof(struct uk_virtqueue_slot);
	size_t ring, table_bytes;
	struct uk_virtqueue *queue;

	if (!UK_IS_POWER_OF_2(size) || size > MAX_SIZE || segments > size)
		return -EINVAL;
	if (segments > 1)
		own += size * sizeof(struct uk_virtqueue_chain) +
		       tables * sizeof(uint16_t);
	queue = uk_calloc(allocator, 1, own);
	if (!queue)
		return -ENOMEM;
	queue->mask = (uint32_t)(size - 1);
	queue->segments = segments;
	queue->packed = features.packed;
	queue->event_index = features.event_index;
	queue->handler = config->handler;
	queue->argument = config->argument;
	divide(queue, size, tables);

	ring = UK_ALIGN_UP(lay_out(queue, size, NULL),
			   sizeof(struct uk_virtqueue_descriptor));
	table_bytes = tables * segments * sizeof(struct uk_virtqueue_descriptor);
	queue->ring = uk_memalign(allocator, RING_ALIGN, ring + table_bytes);
	if (!queue->ring) {
		uk_free(allocator, queue);
		return -ENOMEM;
	}
	memset(queue->ring, 0, ring + table_bytes);
	lay_out(queue, size, queue->ring);
	queue->tables = (void *)((char *)queue->ring + ring);
	uk_virtqueue_interrupt_disable(queue);
	*result = queue;
	return 0;
}

void virtqueue_destroy(struct uk_alloc *allocator, struct uk_virtqueue *queue)
{
	uk_free(allocator, queue->ring);
	uk_free(allocator, queue);
}

/* Nothing can be added or taken any more. */
static void shut(struct uk_virtqueue *queue)
{
	queue->broken = true;
	queue->free_slot = queue->mask + 1; /* all seems to be in use */
	queue->added = queue->taken + queue->mask + 1;
	queue->published = queue->taken; /* none of it by the device */
	if (uk_virtqueue_is_packed(queue)) {
		queue->used_flags = 1; /* as no descriptor's are */
	} else {
		queue->seen = queue->taken;
		queue->extra = 0;
	}
}

void uk_virtqueue_break(struct uk_virtqueue *queue, const char *why)
{
	if (!queue->broken)
		uk_pr_err("%s: the device %s (queue %u); nothing more is "
			  "exchanged until it is reset\n",
			  queue->name ?: "virtqueue", why, queue->index);
	shut(queue);
}

int uk_virtqueue_full(struct uk_virtqueue *queue)
{
	return queue->broken ? -EIO : -ENOSPC;
}

bool uk_virtqueue_publish(struct uk_virtqueue *queue)
{
	bool tell;

	if (queue->added == queue->taken || queue->added == queue->notified ||
	    queue->broken)
		return false;
	tell = uk_virtqueue_is_packed(queue) ? virtqueue_packed_publish(queue) :
					       virtqueue_split_publish(queue);
	if (tell)
		queue->notified = queue->published;
	return tell;
}

static void interrupt(struct uk_virtqueue *queue, bool on)
{
	if (uk_virtqueue_is_packed(queue))
		virtqueue_packed_interrupt(queue, on);
	else
		virtqueue_split_interrupt(queue, on);
}

bool uk_virtqueue_interrupt_enable(struct uk_virtqueue *queue)
{
	interrupt(queue, true);
	/* The device completes, then looks whether to interrupt; we the other
	 * way around.
	 */
	uk_memory_barrier();
	return !uk_virtqueue_waiting(queue);
}

void uk_virtqueue_interrupt_disable(struct uk_virtqueue *queue)
{
	interrupt(queue, false);
}

/* Passes the completion of `descriptors` of the ring, which are free then, as
 * is the identifier.
 */
static __uk_always_inline void
complete(struct uk_virtqueue *queue, uint32_t id, unsigned int descriptors)
{
	uint32_t last = id, before = queue->taken;

	if (uk_virtqueue_is_packed(queue)) {
		queue->taken += descriptors;
		if ((before ^ queue->taken) & (queue->mask + 1))
			queue->used_flags ^= UK_VIRTQUEUE_PACKED_WRAP;
	} else {
		queue->taken++;
		queue->extra -= descriptors - 1;
		while (--descriptors)
			last = queue->slots[last].next;
	}
	queue->slots[last].next = queue->free_slot;
	queue->free_slot = id;
}

static __uk_cold void *break_for(struct uk_virtqueue *queue, const char *why)
{
	uk_virtqueue_break(queue, why);
	return NULL;
}

void *virtqueue_take_other(struct uk_virtqueue *queue, uint32_t id,
			   uint32_t written, uint32_t *length)
{
	struct uk_virtqueue_slot *slot = &queue->slots[id];
	unsigned int descriptors = 1;
	uint32_t limit;

	if (id > queue->mask)
		return break_for(queue, "completed what cannot exist");
	limit = slot->limit;
	if (limit == 0 && queue->chains) {
		limit = queue->chains[id].limit;
		descriptors = queue->chains[id].descriptors;
	}
	if (limit == 0 || descriptors == 0)
		return break_for(queue, "completed what it does not have");
	/* The length counts what was written (2.7.8.2), and is to be ignored
	 * where nothing is (2.8.5).
	 */
	if (limit == 1)
		written = 0;
	if (written >= limit)
		return break_for(queue, "wrote more than there is room for");
	if (slot->limit)
		slot->limit = 0;
	else
		virtqueue_chain_release(queue, id);
	complete(queue, id, descriptors);
	*length = written;
	return slot->cookie;
}

void *uk_virtqueue_detach(struct uk_virtqueue *queue)
{
	shut(queue);
	while (queue->detached <= queue->mask) {
		uint16_t id = queue->detached++;
		struct uk_virtqueue_slot *slot = &queue->slots[id];
		bool chained = queue->chains && queue->chains[id].descriptors;

		if (chained)
			virtqueue_chain_release(queue, id);
		if (chained || slot->limit) {
			slot->limit = 0;
			return slot->cookie;
		}
	}
	return NULL;
}
