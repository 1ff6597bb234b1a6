/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A queue with a device model at its other end, for the suites.
 */
#ifndef VIRTIO_FIXTURE_H
#define VIRTIO_FIXTURE_H

#include <uk/alloc.h>

#include "../private.h"
#include "model.h"

struct fixture {
	struct uk_virtqueue *queue;
	struct model model;
};

/* Both rings, as configured, with and without each of the features */
static const struct virtqueue_features fixture_kinds[] = {
#ifdef CONFIG_DRV_VIRTIO_SPLIT
	{ .packed = false, .event_index = false, .indirect = false },
	{ .packed = false, .event_index = true, .indirect = true },
#endif
#ifdef CONFIG_DRV_VIRTIO_PACKED
	{ .packed = true, .event_index = false, .indirect = false },
	{ .packed = true, .event_index = true, .indirect = true },
#endif
};

#define FIXTURE_FOR_EACH(kind)                              \
	for (const struct virtqueue_features *kind = fixture_kinds; \
	     kind < fixture_kinds + UK_ARRAY_SIZE(fixture_kinds); kind++)

static inline bool fixture_begin(struct fixture *fixture,
				 const struct virtqueue_features *kind,
				 unsigned int size, unsigned int segments)
{
	struct uk_virtqueue_config config = {
		.size = (uint16_t)size,
		.segments = (uint16_t)segments,
		.tables = (uint16_t)UK_MIN(size, 4u),
	};

	if (virtqueue_create(uk_alloc_default(), &config, *kind,
			     &fixture->queue))
		return false;
	model_init(&fixture->model, fixture->queue, kind->indirect);
	return true;
}

static inline void fixture_end(struct fixture *fixture)
{
	virtqueue_destroy(uk_alloc_default(), fixture->queue);
}

/* Numbers that look random, the same at each run (xorshift32). */
static inline uint32_t fixture_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

#endif /* VIRTIO_FIXTURE_H */
