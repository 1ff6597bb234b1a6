/* SPDX-License-Identifier: BSD-3-Clause */
/* A network device as this driver keeps it, and what its files share. */
#ifndef VIRTIO_NET_H
#define VIRTIO_NET_H

#include <uk/netdev.h>
#include <uk/virtio.h>
#include <uk/virtio_net_header.h>
#include <uk/virtqueue.h>

/* Section 5.1.3 */
#define F_CSUM UK_VIRTIO_FEATURE(0)
#define F_GUEST_CSUM UK_VIRTIO_FEATURE(1)
#define F_MTU UK_VIRTIO_FEATURE(3)
#define F_MAC UK_VIRTIO_FEATURE(5)
#define F_GUEST_TSO4 UK_VIRTIO_FEATURE(7)
#define F_GUEST_TSO6 UK_VIRTIO_FEATURE(8)
#define F_HOST_TSO4 UK_VIRTIO_FEATURE(11)
#define F_HOST_TSO6 UK_VIRTIO_FEATURE(12)
#define F_MRG_RXBUF UK_VIRTIO_FEATURE(15)
#define F_STATUS UK_VIRTIO_FEATURE(16)
#define F_CTRL_VQ UK_VIRTIO_FEATURE(17)
#define F_MQ UK_VIRTIO_FEATURE(22)

/* Section 5.1.4: offsets in the configuration */
#define CONFIG_MAC 0
#define CONFIG_STATUS 6
#define CONFIG_PAIRS 8
#define CONFIG_MTU 10

#define VLAN_TAG 4 /* IEEE 802.1Q: may come on top of the MTU */
#define LARGE_SPAN (VLAN_TAG + 65535)

/* Where a received packet begins in its buffer, the header first */
#define RX_HEADER_AT (UK_NETBUF_HEADROOM - UK_VIRTIO_NET_HEADER_BYTES)

/* Headers of packets without headroom; as many can be with the device. */
#define TX_SLOTS 16

/* What rx and tx queues have in common */
struct virtio_net_queue {
	struct uk_virtqueue *ring;
	uk_netdev_event event;
	void *argument;
	bool armed; /* the event is waited for */
	uint64_t packets, bytes, kicks, interrupts;
};

struct virtio_net_rx {
	struct virtio_net_queue q;
	unsigned int refill_at; /* free places that are worth a refill */
	uint32_t room;		/* of a buffer, behind RX_HEADER_AT */
	uint32_t frame_span;	/* most bytes behind the Ethernet header */
	/* How a packet of one buffer is told; nothing to tell without chains */
	uint32_t buffers_mask, buffers_one;
	uint32_t offloads;
	unsigned int (*take)(void *argument, struct uk_netbuf **buffers,
			     unsigned int count);
	uint64_t starved, errors;
};

struct virtio_net_tx_slot {
	struct uk_virtio_net_header header;
	struct virtio_net_tx_slot *next;
	struct uk_netbuf *packet;
};

struct virtio_net_tx {
	struct virtio_net_queue q;
	/* Most bytes behind the Ethernet header, unless they are to be cut */
	uint32_t frame_span;
	uint32_t offloads;
	uint16_t pieces; /* most of one packet */
	struct virtio_net_tx_slot *free_slot;
	uint64_t full;
	struct virtio_net_tx_slot slots[TX_SLOTS];
};

struct virtio_net {
	struct uk_netdev netdev;
	struct uk_virtio_device *virtio;
	struct virtio_net_rx *rx; /* one for each queue */
	struct virtio_net_tx *tx;
	uint32_t offloads;    /* that were negotiated */
	uint16_t pairs_most;  /* of the device: says where its control queue is */
	uint16_t pairs;	      /* in use */
	bool broken;	      /* until the device is stopped */
	bool lost;	      /* it did not answer a reset: never again */
};

static inline struct virtio_net *virtio_net_of(struct uk_netdev *netdev)
{
	return UK_CONTAINER_OF(netdev, struct virtio_net, netdev);
}

/* setup.c */
int virtio_net_configure(struct uk_netdev *netdev,
			 const struct uk_netdev_config *config);
int virtio_net_rx_setup(struct uk_netdev *netdev, unsigned int queue,
			const struct uk_netdev_rx_config *config);
int virtio_net_tx_setup(struct uk_netdev *netdev, unsigned int queue,
			const struct uk_netdev_tx_config *config);
int virtio_net_start(struct uk_netdev *netdev);
void virtio_net_stop(struct uk_netdev *netdev);

/* rx.c */
int virtio_net_rx_burst(struct uk_netdev *netdev, unsigned int queue,
			struct uk_netbuf **packets, unsigned int count);
/* Gives the device all the buffers that there are. True: it wants to be told. */
bool virtio_net_rx_refill(struct virtio_net_rx *rx);

/* tx.c */
int virtio_net_tx_burst(struct uk_netdev *netdev, unsigned int queue,
			struct uk_netbuf **packets, unsigned int count);
int virtio_net_tx_reclaim(struct uk_netdev *netdev, unsigned int queue);
/* The packet of something that the device has done, or that was detached. */
struct uk_netbuf *virtio_net_tx_packet(struct virtio_net_tx *tx, void *cookie);

/* state.c */
int virtio_net_rx_interrupt(struct uk_netdev *netdev, unsigned int queue,
			    bool on);
int virtio_net_tx_interrupt(struct uk_netdev *netdev, unsigned int queue,
			    bool on);
void virtio_net_queue_event(void *queue);
void virtio_net_config_event(void *net);
bool virtio_net_link_up(struct uk_netdev *netdev);
void virtio_net_stats(struct uk_netdev *netdev, struct uk_netdev_stats *stats);

/* control.c: makes the control queue, before the device starts, and tells the
 * device, which runs, how many pairs are in use. For one pair both do nothing.
 */
#ifdef CONFIG_DRV_VIRTIO_NET_MULTIQUEUE
int virtio_net_control_create(struct virtio_net *net,
			      struct uk_virtqueue **control);
int virtio_net_pairs_set(struct virtio_net *net, struct uk_virtqueue *control);
#else
static inline int virtio_net_control_create(struct virtio_net *net,
					    struct uk_virtqueue **control)
{
	(void)net;
	*control = NULL;
	return 0;
}

static inline int virtio_net_pairs_set(struct virtio_net *net,
				       struct uk_virtqueue *control)
{
	(void)net;
	(void)control;
	return 0;
}
#endif

#endif /* VIRTIO_NET_H */
