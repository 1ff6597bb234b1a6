/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The rings of a network device (xen/include/public/io/netif.h and ring.h): requests of ours,
 * which the backend overwrites with its responses.
 */
#ifndef XENNET_NETIF_H
#define XENNET_NETIF_H

#include <uk/xen/ring.h>

#define RING_ENTRIES 256u /* as many as a page holds, a power of two */

struct tx_request {
	uint32_t grant;
	uint16_t offset;
	uint16_t flags;
	uint16_t id;
	uint16_t size; /* the first one's: of the whole packet */
};

struct tx_response {
	uint16_t id;
	int16_t status;
};

#define TX_CHECKSUM_BLANK 1u
#define TX_DATA_VALIDATED 2u
#define TX_MORE_DATA 4u
#define TX_EXTRA_INFO 8u

#define STATUS_NULL 1 /* the response to what carried no data */

struct rx_request {
	uint16_t id;
	uint16_t padding;
	uint32_t grant;
};

struct rx_response {
	uint16_t id;
	uint16_t offset;
	uint16_t flags;
	int16_t status; /* bytes, or an error */
};

#define RX_DATA_VALIDATED 1u
#define RX_CHECKSUM_BLANK 2u
#define RX_MORE_DATA 4u
#define RX_EXTRA_INFO 8u

struct extra_info {
	uint8_t type;
	uint8_t flags;
	uint16_t gso_size;
	uint8_t gso_type;
	uint8_t padding;
	uint16_t gso_features;
};

#define EXTRA_GSO 1u
#define EXTRA_MORE 1u
#define GSO_TCP4 1u
#define GSO_TCP6 2u

/* The most requests of one packet that every backend takes */
#define SLOTS_MOST 18u

struct tx_ring {
	struct uk_xen_ring at;
	union {
		struct tx_request request;
		struct tx_response response;
		struct extra_info extra;
	} entry[RING_ENTRIES];
};

struct rx_ring {
	struct uk_xen_ring at;
	union {
		struct rx_request request;
		struct rx_response response;
		struct extra_info extra;
	} entry[RING_ENTRIES];
};

#endif /* XENNET_NETIF_H */
