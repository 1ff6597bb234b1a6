/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hostile backend against a driver that does its work: any answers, bytes of the rings
 * overwritten, pages kept, states of any kind. Nothing may be read or written outside of
 * buffers; a packet comes back once, and only when nothing of it is lent any more.
 */
#include "backend.h"

#include <string.h>
#include <uk/alloc.h>

#define SIZE 512
#define PACKETS 150

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

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

static struct xennet *net(void)
{
	return UK_CONTAINER_OF(backend.netdev, struct xennet, netdev);
}

/* ---- packets, each a page of its own, so that it can be seen whether it is lent */

static unsigned int out;

static void release(struct uk_netbuf *packet)
{
	while (packet) {
		struct uk_netbuf *next = packet->next;

		if (backend_has(packet->memory, packet->size))
			__builtin_trap();
		uk_free(uk_alloc_default(), packet->memory);
		uk_free(uk_alloc_default(), packet);
		out--;
		packet = next;
	}
}

static struct uk_netbuf *piece(struct input *input, bool large)
{
	struct uk_netbuf *made = uk_calloc(uk_alloc_default(), 1,
					   sizeof(*made));

	made->size = large ? 8 * UK_PAGE_SIZE : UK_PAGE_SIZE;
	made->memory = uk_memalign(uk_alloc_default(), UK_PAGE_SIZE,
				   made->size);
	made->data = made->memory + word(input) % (made->size / 2);
	made->length = word(input) % (made->size / 2);
	made->release = release;
	out++;
	return made;
}

static void send(struct input *input)
{
	unsigned int how = byte(input), pieces = 1 + how % 7;
	struct uk_netbuf *packet, *last;

	if (out > PACKETS)
		return;
	packet = last = piece(input, how & 8);
	if (how & 16)
		packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
	packet->gso = how >> 5 & 3;
	packet->gso_size = (uint16_t)byte(input);
	while (--pieces) {
		last->next = piece(input, how & 128);
		last = last->next;
	}
	if (uk_netdev_tx_burst(backend.netdev, 0, &packet, 1) != 1)
		uk_netbuf_release(packet);
}

static void look_at(const struct uk_netbuf *packet)
{
	unsigned int sum = 0;

	if (packet->length < UK_NETDEV_ETHERNET_HEADER ||
	    (!packet->gso && uk_netbuf_length(packet) > 1518) ||
	    uk_netbuf_length(packet) > 65535 + 14)
		__builtin_trap();
	if (packet->flags & UK_NETBUF_CHECKSUM_PARTIAL &&
	    packet->checksum_start + packet->checksum_offset + 2u >
		    packet->length)
		__builtin_trap();
	if (packet->gso && (!packet->gso_size ||
			    !(net()->offloads & UK_NETDEV_RX_LARGE4) ||
			    packet->header_length > packet->length))
		__builtin_trap();
	for (; packet; packet = packet->next)
		for (uint32_t i = 0; i < packet->length; i++)
			sum += packet->data[i];
	__asm__ volatile("" ::"r"(sum));
}

static void receive(struct input *input)
{
	struct uk_netbuf *packets[32];
	int count = uk_netdev_rx_burst(backend.netdev, 0, packets,
				       byte(input) % 32);

	for (int i = 0; i < count; i++) {
		look_at(packets[i]);
		uk_netbuf_release(packets[i]);
	}
}

/* ---- the backend's moves */

static void answer(struct input *input)
{
	struct tx_ring *ring = backend_tx(0);
	uint32_t *at = &backend.tx_taken[0];
	unsigned int how = byte(input);
	struct tx_response response = { 0, 0 };

	response.id = ring->entry[*at % RING_ENTRIES].request.id;
	if (how & 1)
		response.id = (uint16_t)(byte(input) * (how & 2 ? 1 : 257));
	if (how & 4)
		response.status = STATUS_NULL;
	ring->entry[(*at)++ % RING_ENTRIES].response = response;
	ring->at.responses = *at;
}

static void deliver(struct input *input)
{
	struct rx_ring *ring = backend_rx(0);
	uint32_t *at = &backend.rx_taken[0];
	unsigned int how = byte(input);
	struct rx_request request = ring->entry[*at % RING_ENTRIES].request;
	struct rx_response *response = &ring->entry[*at % RING_ENTRIES].response;

	if (how & 1)
		request.id = (uint16_t)word(input);
	*response = (struct rx_response){
		.id = request.id,
		.offset = (uint16_t)(how & 2 ? word(input) : 0),
		.flags = (uint16_t)byte(input),
		.status = (int16_t)word(input),
	};
	++*at;
	if (how & 4)
		ring->at.responses = *at;
	if (!(how & 8) && request.grant < BACKEND_GRANTS &&
	    backend.grants[request.grant].page)
		memset((uint8_t *)backend.grants[request.grant].page,
		       (int)byte(input), 100);
}

static void scribble(struct input *input)
{
	uint8_t *ring = byte(input) & 1 ? (uint8_t *)backend_tx(0) :
					  (uint8_t *)backend_rx(0);

	ring[word(input) % UK_PAGE_SIZE] = (uint8_t)byte(input);
}

static void keep(struct input *input)
{
	struct backend_grant *grant = &backend.grants[word(input) %
						      BACKEND_GRANTS];

	if (grant->page)
		grant->mapped = byte(input) & 1;
}

static void turn(struct input *input)
{
	backend.connect_error = byte(input) & 1 ? -EIO : 0;
	backend.changed(&backend.bus, byte(input) % 9);
}

static void raise(struct input *input)
{
	for (unsigned int i = 8 * byte(input); i && backend.handlers[0]; i--)
		backend.handlers[0](backend.arguments[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static const uint32_t offloads[] = {
		0, UK_NETDEV_RX_CHAIN,
		UK_NETDEV_RX_CHAIN | UK_NETDEV_RX_CHECKSUM |
			UK_NETDEV_TX_CHECKSUM,
		UK_NETDEV_RX_CHAIN | UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6 |
			UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6,
	};
	struct input input = { data, length };
	unsigned int how = byte(&input);
	bool chain = how % 4;

	backend.queues = 1;
	if (!backend.netdev && backend_make())
		__builtin_trap();
	stock_fill(&stock, 300, chain ? SIZE : 2048);
	if (backend_run(offloads[how % 4], &stock, 1))
		__builtin_trap();
	if (how & 64)
		backend.grants_left = backend.granted + how % 16;
	while (input.left)
		switch (byte(&input) % 10) {
		case 0:
		case 1:
			deliver(&input);
			break;
		case 2:
		case 3:
			answer(&input);
			break;
		case 4:
			scribble(&input);
			break;
		case 5:
			send(&input);
			break;
		case 6:
			receive(&input);
			break;
		case 7:
			keep(&input);
			break;
		case 8:
			raise(&input);
			break;
		default:
			turn(&input);
		}
	for (unsigned int i = 0; i < BACKEND_GRANTS; i++)
		backend.grants[i].mapped = false;
	backend.connect_error = 0;
	uk_netdev_stop(backend.netdev);
	if (!backend_is_clean() || out)
		__builtin_trap();
	backend.grants_left = BACKEND_GRANTS - 8;
	stock_empty(&stock);
	return 0;
}
