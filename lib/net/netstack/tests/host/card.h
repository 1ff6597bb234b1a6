/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a card of the tests and its wire share.
 */
#ifndef NETSTACK_TEST_CARD_H
#define NETSTACK_TEST_CARD_H

#include "wire.h"

#define ETHERNET 14
#define MTU 1500
#define RING 256
#define BUSY 8 /* packets that the card has sent, but not given back yet */
#define UNDER_WAY_MOST 4096

/* On its way to a card. */
struct frame {
	uint64_t at; /* when it arrives */
	uint8_t flags;
	size_t length;
	size_t piece;
	uint8_t *data;
};

/* Two cards: the first has offloads, the second has not. */
struct card {
	struct uk_netdev dev;
	struct uk_netdev_rx_config rx;
	struct uk_netbuf *posted[RING];
	unsigned int posted_count;
	struct uk_netbuf *sent[BUSY];
	unsigned int sent_count;
	struct frame under_way[UNDER_WAY_MOST];
	unsigned int under_way_count;
};

extern struct card wire_cards[2];

/* The card sends a packet. */
void wire_transmit(struct card *card, const struct uk_netbuf *packet);

/* Registers a card as a network device. */
void card_add(unsigned int number, uint32_t offloads);

#endif /* NETSTACK_TEST_CARD_H */
