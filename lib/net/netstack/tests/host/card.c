/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network cards as devices: packets spread over many small buffers, sent ones kept
 * for a while, as a driver may.
 */
#include <stdlib.h>
#include <string.h>

#include "card.h"

struct card wire_cards[2];

static struct card *card_of(struct uk_netdev *dev)
{
	return UK_CONTAINER_OF(dev, struct card, dev);
}

static int configure(struct uk_netdev *dev __uk_unused,
		     const struct uk_netdev_config *config __uk_unused)
{
	return 0;
}

static int rx_setup(struct uk_netdev *dev,
		    unsigned int queue __uk_unused,
		    const struct uk_netdev_rx_config *config)
{
	card_of(dev)->rx = *config;
	return 0;
}

static int tx_setup(struct uk_netdev *dev __uk_unused,
		    unsigned int queue __uk_unused,
		    const struct uk_netdev_tx_config *config __uk_unused)
{
	return 0;
}

static void refill(struct card *card)
{
	card->posted_count += card->rx.take(card->rx.argument,
					    card->posted + card->posted_count,
					    card->rx.ring - card->posted_count);
}

static int start(struct uk_netdev *dev)
{
	refill(card_of(dev));
	return 0;
}

static void stop(struct uk_netdev *dev __uk_unused)
{
}

/* Takes the first that has arrived. */
static bool next_frame(struct card *card, struct frame *frame)
{
	for (unsigned int i = 0; i < card->under_way_count; i++) {
		if (card->under_way[i].at > machine_time)
			continue;
		*frame = card->under_way[i];
		card->under_way_count--;
		memmove(card->under_way + i, card->under_way + i + 1,
			(card->under_way_count - i) * sizeof(*frame));
		return true;
	}
	return false;
}

static struct uk_netbuf *fill(struct card *card, const struct frame *frame)
{
	struct uk_netbuf *first = NULL;
	struct uk_netbuf **link = &first;
	size_t at = 0;

	while (at < frame->length) {
		struct uk_netbuf *piece;
		size_t room, size;

		if (!card->posted_count) {
			*link = NULL;
			if (first)
				uk_netbuf_release(first);
			return NULL;
		}
		piece = card->posted[--card->posted_count];
		room = UK_MIN(frame->piece, card->rx.buffer_size - UK_NETBUF_HEADROOM);
		size = UK_MIN(frame->length - at, room);
		/* at the memory's end, where the sanitizer sees a step too far */
		piece->data = piece->memory + piece->size - size;
		memcpy(piece->data, frame->data + at, size);
		piece->length = (uint32_t)size;
		piece->flags = frame->flags;
		piece->gso = UK_NETBUF_GSO_NONE;
		at += size;
		*link = piece;
		link = &piece->next;
	}
	*link = NULL;
	return first;
}

static int rx_burst(struct uk_netdev *dev,
		    unsigned int queue __uk_unused, struct uk_netbuf **packets,
		    unsigned int count)
{
	struct card *card = card_of(dev);
	unsigned int received = 0;
	struct frame frame;

	while (received < count && next_frame(card, &frame)) {
		packets[received] = fill(card, &frame);
		received += packets[received] != NULL;
		free(frame.data);
	}
	refill(card);
	return (int)received;
}

static int reclaim(struct uk_netdev *dev, unsigned int queue __uk_unused)
{
	struct card *card = card_of(dev);

	for (unsigned int i = 0; i < card->sent_count; i++)
		uk_netbuf_release(card->sent[i]);
	card->sent_count = 0;
	return 0;
}

static int tx_burst(struct uk_netdev *dev, unsigned int queue,
		    struct uk_netbuf **packets, unsigned int count)
{
	struct card *card = card_of(dev);
	unsigned int taken = 0;

	reclaim(dev, queue);
	for (; taken < count && card->sent_count < BUSY; taken++) {
		wire_transmit(card, packets[taken]);
		card->sent[card->sent_count++] = packets[taken];
	}
	return (int)taken;
}

static int interrupt(struct uk_netdev *dev __uk_unused,
		     unsigned int queue __uk_unused, bool on __uk_unused)
{
	return 0;
}

static bool link_up(struct uk_netdev *dev __uk_unused)
{
	return true;
}

static void stats(struct uk_netdev *dev __uk_unused,
		  struct uk_netdev_stats *to __uk_unused)
{
}

static const struct uknetdev_ops ops = {
	.driver = "wire",
	.configure = configure,
	.rx_setup = rx_setup,
	.tx_setup = tx_setup,
	.start = start,
	.stop = stop,
	.rx_burst = rx_burst,
	.tx_burst = tx_burst,
	.tx_reclaim = reclaim,
	.rx_interrupt = interrupt,
	.tx_interrupt = interrupt,
	.link_up = link_up,
	.stats = stats,
};

void card_add(unsigned int number, uint32_t offloads)
{
	struct uk_netdev *dev = &wire_cards[number].dev;

	dev->ops = &ops;
	dev->info = (struct uk_netdev_info){
		.mac = { 2, 0, 0, 0, 0, 1 },
		.mtu = MTU,
		.rx_queues = 1,
		.tx_queues = 1,
		.rx_ring = RING,
		.tx_ring = RING,
		.tx_pieces = 64,
		.offloads = offloads,
	};
	uk_netdev_register(dev);
}

