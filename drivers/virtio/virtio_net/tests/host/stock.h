/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packet buffers of which each is a block of its own, so that the address
 * sanitizer sees a byte written beyond one; and a count of those that are out.
 */
#ifndef VIRTIO_NET_STOCK_H
#define VIRTIO_NET_STOCK_H

#include <uk/netbuf.h>

struct stock {
	struct uk_netbuf *free;
	uint32_t size;
	unsigned int left, out;
};

void stock_fill(struct stock *stock, unsigned int count, uint32_t size);
/* Frees them; all must be back. */
void stock_empty(struct stock *stock);

/* As uk_netdev_rx_config.take */
unsigned int stock_take(void *stock, struct uk_netbuf **buffers,
			unsigned int count);

/* One to send, of `length` bytes behind `headroom`, which are `from`, from + 1... */
struct uk_netbuf *stock_packet(struct stock *stock, unsigned int headroom,
			       uint32_t length, uint8_t from);

#endif /* VIRTIO_NET_STOCK_H */
