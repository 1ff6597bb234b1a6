/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network devices: queues that take and give batches of packets (uk/netbuf.h).
 * Made for two kinds of user: a network stack, and an application that drives the
 * device itself. Nothing is copied and nothing is hidden: buffers are
 * the user's, and a queue is polled, or interrupts, as the user says.
 *
 * Life of a device: registered by its driver; uk_netdev_configure(), then
 * each queue's set-up, uk_netdev_start(), bursts, uk_netdev_stop().
 *
 * Context: a queue belongs to one thread at a time (its user serialises);
 * different queues are independent. Nothing sleeps. Only what says so may be
 * called from an interrupt. Errors are negative errno.
 */
#ifndef UK_NETDEV_H
#define UK_NETDEV_H

#include <uk/errno.h>
#include <uk/netbuf.h>

struct uk_alloc;
struct uk_netdev;

#define UK_NETDEV_MAC_LENGTH 6
#define UK_NETDEV_ETHERNET_HEADER 14 /* IEEE 802.3 section 3.1.1 */
#define UK_NETDEV_QUEUES_MOST 64 /* of each direction */

/* Offloads, as a device offers them and a user asks for them. TSO brings
 * TX_CHECKSUM with it, RX_LARGE brings RX_CHECKSUM. A frame is as long as the MTU
 * allows, with a VLAN tag on top; with TSO and RX_LARGE its IP packet may have up to
 * 65535 bytes.
 */
enum {
	UK_NETDEV_TX_CHECKSUM = 1 << 0,	/* UK_NETBUF_CHECKSUM_PARTIAL */
	UK_NETDEV_TX_TSO4 = 1 << 1,	/* UK_NETBUF_GSO_TCP4 */
	UK_NETDEV_TX_TSO6 = 1 << 2,
	UK_NETDEV_RX_CHECKSUM = 1 << 3, /* packets may have a CHECKSUM flag */
	UK_NETDEV_RX_LARGE4 = 1 << 4,	/* joined TCP segments come up */
	UK_NETDEV_RX_LARGE6 = 1 << 5,
	UK_NETDEV_RX_CHAIN = 1 << 6, /* a packet may span several rx buffers */
};

struct uk_netdev_info {
	uint8_t mac[UK_NETDEV_MAC_LENGTH];
	uint16_t mtu; /* payload of a frame, without the Ethernet header */
	uint16_t rx_queues; /* that may be configured, 1 to QUEUES_MOST */
	uint16_t tx_queues;
	uint16_t rx_ring; /* most buffers, or pieces, that one queue holds */
	uint16_t tx_ring;
	uint16_t tx_pieces; /* most pieces of one packet */
	uint32_t offloads;
};

struct uk_netdev_config {
	/* 0 means 1; a device whose queues come in pairs wants as many of
	 * both (else -ENOTSUP).
	 */
	uint16_t rx_queues;
	uint16_t tx_queues;
	uint32_t offloads; /* a subset of info.offloads; others are -ENOTSUP */
};

/* An interrupt of a queue: something may be done. Runs as an interrupt handler;
 * the queue's interrupt is disabled by then, until it is enabled again.
 */
typedef void (*uk_netdev_event)(void *argument);

struct uk_netdev_rx_config {
	uint16_t ring; /* buffers; a power of two; 0: the device's most */
	/* Length of a buffer from its `memory` on. With RX_CHAIN any; else a
	 * frame of the MTU and the device's header (see UK_NETBUF_HEADROOM) fit.
	 */
	uint32_t buffer_size;
	/*
	 * Fills `buffers` with up to `count` single pieces of `buffer_size`
	 * bytes each (`memory`, `size`, `release`, `owner` set) and returns
	 * how many: uk_netbuf_pool_take() is one (uk/netbuf_pool.h). They are
	 * the device's until rx_burst hands them out filled, or stop releases
	 * them. Called from within rx_burst and start. A device without any
	 * buffer receives nothing, so it does not interrupt either: who ran
	 * dry calls rx_burst once buffers are back.
	 */
	unsigned int (*take)(void *argument, struct uk_netbuf **buffers,
			     unsigned int count);
	uk_netdev_event event; /* NULL: polling only */
	void *argument;	       /* of both */
};

struct uk_netdev_tx_config {
	uint16_t ring;
	/* Most pieces of one packet, which the device keeps memory for; 0: all that
	 * it can, info.tx_pieces or what fits into the ring.
	 */
	uint16_t pieces;
	uk_netdev_event event; /* room again; NULL: polling only */
	void *argument;
};

/* Counted since start. A packet is counted when the device has it done. */
struct uk_netdev_stats {
	uint64_t rx_packets, rx_bytes;
	uint64_t tx_packets, tx_bytes;
	uint64_t rx_starved; /* rx_burst found no buffers to post */
	uint64_t rx_errors;  /* the device broke a rule, or lost the rest */
	uint64_t tx_full;    /* bursts that were cut short */
	uint64_t kicks;	     /* times the device was told */
	uint64_t interrupts;
};

struct uknetdev_ops {
	const char *driver;
	int (*configure)(struct uk_netdev *dev,
			 const struct uk_netdev_config *config);
	int (*rx_setup)(struct uk_netdev *dev, unsigned int queue,
			const struct uk_netdev_rx_config *config);
	int (*tx_setup)(struct uk_netdev *dev, unsigned int queue,
			const struct uk_netdev_tx_config *config);
	int (*start)(struct uk_netdev *dev);
	void (*stop)(struct uk_netdev *dev);
	int (*rx_burst)(struct uk_netdev *dev, unsigned int queue,
			struct uk_netbuf **packets, unsigned int count);
	int (*tx_burst)(struct uk_netdev *dev, unsigned int queue,
			struct uk_netbuf **packets, unsigned int count);
	int (*tx_reclaim)(struct uk_netdev *dev, unsigned int queue);
	int (*rx_interrupt)(struct uk_netdev *dev, unsigned int queue, bool on);
	int (*tx_interrupt)(struct uk_netdev *dev, unsigned int queue, bool on);
	bool (*link_up)(struct uk_netdev *dev);
	void (*stats)(struct uk_netdev *dev, struct uk_netdev_stats *stats);
};

/* Lies within the driver's own description of a device. */
struct uk_netdev {
	const struct uknetdev_ops *ops;
	struct uk_netdev *next;
	unsigned int number; /* 0 for the first, in order of discovery */
	struct uk_netdev_info info;
	struct uk_alloc *allocator; /* of rings */
	/* Set by the user; called, maybe from an interrupt, after a change of
	 * the link's state. NULL: nobody listens.
	 */
	void (*link_changed)(struct uk_netdev *dev, void *argument);
	void *link_argument;
	void *user; /* of whoever configured it; NULL: free */

	/* uknetdev's own: what was configured, and what was set up of it */
	uint16_t rx_queues, tx_queues;
	bool started;
	uint64_t rx_ready, tx_ready; /* a bit for each queue */
};

/* For drivers, in init stage `device`, or later with LIBUKNETDEV_LATE: `ops`, `info` and
 * `allocator` are set.
 */
void uk_netdev_register(struct uk_netdev *dev);

/* The first device; follow ->next. NULL if there is none. */
struct uk_netdev *uk_netdev_first(void);
/* The device of that number, or NULL. */
struct uk_netdev *uk_netdev_get(unsigned int number);

static inline const struct uknetdev_ops *uk_netdev_ops(struct uk_netdev *dev)
{
#ifdef UK_ONLY_UKNETDEV
	extern const struct uknetdev_ops UK_ONLY_UKNETDEV;

	(void)dev;
	return &UK_ONLY_UKNETDEV;
#else
	return dev->ops;
#endif
}

/*
 * Claims the device for `user` (any address of the user's) and negotiates.
 * 0; or an error, and the device is as free as before: -EBUSY (claimed),
 * -EINVAL (no user), -ENOTSUP (an offload or queue that it has not), -EIO (the
 * device refused), -ENOMEM.
 */
int uk_netdev_configure(struct uk_netdev *dev,
			const struct uk_netdev_config *config, void *user);

/* Each queue that was configured is set up once. 0, -EINVAL (no such queue, set
 * up before, started; a ring that is no power of two or too large; no `take`, or
 * buffers too small), -ENOMEM, -ENOSPC (no interrupt is left), -EIO.
 */
int uk_netdev_rx_setup(struct uk_netdev *dev, unsigned int queue,
		       const struct uk_netdev_rx_config *config);
int uk_netdev_tx_setup(struct uk_netdev *dev, unsigned int queue,
		       const struct uk_netdev_tx_config *config);

/* Fills the rx rings and lets packets flow. 0, -EINVAL (a queue is not set
 * up, or it runs), -EIO. After an error uk_netdev_stop() frees the device.
 */
int uk_netdev_start(struct uk_netdev *dev);

/* Stops the device, releases every buffer that it holds, and gives up the
 * claim, however far its set-up went; it may be configured again.
 */
void uk_netdev_stop(struct uk_netdev *dev);

/*
 * Takes up to `count` received packets, and posts new buffers. Returns how
 * many; 0 if there is nothing; -EIO if the device is broken (it stays so until
 * it is stopped and configured again). The packets are the caller's.
 */
static inline int uk_netdev_rx_burst(struct uk_netdev *dev, unsigned int queue,
				     struct uk_netbuf **packets,
				     unsigned int count)
{
	return uk_netdev_ops(dev)->rx_burst(dev, queue, packets, count);
}

/*
 * Hands up to `count` packets to the device, tells it at most once, and
 * releases packets that it has sent. Returns how many it took, from the first
 * on, which it now owns; less than `count` when the ring is full. -EINVAL if
 * the first packet can never be sent (too many pieces, an offload that was not
 * negotiated, an offset outside of it), -EIO if the device is broken.
 */
static inline int uk_netdev_tx_burst(struct uk_netdev *dev, unsigned int queue,
				     struct uk_netbuf **packets,
				     unsigned int count)
{
	return uk_netdev_ops(dev)->tx_burst(dev, queue, packets, count);
}

/* Releases packets that were sent. Returns how many, or -EIO. */
static inline int uk_netdev_tx_reclaim(struct uk_netdev *dev,
				       unsigned int queue)
{
	return uk_netdev_ops(dev)->tx_reclaim(dev, queue);
}

/*
 * Enables (`on`) or disables the queue's interrupt. Returns 1 if packets (tx:
 * room) arrived before it was enabled: then it stays disabled, and the
 * caller polls again; so no wake-up is lost. Otherwise 0; -ENOTSUP without an
 * `event`; -EIO. The event disables it again.
 */
static inline int uk_netdev_rx_interrupt(struct uk_netdev *dev,
					 unsigned int queue, bool on)
{
	return uk_netdev_ops(dev)->rx_interrupt(dev, queue, on);
}

static inline int uk_netdev_tx_interrupt(struct uk_netdev *dev,
					 unsigned int queue, bool on)
{
	return uk_netdev_ops(dev)->tx_interrupt(dev, queue, on);
}

/* Any context. */
static inline bool uk_netdev_link_up(struct uk_netdev *dev)
{
	return uk_netdev_ops(dev)->link_up(dev);
}

void uk_netdev_stats(struct uk_netdev *dev, struct uk_netdev_stats *stats);

#endif /* UK_NETDEV_H */
