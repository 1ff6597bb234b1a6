/* SPDX-License-Identifier: BSD-3-Clause */
/* A network device as this driver keeps it, and what its files share. */
#ifndef XENNET_H
#define XENNET_H

#include <uk/arch/paging.h>
#include <uk/netdev.h>
#include <uk/xen/bus.h>
#include <uk/xen/events.h>
#include <uk/xen/grants.h>

#include "netif.h"

#define RX_PAGES 64u /* lent to the backend for good */
#define BOUNCE_PAGES 17u /* the longest packet, wherever it begins */
#define MTU 1500u
#define FRAME_SPAN (MTU + 4) /* behind the Ethernet header: a VLAN's tag, too */
#define LARGE_SPAN 65535u
#define BUFFER_LEAST 256u /* of a chain, without the headroom */
#define QUEUES_MOST 8u /* pairs */

struct xennet_rx {
	struct rx_ring *ring;
	uk_xen_grant ring_grant;
	uint8_t *pages;
	uk_xen_grant grants[RX_PAGES]; /* of the pages, for good */
	bool posted[RX_PAGES];	       /* the backend has it */
	uint8_t order[RING_ENTRIES];   /* which page each request lends */
	uint32_t taken;		       /* responses */
	uint32_t given;		       /* requests */
	uint32_t seen; /* responses that the last burst took, or must wait with */
	uint32_t buffer_size;
	unsigned int (*take)(void *argument, struct uk_netbuf **buffers,
			     unsigned int count);
	uk_netdev_event event;
	void *argument;
	bool armed;
	uint64_t packets, bytes, starved, errors, interrupts, kicks;
};

/* What one request refers to; free ones are a list. The first of a packet's keeps what belongs
 * to all of them until the last response.
 */
struct xennet_slot {
	uk_xen_grant grant;
	uint16_t next;	/* free slot */
	uint16_t first; /* of its packet */
	uint16_t left;	/* the first one's: requests without a response */
	bool used;	/* has a request under way */
	struct uk_netbuf *packet; /* the first one's */
};

struct xennet_tx {
	struct tx_ring *ring;
	uk_xen_grant ring_grant;
	struct xennet_slot slots[RING_ENTRIES];
	uint16_t free;
	unsigned int room; /* requests that fit */
	unsigned int extras; /* requests under way that lend nothing */
	uint8_t *bounce;   /* BOUNCE_PAGES */
	bool bounce_used;
	uint16_t bounce_slot; /* the first one of the packet that lies there */
	uint32_t taken;
	uint32_t given;
	uk_netdev_event event;
	void *argument;
	bool armed;
	uint64_t packets, bytes, full, kicks, interrupts;
};

/* A queue of each direction; one event channel serves both. */
struct xennet_queue {
	struct xennet *net;
	uk_xen_channel channel; /* 0: none */
	struct uk_xen_events_for_nothing events;
	struct xennet_rx rx;
	struct xennet_tx tx;
};

enum xennet_state {
	XENNET_STOPPED,
	XENNET_CONNECTING, /* or disconnecting */
	XENNET_LATE, /* all is said, and the backend takes its time */
	XENNET_RUNS,
	XENNET_DOWN,	/* the backend has left */
	XENNET_OFFERED, /* it is there again: whoever uses the device next connects */
	XENNET_BROKEN,	/* it broke the rules: until the device is stopped */
};

struct xennet {
	struct uk_netdev netdev;
	struct uk_xenbus_device *bus;
	struct xennet_queue *queues;
	unsigned int pairs;
	uint32_t offloads; /* that were asked for */
	enum xennet_state state;
	bool lost; /* the backend kept our pages: never again */
};

static inline struct xennet *xennet_of(struct uk_netdev *netdev)
{
	return UK_CONTAINER_OF(netdev, struct xennet, netdev);
}

/* The backend broke the rules. -EIO */
static inline int xennet_break(struct xennet *net)
{
	net->state = XENNET_BROKEN;
	return -EIO;
}

/* describe.c */
int xennet_describe(struct xennet *net);
/* Whether the backend can still do what the queues were set up for. */
bool xennet_can_serve(struct xennet *net);

/* setup.c */
int xennet_configure(struct uk_netdev *netdev,
		     const struct uk_netdev_config *config);
int xennet_rx_setup(struct uk_netdev *netdev, unsigned int queue,
		    const struct uk_netdev_rx_config *config);
int xennet_tx_setup(struct uk_netdev *netdev, unsigned int queue,
		    const struct uk_netdev_tx_config *config);
int xennet_start(struct uk_netdev *netdev);
void xennet_stop(struct uk_netdev *netdev);
/* Makes rings as they are before anything was sent or received. */
void xennet_rings_reset(struct xennet_queue *q);

/* connect.c: from set up queues to a device that runs, and back. 0 or a negative errno. */
int xennet_connect(struct xennet *net);
/* False: the backend has kept something, and may still write there. */
bool xennet_disconnect(struct xennet *net);
/* The device is in another state, which all who wait for it are told. Any context. */
void xennet_announce(struct xennet *net, enum xennet_state state);
/* The backend's state has changed. */
void xennet_changed(struct uk_xenbus_device *bus, enum uk_xenbus_state state);
/* The domain is to be saved; it goes on as another one: <uk/xen/suspend.h>. */
int xennet_ask(struct uk_xenbus_device *bus);
void xennet_arrive(struct uk_xenbus_device *bus);
/* What a burst of a device that does not run returns: 0 or -EIO. May connect it again. */
int xennet_not_running(struct xennet *net);

/* rx.c */
int xennet_rx_burst(struct uk_netdev *netdev, unsigned int queue,
		    struct uk_netbuf **packets, unsigned int count);
void xennet_rx_post(struct xennet_queue *q);

/* tx.c */
int xennet_tx_burst(struct uk_netdev *netdev, unsigned int queue,
		    struct uk_netbuf **packets, unsigned int count);
int xennet_tx_reclaim(struct uk_netdev *netdev, unsigned int queue);
/* Takes back what the backend has not sent. False: it still reads some of it. */
bool xennet_tx_abandon(struct xennet_tx *tx);

/* state.c */
void xennet_event(void *queue);
int xennet_rx_interrupt(struct uk_netdev *netdev, unsigned int queue, bool on);
int xennet_tx_interrupt(struct uk_netdev *netdev, unsigned int queue, bool on);
bool xennet_link_up(struct uk_netdev *netdev);
void xennet_stats(struct uk_netdev *netdev, struct uk_netdev_stats *stats);

/* headers.c: fills in where the checksum of a received packet goes, and its headers' length
 * where it is to be cut. False: it cannot be found, or is not of the kind that is to be cut.
 */
bool xennet_headers(struct uk_netbuf *packet);

#endif /* XENNET_H */
