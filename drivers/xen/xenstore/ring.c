/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The page that is shared with xenstored: a ring of bytes each way (io/xs_wire.h, struct
 * xenstore_domain_interface). Indices run on; each is written by one side, and what the other
 * side writes is checked before it is used.
 */
#include <uk/atomic.h>
#include <uk/print.h>
#include <uk/xen/events.h>
#include <uk/xen/hypercall.h>
#include <uk/xen/suspend.h>

#include "private.h"

#define RING_SIZE 1024u

struct interface {
	char requests[RING_SIZE];
	char answers[RING_SIZE];
	uint32_t requests_taken;
	uint32_t requests_given; /* ours */
	uint32_t answers_taken;	 /* ours */
	uint32_t answers_given;
};

static struct interface *interface;
static uk_xen_channel channel;
static void (*arrived)(void);
static bool broken;

static void happened(void *unused)
{
	(void)unused;
	arrived();
}

static int find(void)
{
	uint64_t frame, found;
	int error;

	if (!uk_xen_present() ||
	    uk_xen_parameter(XEN_PARAMETER_STORE_FRAME, &frame) ||
	    uk_xen_parameter(XEN_PARAMETER_STORE_CHANNEL, &found) || !found ||
	    found > UINT32_MAX)
		return -ENODEV;
	interface = uk_xen_frame_map(frame);
	if (!interface)
		return -ENODEV;
	channel = (uk_xen_channel)found;
	error = uk_xen_event_bind(channel, happened, NULL);
	broken = error != 0;
	return error;
}

int xenstore_ring_start(void (*event)(void))
{
	if (interface)
		return broken ? -EIO : 0;
	arrived = event;
	return find();
}

#ifdef CONFIG_DRV_XENCORE_SUSPEND
/* The store of the new domain begins where the ring ends; what the old one said last was to
 * the old domain.
 */
static void arrive(void)
{
	if (!interface)
		return;
	interface = NULL;
	xenstore_drop();
	if (!find())
		uk_store_release(&interface->answers_taken,
				 uk_load_acquire(&interface->answers_given));
}

UK_XEN_SUSPEND_PART(xenstore, .arrive = arrive);
#endif

int xenstore_ring_give_up(void)
{
	if (!broken)
		uk_pr_err("xenstored broke its protocol; it is not used again\n");
	broken = true;
	return -EIO;
}

/* How much may be sent now; waits until that is something. */
static int wait_for_room(uint32_t *room)
{
	for (;;) {
		uint32_t used = interface->requests_given -
				uk_load_acquire(&interface->requests_taken);

		if (used > RING_SIZE)
			return xenstore_ring_give_up();
		*room = RING_SIZE - used;
		if (*room)
			return 0;
		uk_xen_yield();
	}
}

int xenstore_ring_send(const void *bytes, size_t length)
{
	const char *from = bytes;
	uint32_t room, given;
	int error;

	while (length) {
		error = wait_for_room(&room);
		if (error)
			return error;
		given = interface->requests_given;
		for (; room && length; room--, length--)
			interface->requests[given++ % RING_SIZE] = *from++;
		uk_store_release(&interface->requests_given, given);
		uk_memory_barrier();
		error = uk_xen_event_send(channel);
		if (error)
			return error;
	}
	return 0;
}

int xenstore_ring_receive(void *bytes, size_t length)
{
	char *to = bytes;
	uint32_t taken = interface->answers_taken;
	uint32_t waiting = uk_load_acquire(&interface->answers_given) - taken;
	size_t count = UK_MIN(length, (size_t)waiting);

	if (broken)
		return -EIO;
	if (waiting > RING_SIZE)
		return xenstore_ring_give_up();
	for (size_t i = 0; i < count; i++)
		to[i] = interface->answers[taken++ % RING_SIZE];
	uk_store_release(&interface->answers_taken, taken);
	if (count) {
		uk_memory_barrier();
		uk_xen_event_send(channel);
	}
	return (int)count;
}
