/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Connecting to the backend: pages that it gets grants for, and what both write into XenStore
 * (xen/include/public/io/netif.h). A backend may leave and come back while the device is used;
 * what was under way is then lost, as on a wire.
 */
#include <uk/format.h>
#include <uk/print.h>

#include "xennet.h"

/* The names in XenStore, without and with several queues */
#define NAME_MOST 32

static int lend(struct xennet *net, const void *page, uk_xen_grant *grant)
{
	int number = uk_xen_grant_page(net->bus->backend_domain, page, false);

	if (number < 0) {
		uk_pr_err("no grant is left: raise "
			  "DRV_XENCORE_GRANT_PAGES\n");
		return number;
	}
	*grant = (uk_xen_grant)number;
	return 0;
}

static int connect_queue(struct xennet_queue *q)
{
	struct xennet *net = q->net;
	int error, channel;

	xennet_rings_reset(q);
	error = lend(net, q->rx.ring, &q->rx.ring_grant);
	if (!error)
		error = lend(net, q->tx.ring, &q->tx.ring_grant);
	for (unsigned int i = 0; i < RX_PAGES && !error; i++)
		error = lend(net, q->rx.pages + i * UK_PAGE_SIZE,
			     &q->rx.grants[i]);
	if (error)
		return error;
	channel = uk_xen_event_allocate(net->bus->backend_domain);
	if (channel < 0)
		return channel;
	q->channel = (uk_xen_channel)channel;
	return uk_xen_event_bind(q->channel, xennet_event, q);
}

static int tell_of_queue(struct xennet *net, unsigned int queue)
{
	struct xennet_queue *q = &net->queues[queue];
	char names[3][NAME_MOST];
	const char *folder = "";
	char prefix[16];
	struct uk_xenbus_value values[] = {
		{ names[0], NULL, q->tx.ring_grant },
		{ names[1], NULL, q->rx.ring_grant },
		{ names[2], NULL, q->channel },
	};

	if (net->pairs > 1) {
		uk_snprintf(prefix, sizeof(prefix), "queue-%u/", queue);
		folder = prefix;
	}
	uk_snprintf(names[0], NAME_MOST, "%stx-ring-ref", folder);
	uk_snprintf(names[1], NAME_MOST, "%srx-ring-ref", folder);
	uk_snprintf(names[2], NAME_MOST, "%sevent-channel", folder);
	return uk_xenbus_publish(net->bus, values, UK_ARRAY_SIZE(values));
}

/* The state comes last, when all the rest is there. */
static int tell(struct xennet *net)
{
	bool checksums = net->offloads & UK_NETDEV_RX_CHECKSUM;
	const struct uk_xenbus_value values[] = {
		{ "request-rx-copy", NULL, 1 },
		{ "feature-rx-notify", NULL, 1 },
		{ "feature-sg", NULL, 1 },
		{ "feature-gso-tcpv4", NULL,
		  !!(net->offloads & UK_NETDEV_RX_LARGE4) },
		{ "feature-gso-tcpv6", NULL,
		  !!(net->offloads & UK_NETDEV_RX_LARGE6) },
		{ "feature-no-csum-offload", NULL, !checksums },
		{ "feature-ipv6-csum-offload", NULL, checksums },
		{ "multi-queue-num-queues", NULL, net->pairs },
		{ "state", NULL, UK_XENBUS_CONNECTED },
	};
	int error = 0;

	for (unsigned int i = 0; i < net->pairs && !error; i++)
		error = tell_of_queue(net, i);
	return error ? error : uk_xenbus_publish(net->bus, values,
						 UK_ARRAY_SIZE(values));
}

static void run(struct xennet *net)
{
	net->state = XENNET_RUNS;
	for (unsigned int i = 0; i < net->pairs; i++)
		xennet_rx_post(&net->queues[i]);
}

int xennet_connect(struct xennet *net)
{
	int error;

	net->state = XENNET_CONNECTING;
	error = uk_xenbus_offer_wait(net->bus);
	for (unsigned int i = 0; i < net->pairs && !error; i++)
		error = connect_queue(&net->queues[i]);
	if (!error)
		error = tell(net);
	if (error)
		return error;
	error = uk_xenbus_backend_wait(net->bus, 1 << UK_XENBUS_CONNECTED);
	if (error)
		return error == -ETIMEDOUT ? -EINPROGRESS : error;
	if (net->state == XENNET_BROKEN) /* by an event */
		return -EIO;
	run(net);
	return 0;
}

static bool end(uk_xen_grant *grant)
{
	if (*grant && uk_xen_grant_end(*grant))
		return false;
	*grant = 0;
	return true;
}

static bool disconnect_queue(struct xennet_queue *q)
{
	bool all;

	if (q->channel)
		uk_xen_event_close(q->channel);
	q->channel = 0;
	all = xennet_tx_abandon(&q->tx);
	for (unsigned int i = 0; i < RX_PAGES; i++)
		all &= end(&q->rx.grants[i]);
	all &= end(&q->rx.ring_grant);
	all &= end(&q->tx.ring_grant);
	return all;
}

bool xennet_disconnect(struct xennet *net)
{
	bool all = true;

	for (unsigned int i = 0; i < net->pairs; i++)
		all &= disconnect_queue(&net->queues[i]);
	return all;
}

/* ---- a backend that leaves and comes back ---- */

void xennet_announce(struct xennet *net, enum xennet_state state)
{
	net->state = state;
	for (unsigned int i = 0; i < net->pairs; i++) {
		struct xennet_queue *q = &net->queues[i];

		if (q->rx.armed)
			q->rx.event(q->rx.argument);
		if (q->tx.armed)
			q->tx.event(q->tx.argument);
		q->rx.armed = q->tx.armed = false;
	}
	if (net->netdev.link_changed)
		net->netdev.link_changed(&net->netdev,
					 net->netdev.link_argument);
}

/* Where there are no threads an interrupt calls this: the user's next burst does the rest. */
void xennet_changed(struct uk_xenbus_device *bus, enum uk_xenbus_state state)
{
	struct xennet *net = bus->driver;

	if (net->state == XENNET_LATE && state == UK_XENBUS_CONNECTED) {
		run(net);
		xennet_announce(net, XENNET_RUNS);
		return;
	}
	if ((net->state == XENNET_DOWN || net->state == XENNET_LATE) &&
	    state == UK_XENBUS_INIT_WAIT) {
		xennet_announce(net, XENNET_OFFERED);
		return;
	}
	if (state != UK_XENBUS_UNKNOWN && state != UK_XENBUS_CLOSING &&
	    state != UK_XENBUS_CLOSED)
		return;
	/* so that the toolstack need not wait */
	if (state == UK_XENBUS_CLOSING && net->state != XENNET_CONNECTING)
		uk_xenbus_state_set(bus, UK_XENBUS_CLOSED);
	if (net->state == XENNET_RUNS || net->state == XENNET_OFFERED ||
	    net->state == XENNET_LATE)
		xennet_announce(net, XENNET_DOWN);
}

int xennet_ask(struct uk_xenbus_device *bus)
{
	const struct xennet *net = bus->driver;

	return net->state == XENNET_CONNECTING ? -EBUSY : 0;
}

/* As if the backend had left: what was under way is lost, and the channels are others' now. */
void xennet_arrive(struct uk_xenbus_device *bus)
{
	struct xennet *net = bus->driver;

	for (unsigned int i = 0; i < net->pairs; i++)
		net->queues[i].channel = 0;
	if (net->state == XENNET_RUNS || net->state == XENNET_OFFERED ||
	    net->state == XENNET_LATE)
		net->state = XENNET_DOWN;
}

static int connect_again(struct xennet *net)
{
	int error;

	net->state = XENNET_CONNECTING;
	if (!xennet_disconnect(net)) {
		uk_pr_err("the backend %s left and keeps our pages\n",
			  net->bus->backend);
		return xennet_break(net);
	}
	if (!xennet_can_serve(net)) {
		uk_pr_err("the backend %s came back and can do less\n",
			  net->bus->backend);
		return xennet_break(net);
	}
	error = xennet_connect(net);
	if (error == -EINPROGRESS) {
		net->state = XENNET_LATE;
		/* of which the watch may have told too early */
		if (uk_xenbus_backend_state(net->bus) == UK_XENBUS_CONNECTED)
			xennet_changed(net->bus, UK_XENBUS_CONNECTED);
	} else if (error) {
		net->state = XENNET_DOWN;
	} else {
		xennet_announce(net, XENNET_RUNS);
	}
	return 0;
}

int xennet_not_running(struct xennet *net)
{
	if (net->state == XENNET_OFFERED)
		return connect_again(net);
	return net->state == XENNET_BROKEN ? -EIO : 0;
}
