/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The entropy device (virtio 1.2 section 5.4): it fills buffers with random bytes.
 * Seeds are few and the boot may wait for one, so the driver looks instead of
 * taking interrupts.
 */
#include <uk/arch/cpu.h>
#include <uk/rng.h>
#include <uk/string.h>
#include <uk/time.h>
#include <uk/virtio.h>
#include <uk/virtqueue.h>

#define DEVICES_MOST 4
#define SEED 32u
#define PATIENCE UK_TIME_SECOND

struct virtio_rng {
	struct uk_virtqueue *queue;
	bool asked; /* `bytes` is the device's */
	uint8_t bytes[SEED];
};

static struct virtio_rng rngs[DEVICES_MOST];
static unsigned int rng_count;

static int probe(struct uk_virtio_device *dev)
{
	static const struct uk_virtqueue_config config = { .size = 1 };
	struct virtio_rng *rng = &rngs[rng_count];
	int error;

	if (rng_count == DEVICES_MOST)
		return -ENOSPC;
	error = uk_virtio_negotiate(dev, 0, 0);
	if (!error)
		error = uk_virtio_queue_create(dev, 0, &config, &rng->queue);
	if (error)
		return error;
	error = uk_virtio_start(dev);
	if (error) {
		uk_virtio_reset(dev);
		uk_virtio_queue_destroy(dev, rng->queue);
		return error;
	}
	rng_count++;
	return 0;
}
UK_VIRTIO_DRIVER(rng, .id = UK_VIRTIO_ID_ENTROPY, .probe = probe);

/* Starts a request unless one is on its way. */
static bool ask(struct virtio_rng *rng)
{
	if (!rng->asked)
		rng->asked = !uk_virtqueue_add_writable(rng->queue, rng->bytes,
							SEED, rng);
	return rng->asked;
}

/* How many bytes came before `deadline`. */
static size_t take(struct virtio_rng *rng, void *to, size_t length,
		   uint64_t deadline)
{
	uint32_t written = 0;

	if (!ask(rng))
		return 0;
	while (!uk_virtqueue_take(rng->queue, &written)) {
		if (uk_virtqueue_broken(rng->queue) ||
		    uk_time_monotonic() > deadline)
			return 0;
		/* again and again: see uk_virtqueue_publish() */
		if (uk_virtqueue_publish(rng->queue))
			uk_virtqueue_kick(rng->queue);
		uk_arch_spin_hint();
	}
	rng->asked = false;
	length = UK_MIN(length, (size_t)written);
	memcpy(to, rng->bytes, length);
	memset(rng->bytes, 0, SEED);
	return length;
}

static size_t seed(void *to, size_t length)
{
	uint64_t deadline = uk_time_deadline(PATIENCE);
	size_t done = 0;

	for (unsigned int i = 0; i < rng_count && done < length; i++)
		done += take(&rngs[i], (char *)to + done,
			     UK_MIN(length - done, (size_t)SEED), deadline);
	return done;
}
UK_RNG_SOURCE(virtio_rng, .seed = seed);
