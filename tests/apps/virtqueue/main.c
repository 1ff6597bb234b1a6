/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See README.md.
 */
#include <uk/boot.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/virtio.h>

#include "exchange.h"

#define TABLES 8

static struct uk_virtio_device *device;

static int probe(struct uk_virtio_device *dev)
{
	if (!device)
		device = dev;
	return 0;
}
UK_VIRTIO_DRIVER(virtqueue, .id = UK_VIRTIO_ID_ENTROPY, .probe = probe);

static unsigned int number(const char *text)
{
	unsigned int value = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (unsigned int)(*text - '0');
	return value;
}

static int start(struct uk_virtqueue **queue, unsigned int size)
{
	struct uk_virtqueue_config config = {
		.size = (uint16_t)size,
		.segments = EXCHANGE_SEGMENTS,
		.tables = TABLES,
		.handler = exchange_interrupt,
	};
	int error = uk_virtio_begin(device);

	if (!error)
		error = uk_virtio_negotiate(device, 0, 0);
	if (!error)
		error = uk_virtio_queue_create(device, 0, &config, queue);
	if (!error)
		error = uk_virtio_start(device);
	return error;
}

/* One life of the device. 0 if all went well. */
static int run(unsigned int chains, unsigned int size, bool measure)
{
	unsigned int wrong, abandoned, detached;
	struct uk_virtqueue *queue;
	int error = start(&queue, size);

	if (error) {
		uk_printf("error %d\n", -error);
		return 1;
	}
	uk_printf("%s ring of %u%s%s\n",
		  uk_virtqueue_is_packed(queue) ? "packed" : "split",
		  uk_virtqueue_size(queue),
		  queue->event_index ? ", event index" : "",
		  uk_virtio_has(device, UK_VIRTIO_F_INDIRECT_DESC) ?
			  ", tables" : "");
	if (measure)
		exchange_measure(queue);
	exchange_kicks = exchange_interrupts = 0;
	wrong = exchange(queue, chains);
	uk_printf("%u chains, %u wrong, %u kicks, %u interrupts\n", chains,
		  wrong, exchange_kicks, exchange_interrupts);
	abandoned = exchange_abandon(queue);
	if (uk_virtio_reset(device))
		return 1;
	detached = exchange_detach(queue);
	uk_printf("%u abandoned, %u detached\n", abandoned, detached);
	uk_virtio_queue_destroy(device, queue);
	return wrong || !abandoned || abandoned != detached;
}

int main(int argc, char **argv)
{
	unsigned int chains = argc > 1 ? number(argv[1]) : 1000;
	unsigned int size = argc > 2 ? number(argv[2]) : 0;
	bool measure = argc > 3 && !strcmp(argv[3], "measure");
	int failed;

	if (!device) {
		uk_printf("no entropy device\n");
		return 1;
	}
	failed = run(chains, size, measure);
	return run(chains, size, false) || failed;
}
