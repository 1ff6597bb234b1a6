/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The TCP/IP stack: lwIP over uknetdev. Users (sockets, or an application that
 * wants no sockets) call lwIP's raw API, <lwip/tcp.h>, <lwip/udp.h>,
 * <lwip/raw.h>, with the lock held; here is what comes on top of it: the lock,
 * interfaces by name, waiting for addresses, names to addresses, and sends
 * that use a device's segmentation.
 *
 * lwIP's callbacks run with the lock held, in the thread that happened to look
 * into the device: they never wait, and never take the lock. Errors are
 * negative errno, where lwIP's own err_t is not said.
 */
#ifndef UK_NETSTACK_H
#define UK_NETSTACK_H

#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/event.h>

#include <lwip/err.h>
#include <lwip/ip_addr.h>

struct netif;
struct tcp_pcb;

/*
 * Around every use of lwIP. Not recursive. Threads only. Unlocking hands what
 * was sent meanwhile to the devices, all of it with one notification, and
 * delivers what was sent to this machine itself.
 */
void uk_netstack_lock(void);
void uk_netstack_unlock(void);

/*
 * Takes the lock, looks into every device, runs the timers that are due, and
 * unlocks. True if a packet came or a timer ran. It is in the table of
 * pollers (uk/ready.h), so whoever waits by uk_file_wait() need not call it.
 */
bool uk_netstack_poll(void);

/* lwIP's error as a negative errno; 0 for ERR_OK. */
int uk_netstack_error(err_t error);

/*
 * Interfaces: "lo", then "eth0" and so on in the order of the devices (of
 * those that the stack uses; a device switched off keeps its number). Follow
 * lwIP's netif_list for all; index: netif_get_index().
 */

/* The longest name with its end */
#define UK_NETSTACK_NAME_SIZE 8

/* With the lock held. NULL if there is none. */
struct netif *uk_netstack_find(const char *name);

/* Writes the name of `netif` with its end, at most UK_NETSTACK_NAME_SIZE. */
void uk_netstack_name(const struct netif *netif, char *name);

/* Address families; either, or both */
enum uk_netstack_family {
	UK_NETSTACK_IPV4 = 1,
	UK_NETSTACK_IPV6 = 2,
	UK_NETSTACK_ANY = 3,
};

/*
 * Waits until an interface besides loopback has an address of `family` (for
 * IPv6: more than a link-local one), as long as one may still come (DHCP,
 * duplicate detection, routers), or until the monotonic time `deadline`
 * (UINT64_MAX: none). For clients, before they connect to another host; servers
 * that bind to any address need not wait. 0, -ETIMEDOUT, or -ENETUNREACH: none
 * will come. Without the lock held; a few instructions once there is one.
 */
int uk_netstack_wait_configured(enum uk_netstack_family family,
				uint64_t deadline);

/* How long a client should wait for that, in nanoseconds */
#define UK_NETSTACK_CONFIGURE_TIME 10000000000ULL

/*
 * Addresses of `name`: a numeric address, "localhost", this host's name, or by
 * DNS; for UK_NETSTACK_ANY, IPv4 first. Waits, without the lock held, until
 * `deadline` at most (and no longer than the resolver tries: some seconds).
 * Returns how many of `count` addresses were stored, at least 1; else -ENOENT
 * (no such name), -EAGAIN (no server answered), -ENETUNREACH (no server or no
 * address configured), -EINVAL (no possible name), -ENOMEM, -ETIMEDOUT. With
 * LIBNETSTACK_DNS only.
 */
int uk_netstack_resolve(const char *name, enum uk_netstack_family family,
			ip_addr_t *addresses, unsigned int count,
			uint64_t deadline);

/* This host's name: parameter netstack.hostname. */
const char *uk_netstack_hostname(void);

/*
 * tcp_write() of data that may be any size: queues as much of it as the send
 * buffer takes, copied, in segments as large as the device of `pcb` can cut,
 * the peer's window and the congestion window allow. Returns how many bytes
 * were queued; 0 if there is no room now (wait for the `sent` callback);
 * -ENOMEM if there is room, but no memory, and nothing in flight whose
 * acknowledgement would give some; -ENOTCONN. Sends nothing by itself: call
 * tcp_output(). `more`: further data follows at once (no PSH).
 * Only for connections that always use this call in place of tcp_write().
 */
uk_ssize_t uk_netstack_tcp_write(struct tcp_pcb *pcb, const void *data,
				 size_t length, bool more);

/*
 * The image ends (LIBNETSTACK_CLOSES): who has connections closes them now, and takes no new ones;
 * the stack then waits until peers have all, and know it. Data: NULL. With the lock held; neither
 * waits nor wakes anybody who matters: no other thread runs any more. Nothing is raised where the
 * program ends from within a callback of lwIP's.
 */
UK_EVENT_DECLARE(uk_event_netstack_end);

/*
 * The connected `struct udp_pcb *` that is the data has sent a datagram to a port that nobody has.
 * With the lock held; a listener looks whether it is one of its own.
 */
UK_EVENT_DECLARE(uk_event_netstack_refused);

/* The largest TCP payload that goes to the device as one packet; the
 * interface's own MSS where it cannot cut packets. With the lock held.
 */
unsigned int uk_netstack_segment_limit(const struct netif *netif, bool ipv6);

#endif /* UK_NETSTACK_H */
