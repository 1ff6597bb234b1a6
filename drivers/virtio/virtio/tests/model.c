/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See model.h. Fields are read and written byte by byte at the offsets that the
 * specification's structures have.
 */
#include "model.h"

enum { NEXT = 1, WRITE = 2, INDIRECT = 4 };
enum { AVAIL = 1 << 7, USED = 1 << 15 };

static uint64_t get(const uint8_t *from, unsigned int bytes)
{
	uint64_t value = 0;

	for (unsigned int i = bytes; i-- > 0;)
		value = value << 8 | ((const volatile uint8_t *)from)[i];
	return value;
}

static void put(uint8_t *to, unsigned int bytes, uint64_t value)
{
	for (unsigned int i = 0; i < bytes; i++)
		((volatile uint8_t *)to)[i] = (uint8_t)(value >> (8 * i));
}

static bool fault(struct model *model, const char *what)
{
	model->fault = what;
	return false;
}

void model_init(struct model *model, const struct uk_virtqueue *queue,
		bool indirect)
{
	*model = (struct model){
		.packed = queue->packed,
		.event_index = queue->event_index,
		.indirect = indirect,
		.size = uk_virtqueue_size(queue),
	};
	model->descriptors = (void *)uk_virtqueue_descriptor_area(queue);
	model->driver = (void *)uk_virtqueue_driver_area(queue);
	model->device = (void *)uk_virtqueue_device_area(queue);
}

static uint8_t *descriptor(const struct model *model, uint64_t count)
{
	return model->descriptors + count % model->size * 16;
}

/* Counters of a packed ring begin with 1 and turn around after each lap. */
static bool wrap(const struct model *model, uint64_t count)
{
	return count / model->size % 2 == 0;
}

bool model_pending(const struct model *model)
{
	uint64_t flags;

	if (!model->packed)
		return get(model->driver + 2, 2) != (uint16_t)model->fetched;
	flags = get(descriptor(model, model->fetched) + 14, 2);
	return !!(flags & AVAIL) == wrap(model, model->fetched) &&
	       !!(flags & USED) != wrap(model, model->fetched);
}

static bool segment(struct model *model, struct model_chain *chain,
		    const uint8_t *at, bool writable)
{
	unsigned int count = chain->readable + chain->writable;

	if (count == MODEL_SEGMENTS)
		return fault(model, "chain is too long");
	if (chain->writable && !writable)
		return fault(model, "readable behind writable");
	chain->segments[count].base = (void *)get(at, 8);
	chain->segments[count].length = (uint32_t)get(at + 8, 4);
	if (!chain->segments[count].length)
		return fault(model, "empty segment");
	if (writable)
		chain->writable++;
	else
		chain->readable++;
	return true;
}

static bool table(struct model *model, struct model_chain *chain,
		  const uint8_t *at)
{
	const uint8_t *entries = (void *)get(at, 8);
	uint64_t bytes = get(at + 8, 4), next = 0;

	if (!model->indirect)
		return fault(model, "table that was not negotiated");
	if (!bytes || bytes % 16 || bytes / 16 > model->size)
		return fault(model, "length of a table");
	chain->table = true;
	for (uint64_t i = 0; i < bytes / 16; i++) {
		const uint8_t *entry = entries + 16 * next;
		uint64_t flags = get(entry + (model->packed ? 14 : 12), 2);

		if (flags & INDIRECT)
			return fault(model, "table within a table");
		if (!segment(model, chain, entry, flags & WRITE))
			return false;
		if (model->packed) {
			if (flags & NEXT)
				return fault(model, "link in a packed table");
			next = i + 1;
		} else if (!!(flags & NEXT) != (i + 1 < bytes / 16)) {
			return fault(model, "end of a table");
		} else if (flags & NEXT) {
			next = get(entry + 14, 2);
			if (next >= bytes / 16)
				return fault(model, "link out of a table");
		}
	}
	return true;
}

static bool pop_split(struct model *model, struct model_chain *chain)
{
	uint64_t id = get(model->driver + 4 + model->fetched % model->size * 2,
			  2);
	uint64_t flags;

	chain->id = (unsigned int)id;
	model->fetched++;
	do {
		const uint8_t *at = model->descriptors + 16 * id;

		if (id >= model->size)
			return fault(model, "descriptor beyond the ring");
		if (++chain->descriptors > model->size)
			return fault(model, "endless chain");
		flags = get(at + 12, 2);
		id = get(at + 14, 2);
		if (flags & INDIRECT) {
			if (flags & (NEXT | WRITE) || chain->descriptors > 1)
				return fault(model, "flags of a table");
			return table(model, chain, at);
		}
		if (!segment(model, chain, at, flags & WRITE))
			return false;
	} while (flags & NEXT);
	return true;
}

static bool pop_packed(struct model *model, struct model_chain *chain)
{
	uint64_t flags;

	do {
		const uint8_t *at = descriptor(model, model->fetched);

		if (!model_pending(model))
			return fault(model, "chain ends in the middle");
		if (++chain->descriptors > model->size)
			return fault(model, "endless chain");
		flags = get(at + 14, 2);
		chain->id = (unsigned int)get(at + 12, 2);
		model->fetched++;
		if (flags & INDIRECT) {
			if (flags & (NEXT | WRITE) || chain->descriptors > 1)
				return fault(model, "flags of a table");
			return table(model, chain, at);
		}
		if (!segment(model, chain, at, flags & WRITE))
			return false;
	} while (flags & NEXT);
	return true;
}

bool model_pop(struct model *model, struct model_chain *chain)
{
	if (model->fault || !model_pending(model))
		return false;
	uk_compiler_barrier();
	*chain = (struct model_chain){ 0 };
	return model->packed ? pop_packed(model, chain) :
			       pop_split(model, chain);
}

/* Writes a completion without making it visible. */
static void write_used(struct model *model, uint32_t id, uint32_t written)
{
	uint8_t *at;

	if (model->packed) {
		at = descriptor(model, model->completed);
		put(at + 8, 4, written);
		put(at + 12, 2, id);
		return;
	}
	at = model->device + 4 + model->completed % model->size * 8;
	put(at, 4, id);
	put(at + 4, 4, written);
}

/* Makes it visible, and skips what the chain used of the ring. */
static void show_used(struct model *model, unsigned int descriptors)
{
	uk_compiler_barrier();
	if (model->packed) {
		put(descriptor(model, model->completed) + 14, 2,
		    wrap(model, model->completed) ? AVAIL | USED : 0);
		model->completed += descriptors;
	} else {
		put(model->device + 2, 2, ++model->completed);
	}
}

void model_push(struct model *model, const struct model_chain *chain,
		uint32_t written)
{
	write_used(model, chain->id, written);
	show_used(model, chain->descriptors);
}

void model_forge(struct model *model, uint32_t id, uint32_t written)
{
	write_used(model, id, written);
	show_used(model, 1);
}

bool model_interrupts(struct model *model)
{
	uint64_t old = model->signalled, event, flags;

	uk_compiler_barrier();
	model->signalled = model->completed;
	if (old == model->completed)
		return false;
	if (!model->packed) {
		if (!model->event_index)
			return !(get(model->driver, 2) & 1);
		event = get(model->driver + 4 + 2 * model->size, 2);
		/* One of the last completions made the index event + 1. */
		for (uint64_t count = old; count < model->completed; count++)
			if ((uint16_t)count == event)
				return true;
		return false;
	}
	event = get(model->driver, 2);
	flags = get(model->driver + 2, 2);
	if (flags > 2 || (flags == 2 && !model->event_index))
		model->fault = "event flags";
	if (flags != 2)
		return flags == 0;
	for (uint64_t count = old; count < model->completed; count++)
		if (count % model->size == (event & 0x7fff) &&
		    wrap(model, count) == event >> 15)
			return true;
	return false;
}

void model_notify(struct model *model, bool on)
{
	uint64_t event = model->fetched - !on;

	if (!model->packed) {
		if (model->event_index)
			put(model->device + 4 + 8 * model->size, 2, event);
		else
			put(model->device, 2, !on);
		return;
	}
	event = model->fetched % model->size |
		(uint64_t)wrap(model, model->fetched) << 15;
	if (model->event_index)
		put(model->device, 2, event);
	put(model->device + 2, 2, !on ? 1 : model->event_index ? 2 : 0);
}
