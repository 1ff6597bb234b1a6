/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A share as this driver keeps it, and the rings (xen/include/public/io/9pfs.h and ring.h:
 * DEFINE_XEN_FLEX_RING_AND_INTF; docs/misc/9pfs.pandoc): bytes of 9P messages, answers in the
 * first half of the pages, requests in the second one.
 */
#ifndef XEN9P_H
#define XEN9P_H

#include <uk/9p_transport.h>
#include <uk/arch/paging.h>
#include <uk/xen/bus.h>
#include <uk/xen/events.h>
#include <uk/xen/grants.h>
#include <uk/xen/ring.h>

#define ORDER_LEAST 3u /* for messages of 8 KiB, 9P's least */
#define ORDER_MOST CONFIG_DRV_XEN9P_ORDER
#define RING_PAGES (1u << ORDER_MOST)

#define DEPTH 32u /* requests on their way */
#define SEGMENTS 10u

/* Indices run on; each is written by one side. */
struct xen9p_interface {
	uint32_t answers_taken; /* ours */
	uint32_t answers_given;
	uint8_t padding1[56];
	uint32_t requests_taken;
	uint32_t requests_given; /* ours */
	uint8_t padding2[56];
	uint32_t order;
	uk_xen_grant pages[RING_PAGES];
};

_Static_assert(sizeof(struct xen9p_interface) <= UK_PAGE_SIZE,
	       "the pages have no place");

/* size[4] type[1] tag[2]: what a 9P message begins with */
#define HEADER 7u

struct xen9p_slot {
	struct uk_9p_request *request; /* NULL: free */
	struct xen9p_slot *next;       /* that is not sent either */
	uint32_t length;	       /* of the message */
	uint16_t tag;
	bool sent;
};

struct xen9p {
	struct uk_9p_channel channel;
	struct uk_xenbus_device *bus;
	struct xen9p_interface *interface; /* NULL: not connected */
	uk_xen_grant interface_grant;
	uk_xen_channel event;
	uint8_t *answers, *requests; /* the rings */
	uint32_t size;		     /* of each */
	uint32_t taken, given;	     /* ours, where nobody else writes them */
	unsigned int waiting;	     /* slots in use */
	struct uk_xen_events_for_nothing events;
	uk_xen_grant grants[RING_PAGES]; /* of the rings */
	bool broken;		     /* until it is mounted again */
	bool connected;
	bool busy; /* being connected, or closed */
	struct xen9p_slot *unsent, *unsent_last; /* there was no room */
	struct xen9p_slot slots[DEPTH];
};

static inline struct xen9p *xen9p_of(struct uk_9p_channel *channel)
{
	return UK_CONTAINER_OF(channel, struct xen9p, channel);
}

/* connect.c */
int xen9p_start(struct uk_9p_channel *channel);
int xen9p_stop(struct uk_9p_channel *channel);
void xen9p_changed(struct uk_xenbus_device *bus, enum uk_xenbus_state state);
/* The domain is to be saved; it goes on as another one: <uk/xen/suspend.h>. */
int xen9p_ask(struct uk_xenbus_device *bus);
void xen9p_arrive(struct uk_xenbus_device *bus);

/* messages.c */
int xen9p_submit(struct uk_9p_channel *channel, struct uk_9p_request *request);
void xen9p_check(struct uk_9p_channel *channel);
void xen9p_event(void *share);
/* What is on its way is done with -EIO. */
void xen9p_break(struct xen9p *share);

#endif /* XEN9P_H */
