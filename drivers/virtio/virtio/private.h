/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of virtqueues share.
 */
#ifndef VIRTIO_PRIVATE_H
#define VIRTIO_PRIVATE_H

#include <uk/virtqueue.h>

/* What was agreed on for all queues of a device. */
struct virtqueue_features {
	bool packed;
	bool event_index;
	bool indirect;
};

/* The queue, with its handler's interrupt disabled, known to no device yet. 0,
 * -EINVAL (config), -ENOMEM.
 */
int virtqueue_create(struct uk_alloc *allocator,
		     const struct uk_virtqueue_config *config,
		     struct virtqueue_features features,
		     struct uk_virtqueue **queue);
void virtqueue_destroy(struct uk_alloc *allocator, struct uk_virtqueue *queue);

/*
 * The rings' parts. `_lay_out` returns how many bytes of `ring` it uses for
 * `size` descriptors, and places the areas if `ring` is not NULL. `_add_chain`
 * adds several segments that fit, and returns the identifier.
 */
size_t virtqueue_split_lay_out(struct uk_virtqueue *queue, size_t size,
			       char *ring);
size_t virtqueue_packed_lay_out(struct uk_virtqueue *queue, size_t size,
				char *ring);
uint32_t virtqueue_split_add_chain(struct uk_virtqueue *queue,
				   const struct uk_sgsegment *segments,
				   unsigned int readable, unsigned int count,
				   void *cookie);
uint32_t virtqueue_packed_add_chain(struct uk_virtqueue *queue,
				    const struct uk_sgsegment *segments,
				    unsigned int readable, unsigned int count,
				    void *cookie);
bool virtqueue_split_publish(struct uk_virtqueue *queue);
bool virtqueue_packed_publish(struct uk_virtqueue *queue);
void virtqueue_split_interrupt(struct uk_virtqueue *queue, bool on);
void virtqueue_packed_interrupt(struct uk_virtqueue *queue, bool on);

/* Gives back what chain `id` used. */
static __uk_always_inline void
virtqueue_chain_release(struct uk_virtqueue *queue, uint32_t id)
{
	struct uk_virtqueue_chain *chain = &queue->chains[id];

	if (chain->table)
		queue->free_tables[queue->free_table_count++] =
			chain->table - 1;
	chain->table = 0;
	chain->descriptors = 0;
}

/* A completion that is no single segment's: a chain, or nonsense. */
void *virtqueue_take_other(struct uk_virtqueue *queue, uint32_t id,
			   uint32_t written, uint32_t *length);

/* From where on the device's wish counts: what was added since it was told, of what
 * it has not completed.
 */
static inline uint32_t virtqueue_untold(const struct uk_virtqueue *queue,
					uint32_t now)
{
	return now - UK_MIN(now - queue->notified, now - queue->taken);
}

/* Whether the other side, which waits for `event`, is to be told that a counter
 * went from `old` to `now` (virtio 1.2 section 2.7.7.2).
 */
static inline bool virtqueue_passed(uint32_t event, uint32_t now, uint32_t old)
{
	return (uint16_t)(now - event - 1) < (uint16_t)(now - old);
}

#endif /* VIRTIO_PRIVATE_H */
