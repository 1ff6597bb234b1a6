/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See nic.h.
 */
#include "nic.h"

#include <string.h>
#include <uk/alloc.h>
#include <uk/arch/random.h>
#include <uk/plat/time.h>

static struct nic *newest;

/* Answers the command that sets the number of pairs (section 5.1.6.5.5). */
static void control(struct nic *nic)
{
	unsigned int last = 2u * nic->device.config[8];
	struct model_chain chain;

	if (nic->silent || last >= NIC_QUEUES || !nic->device.queues[last] ||
	    !model_pop(&nic->device.models[last], &chain))
		return;
	if (chain.readable == 1 && chain.segments[0].length == 4 &&
	    chain.segments[0].base[0] == 4 && chain.segments[0].base[1] == 0)
		memcpy(&nic->pairs_in_use, chain.segments[0].base + 2, 2);
	chain.segments[1].base[0] = nic->ack;
	model_push(&nic->device.models[last], &chain, 1);
}

/* The driver's clock, which it looks at while it waits for an answer; it has
 * patience for ten looks.
 */
uint64_t uk_plat_clock_monotonic(void)
{
	static uint64_t now;

	control(newest);
	return now += 100000000;
}

bool uk_arch_random(uint64_t *bits)
{
	*bits = 0x0123456789abcdef;
	return true;
}

/* ---- the device */
void nic_config_set(struct nic *nic, unsigned int offset, uint16_t value)
{
	model_device_config(&nic->device, offset, &value, sizeof(value));
}

static void reset(struct model_device *device)
{
	UK_CONTAINER_OF(device, struct nic, device)->pairs_in_use = 1;
}

void nic_make(struct nic *nic, uint64_t offered)
{
	const uint8_t config[NIC_CONFIG] = { 0x52, 0x54, 0, 1, 2, 3,
					     1 /* link up */, 0, 4, 0,
					     0x46, 5 /* 1350 */ };

	*nic = (struct nic){ 0 };
	model_device_init(&nic->device, "nic", UK_VIRTIO_ID_NETWORK, offered,
			  NIC_CONFIG, NIC_QUEUES);
	model_device_config(&nic->device, 0, config, sizeof(config));
	nic->device.reset = reset;
	newest = nic;
}

int nic_probe(struct nic *nic)
{
	int error = uk_virtio_probe(&nic->device.virtio);

	for (struct uk_netdev *dev = uk_netdev_first(); dev && !error;
	     dev = dev->next)
		nic->netdev = dev;
	return error;
}

int nic_run(struct nic *nic, uint32_t offloads, struct stock *stock,
	    uint16_t ring)
{
	const struct uk_netdev_config config = { .offloads = offloads };
	const struct uk_netdev_rx_config rx = { .ring = ring,
						.buffer_size = stock->size,
						.take = stock_take,
						.argument = stock };
	const struct uk_netdev_tx_config tx = { .ring = ring };
	int error = uk_netdev_configure(nic->netdev, &config, nic);

	if (!error)
		error = uk_netdev_rx_setup(nic->netdev, 0, &rx);
	if (!error)
		error = uk_netdev_tx_setup(nic->netdev, 0, &tx);
	return error ? error : uk_netdev_start(nic->netdev);
}

bool nic_receive(struct nic *nic, unsigned int pair,
		 const struct uk_virtio_net_header *header, const void *frame,
		 size_t length)
{
	struct model *model = &nic->device.models[2 * pair];
	struct model_chain chains[64];
	uint32_t written[64];
	const uint8_t *from = frame;
	size_t offset = sizeof(*header);
	uint16_t buffers = 0;

	do {
		uint32_t part;

		if (buffers == 64 || !model_pop(model, &chains[buffers]))
			return false;
		part = chains[buffers].segments[0].length - (uint32_t)offset;
		part = length < part ? (uint32_t)length : part;
		memcpy(chains[buffers].segments[0].base + offset, from, part);
		written[buffers++] = part + (uint32_t)offset;
		from += part;
		length -= part;
		offset = 0;
	} while (length);
	memcpy(chains[0].segments[0].base, header, sizeof(*header));
	if (!header->buffers)
		memcpy(chains[0].segments[0].base + 10, &buffers, 2);
	for (unsigned int i = 0; i < buffers; i++)
		model_push(model, &chains[i], written[i]);
	return true;
}

size_t nic_send(struct nic *nic, unsigned int pair,
		struct uk_virtio_net_header *header, uint8_t *frame, size_t most)
{
	struct model *model = &nic->device.models[2 * pair + 1];
	struct model_chain chain;
	uint8_t bytes[70000];
	size_t length = 0;

	if (!model_pop(model, &chain))
		return 0;
	for (unsigned int i = 0; i < chain.readable; i++) {
		memcpy(bytes + length, chain.segments[i].base,
		       chain.segments[i].length);
		length += chain.segments[i].length;
	}
	model_push(model, &chain, 0);
	memcpy(header, bytes, sizeof(*header));
	length -= sizeof(*header);
	memcpy(frame, bytes + sizeof(*header), length < most ? length : most);
	return length;
}
