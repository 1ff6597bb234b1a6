/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A backend for host programs: what the driver asks of Xen and of XenStore, answered here, with
 * every grant on record, and the backend's side of the rings.
 */
#ifndef XENNET_BACKEND_H
#define XENNET_BACKEND_H

#include <uk/netdev.h>

#include "../../../../virtio/virtio_net/tests/host/stock.h"
#include "../../xennet.h"

#define BACKEND_GRANTS 1024
#define BACKEND_QUEUES 3

struct backend_grant {
	const uint8_t *page; /* NULL: not granted */
	bool readonly;
	bool mapped; /* the backend keeps it */
};

struct backend {
	struct uk_xenbus_device bus;
	struct uk_netdev *netdev;
	void (*changed)(struct uk_xenbus_device *bus,
			enum uk_xenbus_state state);
	struct backend_grant grants[BACKEND_GRANTS];
	unsigned int grants_left; /* that may be given */
	unsigned int granted;
	bool maps; /* each page as soon as it is granted */
	unsigned int queues; /* that it offers */
	unsigned int sent;   /* events */
	unsigned int arrived; /* calls of the receive event */
	uk_xen_event_handler handlers[BACKEND_QUEUES];
	void *arguments[BACKEND_QUEUES];
	uint32_t tx_taken[BACKEND_QUEUES]; /* requests */
	uint32_t rx_taken[BACKEND_QUEUES];
	enum uk_xenbus_state frontend;
	int connect_error; /* what waiting for it to connect results in */
	const char *missing; /* a feature that it has not */
	const char *mac;
	bool told; /* all that it must know of a frontend */
};

extern struct backend backend;

/* A new one, with a device that the driver has found. 0 or what the driver said. */
int backend_make(void);
/* All is given back, by both sides. */
bool backend_is_clean(void);

/* Configures, sets up and starts the device, with one pair of queues. */
int backend_run(uint32_t offloads, struct stock *stock, unsigned int pairs);
/* Stops it. True: all that was lent is back, and so are the buffers, which are freed. */
bool backend_end(struct stock *stock);

/* The driver's user: one packet by the first queue. How many it were, or -errno. */
static inline int send_one(struct uk_netbuf *packet)
{
	return uk_netdev_tx_burst(backend.netdev, 0, &packet, 1);
}

static inline int receive_one(struct uk_netbuf **packet)
{
	return uk_netdev_rx_burst(backend.netdev, 0, packet, 1);
}

/* Whether any of these bytes are lent now. */
bool backend_has(const void *bytes, size_t length);

struct tx_ring *backend_tx(unsigned int queue);
struct rx_ring *backend_rx(unsigned int queue);

/* Takes the next packet's requests, checks them, copies its bytes to `bytes` and answers them. Its
 * length; 0: there is none.
 */
size_t backend_take(unsigned int queue, uint8_t *bytes, size_t most,
		    struct tx_request *first, struct extra_info *extra);

/* Delivers a packet, `part` bytes a page. False: no pages are left. */
bool backend_deliver(unsigned int queue, const uint8_t *bytes, size_t length,
		     size_t part, uint16_t flags,
		     const struct extra_info *extra);

/* Ethernet, IPv4 and TCP headers as far as anybody looks at them */
void backend_make_tcp(uint8_t *bytes);

#endif /* XENNET_BACKEND_H */
