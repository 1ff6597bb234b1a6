/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See stock.h.
 */
#include "stock.h"

#include <stdlib.h>

static void release(struct uk_netbuf *packet)
{
	while (packet) {
		struct uk_netbuf *next = packet->next;
		struct stock *stock = packet->owner;

		packet->next = stock->free;
		stock->free = packet;
		stock->left++;
		stock->out--;
		packet = next;
	}
}

void stock_fill(struct stock *stock, unsigned int count, uint32_t size)
{
	*stock = (struct stock){ .size = size, .left = count };
	while (count--) {
		struct uk_netbuf *buffer = calloc(1, sizeof(*buffer));

		buffer->memory = malloc(size);
		buffer->size = size;
		buffer->release = release;
		buffer->owner = stock;
		buffer->next = stock->free;
		stock->free = buffer;
	}
}

void stock_empty(struct stock *stock)
{
	if (stock->out)
		abort();
	while (stock->free) {
		struct uk_netbuf *next = stock->free->next;

		free(stock->free->memory);
		free(stock->free);
		stock->free = next;
	}
}

unsigned int stock_take(void *argument, struct uk_netbuf **buffers,
			unsigned int count)
{
	struct stock *stock = argument;
	unsigned int taken = 0;

	for (; taken < count && stock->free; taken++) {
		buffers[taken] = stock->free;
		stock->free = stock->free->next;
	}
	stock->left -= taken;
	stock->out += taken;
	return taken;
}

struct uk_netbuf *stock_packet(struct stock *stock, unsigned int headroom,
			       uint32_t length, uint8_t from)
{
	struct uk_netbuf *packet;

	if (!stock_take(stock, &packet, 1) || headroom + length > stock->size)
		abort();
	packet->next = NULL;
	packet->data = packet->memory + headroom;
	packet->length = length;
	packet->flags = 0;
	packet->gso = UK_NETBUF_GSO_NONE;
	for (uint32_t i = 0; i < length; i++)
		packet->data[i] = (uint8_t)(from + i);
	return packet;
}
