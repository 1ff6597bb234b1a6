/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages through the rings. They are copied: the other side sees nothing but the rings. An
 * answer belongs to the request whose tag it has. What comes from the ring is read once.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/print.h>
#include <uk/string.h>

#include "xen9p.h"

/* Between a ring, from `index` on, and memory of ours */
static void copy(uint8_t *ring, uint32_t size, uint32_t index, void *memory,
		 size_t length, bool puts)
{
	size_t at = index & (size - 1);
	size_t part = UK_MIN(length, size - at);
	uint8_t *ours = memory;

	if (puts) {
		memcpy(ring + at, ours, part);
		memcpy(ring, ours + part, length - part);
	} else {
		memcpy(ours, ring + at, part);
		memcpy(ours + part, ring, length - part);
	}
}

void xen9p_break(struct xen9p *share)
{
	unsigned long state = uk_arch_irq_save();

	share->broken = true;
	share->waiting = 0;
	share->unsent = NULL;
	for (unsigned int i = 0; i < DEPTH; i++) {
		struct uk_9p_request *request = share->slots[i].request;

		share->slots[i].request = NULL;
		if (!request)
			continue;
		request->result = -EIO;
		request->done(request);
	}
	uk_arch_irq_restore(state);
}

static void break_for(struct xen9p *share, const char *reason)
{
	uk_pr_err("xen9p: the backend %s %s: '%s' gives errors until it is "
		  "mounted again\n",
		  share->bus->backend, reason, share->channel.tag);
	xen9p_break(share);
}

static size_t length_of(const struct uk_sgsegment *segments, unsigned int count)
{
	size_t length = 0;

	for (unsigned int i = 0; i < count; i++)
		length += segments[i].length;
	return length;
}

static void put(struct xen9p *share, const struct uk_9p_request *request)
{
	for (unsigned int i = 0; i < request->out; i++) {
		const struct uk_sgsegment *segment = &request->segments[i];

		copy(share->requests, share->size, share->given, segment->base,
		     segment->length, true);
		share->given += (uint32_t)segment->length;
	}
}

/* Those that fit, in their order. There is room again when there are answers. True: there were
 * some, and the backend was told.
 */
static bool send(struct xen9p *share)
{
	uint32_t before = share->given, room;

	room = uk_load_acquire(&share->interface->requests_taken) +
	       share->size - share->given;
	if (UK_UNLIKELY(room > share->size)) {
		break_for(share, "has taken what was not sent");
		return false;
	}
	while (share->unsent && share->unsent->length <= room) {
		room -= share->unsent->length;
		share->unsent->sent = true;
		put(share, share->unsent->request);
		share->unsent = share->unsent->next;
	}
	if (share->given == before)
		return false;
	uk_store_release(&share->interface->requests_given, share->given);
	uk_memory_barrier();
	uk_xen_event_send(share->event);
	return true;
}

static void enqueue(struct xen9p *share, struct uk_9p_request *request,
		    uint32_t length)
{
	const uint8_t *header = request->segments[0].base;
	struct xen9p_slot *slot = share->slots;

	while (slot->request)
		slot++;
	*slot = (struct xen9p_slot){
		.request = request,
		.length = length,
		.tag = (uint16_t)(header[5] | header[6] << 8),
	};
	share->waiting++;
	if (share->unsent)
		share->unsent_last->next = slot;
	else
		share->unsent = slot;
	share->unsent_last = slot;
}

int xen9p_submit(struct uk_9p_channel *channel, struct uk_9p_request *request)
{
	struct xen9p *share = xen9p_of(channel);
	size_t length = length_of(request->segments, request->out);
	unsigned long state;
	int error = 0;

	if (UK_UNLIKELY(length > channel->message_most ||
			request->segments[0].length < HEADER))
		return -EIO;
	state = uk_arch_irq_save(); /* answers use the same slots */
	if (UK_UNLIKELY(share->broken)) {
		error = -EIO;
	} else if (share->waiting == DEPTH) {
		error = -ENOSPC;
	} else {
		enqueue(share, request, (uint32_t)length);
		send(share);
	}
	uk_arch_irq_restore(state);
	return error;
}

static struct xen9p_slot *slot_of(struct xen9p *share, uint16_t tag)
{
	for (unsigned int i = 0; i < DEPTH; i++)
		if (share->slots[i].request && share->slots[i].sent &&
		    share->slots[i].tag == tag)
			return &share->slots[i];
	return NULL;
}

/* An answer, of which all is there: as much as there is room for. */
static void finish(struct xen9p *share, struct xen9p_slot *slot, uint32_t size)
{
	struct uk_9p_request *request = slot->request;
	uint32_t at = share->taken, left = size;

	for (unsigned int i = 0; i < request->in && left; i++) {
		const struct uk_sgsegment *segment =
			&request->segments[request->out + i];
		uint32_t part = (uint32_t)UK_MIN(segment->length, (size_t)left);

		copy(share->answers, share->size, at, segment->base, part,
		     false);
		at += part;
		left -= part;
	}
	slot->request = NULL;
	share->waiting--;
	share->taken += size;
	uk_store_release(&share->interface->answers_taken, share->taken);
	request->result = size - left;
	request->done(request);
}

/* False: there is none, or the backend broke the rules. Interrupts are disabled. */
static bool take(struct xen9p *share)
{
	uint32_t there, size;
	uint8_t header[HEADER];
	struct xen9p_slot *slot;

	if (UK_UNLIKELY(share->broken))
		return false;
	there = uk_load_acquire(&share->interface->answers_given) -
		share->taken;
	if (UK_UNLIKELY(there > share->size)) {
		break_for(share, "has sent more than fits");
		return false;
	}
	if (there < HEADER)
		return false;
	copy(share->answers, share->size, share->taken, header, HEADER, false);
	memcpy(&size, header, sizeof(size));
	slot = slot_of(share, (uint16_t)(header[5] | header[6] << 8));
	if (UK_UNLIKELY(size < HEADER || size > share->size || !slot)) {
		break_for(share, slot ? "sends an answer of no length" :
					"answers what it was not asked");
		return false;
	}
	if (there < size)
		return false;
	finish(share, slot, size);
	return true;
}

/* The backend may wait for the room that there is now: it is told of that, too. */
static void take_all(struct xen9p *share)
{
	bool some = false, told = false;

	while (take(share))
		some = true;
	if (share->broken)
		return;
	if (share->unsent)
		told = send(share);
	if (some && !told && share->waiting)
		uk_xen_event_send(share->event);
}

void xen9p_event(void *argument)
{
	struct xen9p *share = argument;

	take_all(share);
	if (UK_UNLIKELY(uk_xen_events_are_too_many(&share->events,
						   share->taken))) {
		uk_xen_event_close(share->event);
		share->event = 0;
		break_for(share, "raises events without end");
	}
}

/* Tells the backend again what it may have missed. */
void xen9p_check(struct uk_9p_channel *channel)
{
	struct xen9p *share = xen9p_of(channel);
	unsigned long state = uk_arch_irq_save();

	take_all(share);
	if (share->waiting && !share->broken)
		uk_xen_event_send(share->event);
	uk_arch_irq_restore(state);
}
