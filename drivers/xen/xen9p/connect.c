/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a share that was found to one that works, and back (docs/misc/9pfs.pandoc: "Xenstore").
 * It is connected while it is mounted.
 */
#include <uk/alloc.h>
#include <uk/format.h>
#include <uk/print.h>
#include <uk/string.h>

#include "xen9p.h"

#define VERSIONS 32 /* characters of "1,2,..." */

static uint8_t *pages(struct xen9p *share, unsigned int count)
{
	size_t size = count * UK_PAGE_SIZE;
	void *memory = uk_memalign(share->bus->allocator, UK_PAGE_SIZE, size);

	return memory ? memset(memory, 0, size) : NULL;
}

/* Whether "1" is among the versions that the backend knows */
static bool knows_version(struct xen9p *share)
{
	char path[UK_XENBUS_PATH + 16], versions[VERSIONS];
	char before = ',';

	uk_snprintf(path, sizeof(path), "%s/versions", share->bus->backend);
	if (uk_xenstore_read(0, path, versions, sizeof(versions)) < 0)
		return false;
	for (const char *at = versions; *at; before = *at++)
		if (before == ',' && at[0] == '1' && (!at[1] || at[1] == ','))
			return true;
	return false;
}

/* What both sides can do: the order of the ring, or an error that was printed. */
static int agree(struct xen9p *share)
{
	uint64_t order = uk_xenbus_backend_number(
		share->bus, "max-ring-page-order", 0);

	if (knows_version(share) && order >= ORDER_LEAST &&
	    uk_xenbus_backend_number(share->bus, "max-rings", 0))
		return (int)UK_MIN(order, (uint64_t)ORDER_MOST);
	uk_pr_err("xen9p: the backend %s must know version 1 and rings of order "
		  "%u\n",
		  share->bus->backend, ORDER_LEAST);
	return -EPROTONOSUPPORT;
}

static int lend(struct xen9p *share, const void *page, uk_xen_grant *grant)
{
	int number = uk_xen_grant_page(share->bus->backend_domain, page, false);

	if (number < 0) {
		uk_pr_err("xen9p: no grant is left: raise "
			  "DRV_XENCORE_GRANT_PAGES\n");
		return number;
	}
	*grant = (uk_xen_grant)number;
	return 0;
}

static int make_rings(struct xen9p *share, unsigned int order)
{
	struct xen9p_interface *interface = (void *)pages(share, 1);
	int error;

	share->interface = interface;
	share->answers = pages(share, 1u << order);
	if (!interface || !share->answers)
		return -ENOMEM;
	share->size = (uint32_t)(UK_PAGE_SIZE << order) / 2;
	share->requests = share->answers + share->size;
	share->taken = share->given = 0;
	share->events = (struct uk_xen_events_for_nothing){ 0 };
	interface->order = order;
	error = lend(share, interface, &share->interface_grant);
	for (unsigned int i = 0; i < 1u << order && !error; i++)
		error = lend(share, share->answers + i * UK_PAGE_SIZE,
			     &share->grants[i]);
	memcpy(interface->pages, share->grants, sizeof(share->grants));
	return error;
}

static int connect(struct xen9p *share)
{
	struct uk_xenbus_value values[] = {
		{ .name = "ring-ref0" },
		{ .name = "event-channel-0" },
		{ .name = "version", .number = 1 },
		{ .name = "num-rings", .number = 1 },
		{ .name = "state", .number = UK_XENBUS_INITIALISED },
	};
	int order, event, error = uk_xenbus_offer_wait(share->bus);

	if (error)
		return error;
	order = agree(share);
	if (order < 0)
		return order;
	error = make_rings(share, (unsigned int)order);
	if (error)
		return error;
	event = uk_xen_event_allocate(share->bus->backend_domain);
	if (event < 0)
		return event;
	share->event = (uk_xen_channel)event;
	share->connected = true;
	error = uk_xen_event_bind(share->event, xen9p_event, share);
	values[0].number = share->interface_grant;
	values[1].number = share->event;
	if (!error)
		error = uk_xenbus_publish(share->bus, values,
					  UK_ARRAY_SIZE(values));
	if (!error)
		error = uk_xenbus_backend_wait(share->bus,
					       1 << UK_XENBUS_CONNECTED);
	return error ? error :
		       uk_xenbus_state_set(share->bus, UK_XENBUS_CONNECTED);
}

static void leave(struct xen9p *share)
{
	if (!share->connected)
		return;
	share->connected = false;
	share->busy = true;
	uk_xenbus_close(share->bus);
	share->busy = false;
}

/* Frees memory whose grants end. False: the backend keeps some of it, which is lost. */
static bool take_back(struct xen9p *share)
{
	struct uk_alloc *a = share->bus->allocator;
	bool all = true;

	for (unsigned int i = 0; i < RING_PAGES; i++)
		if (share->grants[i] && uk_xen_grant_end(share->grants[i]))
			all = false;
	if (all)
		uk_free(a, share->answers);
	if (share->interface_grant && uk_xen_grant_end(share->interface_grant))
		all = false;
	else
		uk_free(a, share->interface);
	memset(share->grants, 0, sizeof(share->grants));
	share->interface_grant = 0;
	share->answers = NULL;
	share->interface = NULL;
	return all;
}

static void disconnect(struct xen9p *share)
{
	leave(share);
	xen9p_break(share);
	if (share->event)
		uk_xen_event_close(share->event);
	share->event = 0;
	if (!take_back(share))
		uk_pr_err("xen9p: the backend %s keeps pages of ours\n",
			  share->bus->backend);
}

int xen9p_start(struct uk_9p_channel *channel)
{
	struct xen9p *share = xen9p_of(channel);
	int error;

	if (share->busy)
		return -EBUSY;
	disconnect(share); /* from a backend that has gone */
	share->busy = true;
	error = connect(share);
	share->busy = false;
	if (error) {
		uk_pr_err("xen9p: the backend %s does not connect (error %d): "
			  "does the domain %u run one?\n",
			  share->bus->backend, -error,
			  share->bus->backend_domain);
		disconnect(share);
		return error;
	}
	channel->depth = DEPTH;
	channel->segments_most = SEGMENTS;
	/* half a ring, so that one message never waits for all others to be taken */
	channel->message_most = share->size / 2;
	share->broken = false;
	if (channel->used) /* it may have left meanwhile, which was not looked at */
		xen9p_changed(share->bus, uk_xenbus_backend_state(share->bus));
	return 0;
}

int xen9p_stop(struct uk_9p_channel *channel)
{
	struct xen9p *share = xen9p_of(channel);

	if (share->busy) /* the rest is done when it is mounted again */
		xen9p_break(share);
	else
		disconnect(share);
	return 0;
}

/* A backend in any other state does not know the rings any more, or soon will not. Memory stays
 * where it is until the share is mounted again: this may be an interrupt.
 */
void xen9p_changed(struct uk_xenbus_device *bus, enum uk_xenbus_state state)
{
	struct xen9p *share = bus->driver;

	if (share->busy || !share->connected || !share->channel.used ||
	    state == UK_XENBUS_CONNECTED)
		return;
	uk_pr_err("xen9p: '%s' is taken away\n", share->channel.tag);
	leave(share);
	xen9p_break(share);
}

#ifdef CONFIG_DRV_XEN9P_SUSPEND
/* The file system makes the next backend know what this one does, but for requests: their answers
 * are looked for here, as this may be an interrupt.
 */
static int refuse(struct xen9p *share)
{
	xen9p_check(&share->channel);
	return share->waiting ? -EBUSY : 0;
}
#else
static int refuse(struct xen9p *share)
{
	if (!share->channel.used)
		return 0;
	uk_pr_err("this image cannot be saved or migrated while '%s' is mounted (it is "
		  "built without DRV_XEN9P_SUSPEND); it goes on, and the request "
		  "runs out\n",
		  share->channel.tag);
	return -ENOTSUP;
}
#endif

int xen9p_ask(struct uk_xenbus_device *bus)
{
	struct xen9p *share = bus->driver;

	return share->busy ? -EBUSY : refuse(share);
}

void xen9p_arrive(struct uk_xenbus_device *bus)
{
	struct xen9p *share = bus->driver;

	share->event = 0;
	share->connected = false;
	share->broken = true; /* until it is started again */
	share->channel.moves++;
}
