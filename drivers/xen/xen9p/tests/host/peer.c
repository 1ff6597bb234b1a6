/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See peer.h.
 */
#include "peer.h"

#include <stdlib.h>
#include <string.h>

struct peer peer;

void peer_make(void)
{
	static const struct other_side_value values[] = {
		{ .name = "tag", .text = "a-tag" },
		{ .name = "versions", .text = "1" },
		{ .name = "max-rings", .number = 8 },
		{ .name = "max-ring-page-order", .number = 9 },
	};

	other_side_make(values, UK_ARRAY_SIZE(values));
}

int peer_find(void)
{
	int error = other_side_probe();

	for (struct uk_9p_channel *channel = uk_9p_channel_first();
	     channel && !error; channel = channel->next)
		peer.channel = channel;
	return error;
}

/* By the driver, as other channels of the program have the same tag. */
int peer_open(void)
{
	int error = peer.channel->ops->start(peer.channel);

	peer.channel->used = !error;
	if (error)
		return error;
	/* as backends do when they connect: it may change later */
	peer.order = peer_interface()->order;
	memcpy(peer.pages, peer_interface()->pages, sizeof(peer.pages));
	peer.rings = other_side_page(peer.pages[0]);
	return 0;
}

void peer_say(const char *name, const char *text)
{
	other_side_say(name, 0);
	for (unsigned int i = 0; i < OTHER_SIDE_VALUES; i++)
		if (other_side.values[i].name &&
		    !strcmp(other_side.values[i].name, name))
			other_side.values[i].text = text;
}

struct xen9p_interface *peer_interface(void)
{
	return (void *)other_side_page(
		(uk_xen_grant)other_side_told("ring-ref0"));
}

/* A byte of the rings, by its page's grant */
static uint8_t *at(uint32_t offset)
{
	return other_side_page(peer.pages[offset / UK_PAGE_SIZE]) +
	       offset % UK_PAGE_SIZE;
}

static uint32_t size(void)
{
	return (uint32_t)(UK_PAGE_SIZE << peer.order) / 2;
}

void peer_header(uint8_t header[HEADER], uint32_t length, uint16_t tag)
{
	memcpy(header, &length, sizeof(length));
	header[4] = 'x';
	memcpy(header + 5, &tag, sizeof(tag));
}

void peer_answer(const uint8_t *bytes, uint32_t length)
{
	struct xen9p_interface *interface = peer_interface();

	while (length--)
		*at(interface->answers_given++ % size()) = *bytes++;
}

static uint8_t *request_byte(uint32_t index)
{
	return at(size() + index % size());
}

bool peer_serve(void)
{
	struct xen9p_interface *interface = peer_interface();
	uint32_t there = interface->requests_given - interface->requests_taken;
	uint32_t length = 0;

	if (!there)
		return false;
	for (unsigned int i = 0; i < 4; i++)
		length |= (uint32_t)*request_byte(interface->requests_taken +
						  i) << 8 * i;
	if (there < HEADER || there < length)
		abort(); /* messages come whole */
	while (length--) {
		uint8_t byte = *request_byte(interface->requests_taken++);

		peer_answer(&byte, 1);
	}
	return true;
}

void peer_work(void)
{
	while (peer_serve())
		;
	other_side_event();
}
