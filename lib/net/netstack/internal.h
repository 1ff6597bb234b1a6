/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the parts of netstack know of one another.
 */
#ifndef NETSTACK_INTERNAL_H
#define NETSTACK_INTERNAL_H

#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/tcp.h>

#include <uk/netdev.h>
#include <uk/netstack.h>
#include <uk/pool.h>

#include "netstack_hooks.h"
#include "settings.h"

/* A buffer that a device fills, and the pbuf that lwIP gets for it. */
struct rx_buffer {
	struct pbuf_custom pbuf;
	struct uk_netbuf netbuf; /* .owner: the interface */
};

/* A piece of a packet on its way out. */
struct tx_piece {
	struct uk_netbuf netbuf; /* .owner of the first: the pbuf */
	struct nic *nic;
};

#define NIC_QUEUE 64 /* packets that one notification may hand over */
#define NIC_BURST 32
#define NIC_PIECES 8 /* of one packet; what has more is copied into one */

/* An interface of a device. */
struct nic {
	struct netif netif;
	struct uk_netdev *dev;
	struct nic *next;
	unsigned int number; /* of the device, and in the name */
	bool is_broken;
	bool tx_checksums; /* the device's doing */
	volatile bool link_changed; /* set by an interrupt */

	/* receive.c */
	struct pbuf *rx_free; /* of rx_buffers, through ->next */
	unsigned int rx_held; /* by lwIP and the application */
	unsigned int rx_held_most;

	/* transmit.c */
	struct uk_pool tx_pieces;
	unsigned int tx_pieces_most;
	unsigned int tx_pieces_each; /* of one packet */
	unsigned int tx_queued;
	bool tx_dropped; /* since the queue was full */
	bool tx_large4; /* the device cuts */
	bool tx_large6;
	struct uk_netbuf *tx_queue[NIC_QUEUE];

	/* address.c */
	struct netstack_settings settings;
#if LWIP_IPV4
	ip4_addr_t shown4;
#endif
#if LWIP_IPV6
	uint8_t shown6; /* a bit for each address */
#endif
};

extern struct nic *netstack_nics;

static inline struct nic *netstack_nic(struct netif *netif)
{
	return UK_CONTAINER_OF(netif, struct nic, netif);
}

/* nic.c: an interface for each device that its settings do not switch off. */
int netstack_nics_start(void);
/* In steps: the device that runs, without the lock (*nic stays NULL where there is to be no
 * interface), and the interface, with it.
 */
int netstack_nic_open(struct uk_netdev *dev, struct nic **nic);
void netstack_nic_show(struct nic *nic);
/* The link went up or down; the device is broken. With the lock held. */
void netstack_nic_link(struct nic *nic);
void netstack_nic_broken(struct nic *nic);
/* Lets the device interrupt. False if there is something to do already. */
bool netstack_arm(struct nic *nic);

/* receive.c */
int netstack_receive_start(struct nic *nic, unsigned int buffers,
			   uint32_t buffer_size);
unsigned int netstack_take_buffers(void *argument, struct uk_netbuf **buffers,
				   unsigned int count);
/* True if packets came. */
bool netstack_receive(struct nic *nic);
/* Whether lwIP verifies TCP's and UDP's checksums of what comes next. */
static inline void netstack_check_checksums(struct nic *nic, bool check)
{
	const uint16_t flags = NETIF_CHECKSUM_CHECK_TCP |
			       NETIF_CHECKSUM_CHECK_UDP;

	if (check)
		nic->netif.chksum_flags |= flags;
	else
		nic->netif.chksum_flags &= (uint16_t)~flags;
}

/* transmit.c */
int netstack_transmit_start(struct nic *nic);
err_t netstack_link_output(struct netif *netif, struct pbuf *p);
/* Hands what is queued to the device. */
void netstack_transmit(struct nic *nic);
/* Takes back what the device has sent. */
void netstack_reclaim(struct nic *nic);

/* loopback.c */
void netstack_loopback_start(void);
void netstack_loopback(void);
extern bool netstack_loopback_waits; /* packets for the next time */

/* poll.c: with the lock held; true if something was done. */
bool netstack_work(void);
/* What was sent under the lock leaves. */
void netstack_flush(void);
/* False if somebody has the lock: of whoever runs now, a caller further up. */
bool netstack_try_lock(void);
/* Lets all devices interrupt. False if there is something to do already. */
bool netstack_arm_all(void);
extern bool netstack_multicast_seen; /* receive.c: may need a timer */
extern bool netstack_has_started;

/* thread.c or no_thread.c */
int netstack_thread_start(void);
/* Something is to be done by poll(); any context. */
void netstack_wake(void);
/* Without the lock held: somebody waits for netstack_changed(). */
int netstack_wait(bool (*condition)(void *argument), void *argument,
		  uint64_t deadline);
/* The conditions above may have changed; with the lock held. */
void netstack_changed(void);
/* The next timer is earlier than it was. */
void netstack_timer_earlier(uint64_t at);

/* timers.c */
void netstack_timers_start(void);
bool netstack_timers_run(void);
extern uint64_t netstack_timer_next; /* monotonic time */
extern void (*netstack_dns_timer)(void);

/* random.c */
void netstack_random_start(void);
void netstack_random_stir(uint64_t word);
uint64_t netstack_hash(const uint64_t *words, unsigned int count);

/* memory.c */
extern bool netstack_memory_is_short;

/* address.c */
void netstack_address_start(struct nic *nic);
bool netstack_address_pending(const struct nic *nic,
			      enum uk_netstack_family family);
bool netstack_has_address(const struct netif *netif,
			  enum uk_netstack_family family);

/* tcp_table.c */
int netstack_tcp_table_start(void);
/* In place of lwIP's tcp_input() where IP calls it */
void netstack_tcp_input(struct pbuf *p, struct netif *input);
/* refused.c: in place of lwIP's where IP calls them */
void netstack_icmp_input(struct pbuf *p, struct netif *input);
void netstack_icmp6_input(struct pbuf *p, struct netif *input);
/* tcp_time_wait.c: forgets the oldest but `keep`. */
void netstack_time_wait_trim(unsigned int keep);
void netstack_time_wait_entered(void);

/* tcp_half_open.c: a SYN for `port` has come that begins a connection. */
void netstack_half_open_make_room(uint16_t port);

/* tcp_large.c: after anything that may leave a connection with nothing in
 * flight and a segment too large for its window.
 */
#ifdef CONFIG_LIBNETSTACK_LARGE_SEGMENTS
void netstack_tcp_fit(struct tcp_pcb *pcb);
void netstack_tcp_fit_all(void);
#else
static inline void netstack_tcp_fit(struct tcp_pcb *pcb)
{
	(void)pcb;
}

static inline void netstack_tcp_fit_all(void)
{
}
#endif

#endif /* NETSTACK_INTERNAL_H */
