/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See nic.h.
 */
#include "nic.h"

#include <string.h>
#include <uk/alloc.h>
#include <uk/arch/random.h>
#include <uk/plat/time.h>

static struct nic *nic_of(struct uk_virtio_device *dev)
{
	return UK_CONTAINER_OF(dev, struct nic, virtio);
}

static struct nic *newest;

/* Answers the command that sets the number of pairs (section 5.1.6.5.5). */
static void control(struct nic *nic)
{
	unsigned int last = 2u * nic->config[8];
	struct model_chain chain;

	if (nic->silent || last >= NIC_QUEUES || !nic->queues[last] ||
	    !model_pop(&nic->models[last], &chain))
		return;
	if (chain.readable == 1 && chain.segments[0].length == 4 &&
	    chain.segments[0].base[0] == 4 && chain.segments[0].base[1] == 0)
		memcpy(&nic->pairs_in_use, chain.segments[0].base + 2, 2);
	chain.segments[1].base[0] = nic->ack;
	model_push(&nic->models[last], &chain, 1);
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

/* ---- the transport */
static uint8_t status(struct uk_virtio_device *dev)
{
	return nic_of(dev)->status;
}

static void status_set(struct uk_virtio_device *dev, uint8_t to)
{
	struct nic *nic = nic_of(dev);

	if (to == 0 && nic->stuck)
		return;
	nic->status = to;
	if (to == 0) {
		memset(nic->queues, 0, sizeof(nic->queues));
		nic->pairs_in_use = 1;
	}
}

static uint64_t features(struct uk_virtio_device *dev)
{
	return nic_of(dev)->offered;
}

static void features_set(struct uk_virtio_device *dev, uint64_t to)
{
	nic_of(dev)->accepted = to;
}

static int config_read(struct uk_virtio_device *dev, size_t offset, void *field,
		       size_t length)
{
	if (offset + length > sizeof(nic_of(dev)->config))
		return -EINVAL;
	memcpy(field, nic_of(dev)->config + offset, length);
	return 0;
}

static uint32_t config_generation(struct uk_virtio_device *dev __uk_unused)
{
	return 0;
}

static unsigned int queue_max(struct uk_virtio_device *dev, unsigned int index)
{
	return index < NIC_QUEUES ? nic_of(dev)->ring : 0;
}

static int queue_enable(struct uk_virtio_device *dev,
			struct uk_virtqueue *queue)
{
	struct nic *nic = nic_of(dev);

	if (queue->handler && !nic->interrupts--)
		return -ENOSPC;
	queue->doorbell.address = &nic->doorbells[queue->index];
	nic->queues[queue->index] = queue;
	model_init(&nic->models[queue->index], queue,
		   nic->accepted & UK_VIRTIO_F_INDIRECT_DESC);
	return 0;
}

static void queue_release(struct uk_virtio_device *dev __uk_unused,
			  struct uk_virtqueue *queue __uk_unused)
{
}

static int config_interrupt(struct uk_virtio_device *dev __uk_unused)
{
	return 0;
}

static const struct uk_virtio_transport transport = {
	.status = status,
	.status_set = status_set,
	.features = features,
	.features_set = features_set,
	.config_read = config_read,
	.config_generation = config_generation,
	.queue_max = queue_max,
	.queue_enable = queue_enable,
	.queue_release = queue_release,
	.config_interrupt = config_interrupt,
};

/* ---- the device */
void nic_config_set(struct nic *nic, unsigned int offset, uint16_t value)
{
	memcpy(nic->config + offset, &value, sizeof(value));
}

void nic_make(struct nic *nic, uint64_t offered)
{
	*nic = (struct nic){
		.virtio = { .transport = &transport,
			    .name = "nic",
			    .id = UK_VIRTIO_ID_NETWORK },
		.offered = offered | UK_VIRTIO_F_VERSION_1,
		.config = { 0x52, 0x54, 0, 1, 2, 3, 1 /* link up */, 0, 4, 0,
			    0x46, 5 /* 1350 */ },
		.ring = 64,
		.interrupts = 16,
	};
	newest = nic;
}

int nic_probe(struct nic *nic)
{
	int error = uk_virtio_probe(&nic->virtio);

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
		 const struct virtio_net_header *header, const void *frame,
		 size_t length)
{
	struct model *model = &nic->models[2 * pair];
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
		struct virtio_net_header *header, uint8_t *frame, size_t most)
{
	struct model *model = &nic->models[2 * pair + 1];
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

unsigned int nic_interrupt(struct nic *nic)
{
	unsigned int raised = 0;

	for (unsigned int i = 0; i < NIC_QUEUES; i++)
		if (nic->queues[i] && model_interrupts(&nic->models[i]) &&
		    nic->queues[i]->handler) {
			nic->queues[i]->handler(nic->queues[i]->argument);
			raised++;
		}
	return raised;
}
