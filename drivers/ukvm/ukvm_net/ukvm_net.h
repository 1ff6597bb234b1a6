/* SPDX-License-Identifier: BSD-3-Clause */
/* A network device as this driver keeps it, and what its files share. */
#ifndef UKVM_NET_H
#define UKVM_NET_H

#include <uk/netdev.h>
#include <uk/ukvm_ring.h>
#include <uk/virtio_net_header.h>

#define RING_ENTRIES 256u
#define MTU 1500
#define VLAN_TAG 4 /* IEEE 802.1Q: may come on top of the MTU */
#define LARGE_SPAN (VLAN_TAG + 65535)

/* What rx and tx queues have in common */
struct ukvm_net_queue {
	struct uk_ukvm_ring ring;
	struct uk_netbuf **packets; /* what each entry is about; tx: in its last */
	uk_netdev_event event;
	void *argument;
	bool armed; /* the event is waited for */
	uint64_t count, bytes, kicks, interrupts;
};

struct ukvm_net_rx {
	struct ukvm_net_queue q;
	unsigned int refill_at; /* free places that are worth a refill */
	uint32_t room;		/* of a buffer, for header and data */
	uint32_t frame_span;	/* most bytes behind the Ethernet header */
	unsigned int (*take)(void *argument, struct uk_netbuf **buffers,
			     unsigned int count);
	uint64_t looked; /* cycles: when there was something, or a kick */
	uint64_t starved, errors;
};

struct ukvm_net_tx {
	struct ukvm_net_queue q;
	uint16_t pieces; /* most of one packet */
	uint64_t full;
	/* of packets without headroom, in their first entry's place */
	struct uk_virtio_net_header *headers;
};

struct ukvm_net {
	struct uk_netdev netdev;
	unsigned int device; /* of the boot page */
	uint32_t header;     /* bytes in front of a frame: 0 or 12 */
	uint32_t offloads;   /* that were asked for */
	bool has_line;	     /* of interrupts, for good */
	bool broken;	     /* until it is stopped */
	struct ukvm_net_rx rx;
	struct ukvm_net_tx tx;
};

static inline struct ukvm_net *ukvm_net_of(struct uk_netdev *netdev)
{
	return UK_CONTAINER_OF(netdev, struct ukvm_net, netdev);
}

/* setup.c */
int ukvm_net_configure(struct uk_netdev *netdev,
		       const struct uk_netdev_config *config);
int ukvm_net_rx_setup(struct uk_netdev *netdev, unsigned int queue,
		      const struct uk_netdev_rx_config *config);
int ukvm_net_tx_setup(struct uk_netdev *netdev, unsigned int queue,
		      const struct uk_netdev_tx_config *config);
int ukvm_net_start(struct uk_netdev *netdev);
void ukvm_net_stop(struct uk_netdev *netdev);

/* rx.c */
int ukvm_net_rx_burst(struct uk_netdev *netdev, unsigned int queue,
		      struct uk_netbuf **packets, unsigned int count);
/* Gives the monitor all the buffers that there are. */
void ukvm_net_rx_refill(struct ukvm_net *net);

/* tx.c */
int ukvm_net_tx_burst(struct uk_netdev *netdev, unsigned int queue,
		      struct uk_netbuf **packets, unsigned int count);
int ukvm_net_tx_reclaim(struct uk_netdev *netdev, unsigned int queue);

/* state.c */
void ukvm_net_interrupt(void *net);
int ukvm_net_rx_interrupt(struct uk_netdev *netdev, unsigned int queue,
			  bool on);
int ukvm_net_tx_interrupt(struct uk_netdev *netdev, unsigned int queue,
			  bool on);
bool ukvm_net_link_up(struct uk_netdev *netdev);
void ukvm_net_stats(struct uk_netdev *netdev, struct uk_netdev_stats *stats);

#endif /* UKVM_NET_H */
