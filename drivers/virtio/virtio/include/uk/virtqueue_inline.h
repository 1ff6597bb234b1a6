/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What <uk/virtqueue.h> inlines: the choice between the rings, which is none where one
 * is configured, and the rings' fast paths.
 */
#ifndef UK_VIRTQUEUE_INLINE_H
#define UK_VIRTQUEUE_INLINE_H

/* Section 2.7.5 and 2.8.13; what `rest` is, see the rings. Little-endian. */
struct uk_virtqueue_descriptor {
	uint64_t address;
	uint64_t rest;
};

/* A descriptor's flags, of both rings */
#define UK_VIRTQUEUE_NEXT 1ull
#define UK_VIRTQUEUE_WRITE 2ull
#define UK_VIRTQUEUE_INDIRECT 4ull

/* The rare cases of the functions here: out of line also with link-time
 * optimisation, as the registers that they need would cost the others.
 */
int uk_virtqueue_full(struct uk_virtqueue *queue) __uk_cold __uk_noinline;
void uk_virtqueue_break(struct uk_virtqueue *queue,
			const char *why) __uk_cold __uk_noinline;
void *uk_virtqueue_split_take_other(struct uk_virtqueue *queue, uint64_t used,
				    uint32_t *length) __uk_noinline;
void *uk_virtqueue_packed_take_other(struct uk_virtqueue *queue, uint64_t rest,
				     uint32_t *length) __uk_noinline;

#include <uk/virtqueue_packed.h>
#include <uk/virtqueue_split.h>

static __uk_always_inline bool
uk_virtqueue_is_packed(const struct uk_virtqueue *queue)
{
#ifdef CONFIG_DRV_VIRTIO_PACKED
#ifdef CONFIG_DRV_VIRTIO_SPLIT
	return queue->packed;
#else
	(void)queue;
	return true;
#endif
#else
	(void)queue;
	return false;
#endif
}

static inline uint64_t
uk_virtqueue_device_area(const struct uk_virtqueue *queue)
{
	return uk_virtqueue_is_packed(queue) ?
		       (uintptr_t)queue->device_event :
		       (uintptr_t)&queue->used->flags;
}

static inline unsigned int uk_virtqueue_room(const struct uk_virtqueue *queue)
{
	uint32_t held = queue->added - queue->taken;

	if (!uk_virtqueue_is_packed(queue))
		held += queue->extra;
	return queue->mask + 1 - held;
}

static __uk_always_inline int
uk_virtqueue_add_one(struct uk_virtqueue *queue, uintptr_t address,
		     uint32_t length, uint64_t flags, uint32_t limit,
		     void *cookie)
{
	return uk_virtqueue_is_packed(queue) ?
		       uk_virtqueue_packed_add(queue, address, length, flags,
					       limit, cookie) :
		       uk_virtqueue_split_add(queue, address, length, flags,
					      limit, cookie);
}

static __uk_always_inline int
uk_virtqueue_add_readable(struct uk_virtqueue *queue, const void *base,
			  uint32_t length, void *cookie)
{
	return uk_virtqueue_add_one(queue, (uintptr_t)base, length, 0, 1,
				    cookie);
}

static __uk_always_inline int
uk_virtqueue_add_writable(struct uk_virtqueue *queue, void *base,
			  uint32_t length, void *cookie)
{
	return uk_virtqueue_add_one(queue, (uintptr_t)base, length,
				    UK_VIRTQUEUE_WRITE, length + 1, cookie);
}

/* A chain of several segments that the device has, by its identifier. */
struct uk_virtqueue_chain {
	uint32_t limit;	      /* writable bytes + 1 */
	uint16_t descriptors; /* of the ring; 0: none such */
	uint16_t table;	      /* of indirect descriptors, + 1; 0: none */
};

static inline struct uk_virtqueue_descriptor *
uk_virtqueue_table(const struct uk_virtqueue *queue)
{
	unsigned int free = queue->free_table_count;

	return free && uk_virtqueue_room(queue) ?
		       &queue->tables[(size_t)queue->free_tables[free - 1] *
				      queue->segments] : NULL;
}

static __uk_always_inline void
uk_virtqueue_table_put(const struct uk_virtqueue *queue,
		       struct uk_virtqueue_descriptor *table, unsigned int at,
		       const void *base, uint32_t length, bool is_writable)
{
	uint64_t flags = is_writable ? UK_VIRTQUEUE_WRITE : 0;

	table[at].address = (uintptr_t)base;
	/* The packed ring's tables are not linked (2.8.8). */
	table[at].rest =
		uk_virtqueue_is_packed(queue) ?
			length | flags << (UK_VIRTQUEUE_PACKED_MARK +
					   UK_VIRTQUEUE_PACKED_FLAGS) :
			length | (flags | UK_VIRTQUEUE_NEXT |
				  (uint64_t)(at + 1) << 16)
					 << UK_VIRTQUEUE_SPLIT_FLAGS;
}

static inline void uk_virtqueue_add_table(struct uk_virtqueue *queue,
					  struct uk_virtqueue_descriptor *table,
					  unsigned int count, uint32_t limit,
					  void *cookie)
{
	uint16_t number = queue->free_tables[--queue->free_table_count];

	queue->chains[queue->free_slot] = (struct uk_virtqueue_chain){
		.limit = limit,
		.descriptors = 1,
		.table = (uint16_t)(number + 1),
	};
	if (!uk_virtqueue_is_packed(queue)) /* the last has no next */
		table[count - 1].rest &=
			~((UK_VIRTQUEUE_NEXT | 0xffff0000ull)
			  << UK_VIRTQUEUE_SPLIT_FLAGS);
	/* there is room */
	uk_virtqueue_add_one(queue, (uintptr_t)table,
			     count * (uint32_t)sizeof(*table),
			     UK_VIRTQUEUE_INDIRECT, 0, cookie);
}

static inline void uk_virtqueue_kick(struct uk_virtqueue *queue)
{
	if (queue->doorbell.wide)
		*(volatile uint32_t *)queue->doorbell.address = queue->index;
	else
		*(volatile uint16_t *)queue->doorbell.address = queue->index;
}

static __uk_always_inline void *uk_virtqueue_take(struct uk_virtqueue *queue,
						  uint32_t *length)
{
	return uk_virtqueue_is_packed(queue) ?
		       uk_virtqueue_packed_take(queue, length) :
		       uk_virtqueue_split_take(queue, length);
}

static inline bool uk_virtqueue_waiting(const struct uk_virtqueue *queue)
{
	if (uk_virtqueue_is_packed(queue))
		return uk_virtqueue_packed_is_used(
			queue,
			uk_load_acquire(&queue->descriptors[queue->taken &
							    queue->mask]
						 .rest));
	return queue->seen != queue->taken ||
	       ((uint16_t)(uk_load_acquire(&queue->used->index) -
			   queue->taken) && !queue->broken);
}

#endif /* UK_VIRTQUEUE_INLINE_H */
