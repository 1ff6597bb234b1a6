/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's side of a virtqueue, written from the specification (virtio 1.2
 * sections 2.7 and 2.8) and not from the driver's side: it checks what the driver
 * must keep, and behaves itself.
 */
#ifndef VIRTIO_MODEL_H
#define VIRTIO_MODEL_H

#include <uk/virtqueue.h>

#define MODEL_SEGMENTS 32

struct model {
	bool packed, event_index, indirect;
	unsigned int size;
	uint8_t *descriptors, *driver, *device; /* the areas */
	/* Counted since the beginning, in descriptors where packed. */
	uint64_t fetched;
	uint64_t completed;
	uint64_t signalled; /* `completed` when last asked about interrupts */
	const char *fault;  /* the rule that the driver broke, or NULL */
};

struct model_chain {
	unsigned int id;
	unsigned int descriptors; /* of the ring */
	bool table;
	unsigned int readable, writable; /* segments, in this order */
	struct {
		uint8_t *base;
		uint32_t length;
	} segments[MODEL_SEGMENTS];
};

void model_init(struct model *model, const struct uk_virtqueue *queue,
		bool indirect);

/* The next chain that the driver made available; false: none, or a fault. */
bool model_pop(struct model *model, struct model_chain *chain);

/* Chains wait that were not popped. */
bool model_pending(const struct model *model);

/* Gives a chain back, in any order. */
void model_push(struct model *model, const struct model_chain *chain,
		uint32_t written);

/* Whether the driver is to be interrupted for what was pushed since the last
 * call.
 */
bool model_interrupts(struct model *model);

/* Whether the device wants to be told of new chains: at once, or not at all. */
void model_notify(struct model *model, bool on);

/* Completes `id` whatever it is. */
void model_forge(struct model *model, uint32_t id, uint32_t written);

#endif /* VIRTIO_MODEL_H */
