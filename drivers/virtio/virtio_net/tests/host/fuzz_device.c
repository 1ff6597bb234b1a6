/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hostile device against a driver that does its work: packets with any header
 * and length, completions of anything, bytes of the rings overwritten. Nothing
 * may be read or written outside of buffers, every buffer comes back, once,
 * and after a stop the device can be used again.
 */
#include <string.h>

#include "../../virtio_net.h"
#include "nic.h"

#define RING 16
#define SIZE 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static struct nic nic;
static struct stock stock;

struct input {
	const uint8_t *data;
	size_t left;
};

static unsigned int byte(struct input *input)
{
	if (!input->left)
		return 0;
	input->left--;
	return *input->data++;
}

static unsigned int word(struct input *input)
{
	unsigned int low = byte(input);

	return low | byte(input) << 8;
}

static void event(void *argument)
{
	if (argument != &stock)
		__builtin_trap();
}

static void run(uint64_t features, uint32_t offloads)
{
	const struct uk_netdev_config config = { .offloads = offloads };
	const struct uk_netdev_rx_config rx = { .ring = RING,
						.buffer_size = SIZE,
						.take = stock_take,
						.event = event,
						.argument = &stock };
	const struct uk_netdev_tx_config tx = { .ring = RING, .pieces = 4 };

	nic.device.offered = features | UK_VIRTIO_F_VERSION_1;
	if (uk_netdev_configure(nic.netdev, &config, &nic) ||
	    uk_netdev_rx_setup(nic.netdev, 0, &rx) ||
	    uk_netdev_tx_setup(nic.netdev, 0, &tx) ||
	    uk_netdev_start(nic.netdev))
		__builtin_trap();
}

/* ---- the device's moves */
/* The packet itself stays as it was: nothing looks at it. */
static void deliver(struct input *input)
{
	struct model_chain chain;
	unsigned int written = word(input) % (SIZE + 64), how;
	uint8_t *start;

	if (!model_pop(&nic.device.models[0], &chain))
		return;
	start = chain.segments[0].base;

	for (unsigned int i = 0; i < UK_VIRTIO_NET_HEADER_BYTES; i++)
		start[i] = (uint8_t)byte(input);
	how = byte(input);
	if (how & 1) /* one buffer, and offsets about as large as that */
		memcpy(start + 10, (uint8_t[]){ 1, 0 }, 2);
	if (how & 2)
		start[1] = start[7] = start[9] = 0;
	model_push(&nic.device.models[0], &chain, written);
}

static void complete(struct input *input)
{
	struct model_chain chain;

	if (model_pop(&nic.device.models[1], &chain))
		model_push(&nic.device.models[1], &chain, byte(input));
}

/* From now on the device itself cannot tell what is where. */
static void scribble(struct input *input)
{
	unsigned int queue = byte(input) & 1, at = word(input);
	struct model *model = &nic.device.models[queue];
	uint8_t *area = model->packed ? model->descriptors : model->device;
	size_t bytes = model->packed ? 16u * RING : 4 + 8u * RING + 2;

	model->fault = "by itself";
	area[at % bytes] = (uint8_t)byte(input);
}

/* ---- the driver's moves */
static void look_at(struct uk_netbuf *packet)
{
	unsigned int sum = 0;

	if (packet->length < UK_NETDEV_ETHERNET_HEADER ||
	    uk_netbuf_length(packet) > 1518)
		__builtin_trap();
	if ((packet->flags & UK_NETBUF_CHECKSUM_PARTIAL) &&
	    packet->checksum_start + packet->checksum_offset + 2u >
		    packet->length)
		__builtin_trap();
	if (packet->gso) /* which this fuzzer does not negotiate */
		__builtin_trap();
	for (; packet; packet = packet->next)
		for (uint32_t i = 0; i < packet->length; i++)
			sum += packet->data[i];
	__asm__ volatile("" ::"r"(sum));
}

static void receive(struct input *input)
{
	struct uk_netbuf *packets[32];
	int count = uk_netdev_rx_burst(nic.netdev, 0, packets,
				       byte(input) % 32);

	for (int i = 0; i < count; i++) {
		look_at(packets[i]);
		uk_netbuf_release(packets[i]);
	}
}

static void send(struct input *input)
{
	unsigned int pieces = 1 + byte(input) % 5;
	struct uk_netbuf *packet, *last;

	if (stock.left < pieces)
		return;
	packet = last = stock_packet(&stock, byte(input) % 20,
				     byte(input) % 200, 0);
	packet->flags = byte(input) & 3;
	packet->gso = byte(input) & 3;
	packet->gso_size = (uint16_t)byte(input);
	packet->header_length = (uint16_t)byte(input);
	packet->checksum_start = (uint16_t)word(input);
	packet->checksum_offset = (uint16_t)word(input);
	while (--pieces) {
		last->next = stock_packet(&stock, 0, byte(input), 0);
		last = last->next;
	}
	if (uk_netdev_tx_burst(nic.netdev, 0, &packet, 1) != 1)
		uk_netbuf_release(packet);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static const uint32_t offloads[] = {
		UK_NETDEV_RX_CHAIN,
		UK_NETDEV_RX_CHAIN | UK_NETDEV_RX_CHECKSUM |
			UK_NETDEV_TX_CHECKSUM,
		UK_NETDEV_RX_CHAIN | UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6,
	};
	static const uint64_t rings[] = {
		0, UK_VIRTIO_F_EVENT_IDX | UK_VIRTIO_F_INDIRECT_DESC
	};
	struct input input = { data, length };
	unsigned int how = byte(&input);
	uint64_t features = F_MRG_RXBUF | F_CSUM | F_GUEST_CSUM | F_HOST_TSO4 |
			    F_HOST_TSO6 | rings[how & 1];

	if (how & 2)
		features |= UK_VIRTIO_F_RING_PACKED;
	if (!nic.netdev) {
		nic_make(&nic, features);
		if (nic_probe(&nic))
			__builtin_trap();
	}
	nic.device.interrupts = 100;
	stock_fill(&stock, 3 * RING, SIZE);
	run(features, offloads[(how >> 2) % 3]);
	while (input.left)
		switch (byte(&input) % 9) {
		case 0:
		case 1:
			deliver(&input);
			break;
		case 2:
			complete(&input);
			break;
		case 3:
			model_forge(&nic.device.models[byte(&input) & 1],
				    word(&input) % (RING + 2), word(&input));
			break;
		case 4:
			scribble(&input);
			break;
		case 5:
			receive(&input);
			break;
		case 6:
			send(&input);
			break;
		case 7:
			uk_netdev_rx_interrupt(nic.netdev, 0, byte(&input) & 1);
			break;
		case 8:
			nic.device.queues[0]->handler(nic.device.queues[0]->argument);
			break;
		}
	uk_netdev_stop(nic.netdev);
	stock_empty(&stock); /* traps if one is missing */
	return 0;
}
