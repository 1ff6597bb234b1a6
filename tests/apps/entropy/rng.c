/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A driver for entropy devices (virtio 1.2, section 5.4), as small as can be.
 */
#include <uk/arch/cpu.h>
#include <uk/string.h>
#include <uk/virtqueue.h>

#include "rng.h"

struct uk_virtio_device *rngs[RNG_MOST];
unsigned int rng_count;

static volatile unsigned int interrupts;

static int probe(struct uk_virtio_device *dev)
{
	if (rng_count == RNG_MOST)
		return -ENOSPC;
	rngs[rng_count++] = dev;
	return 0;
}
UK_VIRTIO_DRIVER(rng, .id = UK_VIRTIO_ID_ENTROPY, .probe = probe);

static void interrupt(void *argument __uk_unused)
{
	interrupts++;
}

static int fill(struct uk_virtqueue *queue, void *buffer, uint32_t length,
		bool by_interrupt)
{
	unsigned long state = uk_arch_irq_save();
	uint32_t written = 0;
	int error;

	interrupts = 0;
	memset(buffer, 0, length);
	error = uk_virtqueue_add_writable(queue, buffer, length, buffer);
	if (!error && by_interrupt)
		uk_virtqueue_interrupt_enable(queue);
	if (!error && uk_virtqueue_publish(queue))
		uk_virtqueue_kick(queue);
	while (!error && by_interrupt && !interrupts)
		uk_arch_halt_irq();
	while (!error && !uk_virtqueue_waiting(queue))
		uk_arch_spin_hint();
	if (!error && uk_virtqueue_take(queue, &written) != buffer)
		error = -EIO;
	uk_arch_irq_restore(state);
	return error ? error : written == length ? 0 : -EIO;
}

int rng_read(struct uk_virtio_device *dev, void *buffer, uint32_t length)
{
	struct uk_virtqueue_config config = { .handler = interrupt };
	struct uk_virtqueue *queue;
	int error = uk_virtio_begin(dev);

	if (!error)
		error = uk_virtio_negotiate(dev, 0, 0);
	if (!error)
		error = uk_virtio_queue_create(dev, 0, &config, &queue);
	if (error)
		return error;
	error = uk_virtio_start(dev);
	if (!error)
		error = fill(queue, buffer, length, false);
	if (!error)
		error = fill(queue, buffer, length, true);
	if (uk_virtio_reset(dev))
		return -EIO;
	uk_virtio_queue_destroy(dev, queue);
	return error;
}
