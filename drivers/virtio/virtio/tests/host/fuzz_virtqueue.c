/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A device that writes anything anywhere in the rings, at any of the driver's
 * accesses, and completes what it wants. What the driver gets are its own cookies,
 * each once, with lengths that fit.
 */
#include <stdlib.h>
#include <string.h>

#include "../fixture.h"
#include "host.h"

#define CHECK(condition)             \
	do {                         \
		if (!(condition))    \
			abort();     \
	} while (0)
#define COOKIES 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static const uint8_t *input, *input_end;
static struct fixture f;
static struct {
	uint32_t room;
	bool held; /* by the queue */
} cookies[COOKIES];

static uint8_t byte(void)
{
	return input < input_end ? *input++ : 0;
}

/* Bytes of the ring are overwritten, preferably those that are to be read now. */
static void scribble(volatile void *at)
{
	uint8_t how = byte();

	if (how < 192)
		return;
	if (how < 224 && at) {
		((volatile uint8_t *)at)[how % 8 % sizeof(uint16_t)] = byte();
		return;
	}
	if (how < 240 && f.queue) {
		size_t size = uk_virtqueue_size(f.queue);
		size_t bytes = f.queue->packed ? 16 * size + 8 :
						 16 * size + 6 + 2 * size;
		size_t offset = (byte() | (size_t)byte() << 8) % bytes;

		((volatile uint8_t *)f.queue->ring)[offset] = byte();
		return;
	}
	if (f.queue)
		model_forge(&f.model, how % 2 ? byte() : byte() % 8u,
			    byte() % 4u ? byte() % 32u : ~0u);
}

static void add(void)
{
	static char memory[8][16];
	struct uk_sgsegment segments[8];
	unsigned int count = byte() % 6u, readable = byte() % (count + 1);
	unsigned int number = 0;
	uint32_t room = 0;
	bool general = byte() % 4 == 0;
	int error;

	while (number < COOKIES && cookies[number].held)
		number++;
	if (number == COOKIES)
		return;
	for (unsigned int i = 0; i < count; i++) {
		segments[i].base = memory[i];
		segments[i].length = byte() % 16u + 1;
		if (i >= readable)
			room += (uint32_t)segments[i].length;
	}
	if (count == 1 && readable && !general)
		error = uk_virtqueue_add_readable(f.queue, memory[0], 16,
						  &cookies[number]);
	else if (count == 1 && !general)
		error = uk_virtqueue_add_writable(f.queue, memory[0], room,
						  &cookies[number]);
	else
		error = uk_virtqueue_add(f.queue, segments, readable,
					 count - readable, &cookies[number]);
	CHECK(error == 0 || error == -ENOSPC || error == -EINVAL ||
	      error == -E2BIG || error == -EIO);
	CHECK((error == -EIO) <= uk_virtqueue_broken(f.queue));
	if (error)
		return;
	CHECK(!uk_virtqueue_broken(f.queue));
	cookies[number].held = true;
	cookies[number].room = room;
}

static unsigned int index_of(void *cookie)
{
	size_t offset = (size_t)((char *)cookie - (char *)cookies);

	CHECK(offset < sizeof(cookies) && offset % sizeof(*cookies) == 0);
	return (unsigned int)(offset / sizeof(*cookies));
}

static void take(void)
{
	bool broken = uk_virtqueue_broken(f.queue);
	uint32_t written = ~0u;
	void *cookie = uk_virtqueue_take(f.queue, &written);

	if (!cookie)
		return;
	CHECK(!broken && !uk_virtqueue_broken(f.queue));
	CHECK(cookies[index_of(cookie)].held);
	CHECK(written <= cookies[index_of(cookie)].room);
	cookies[index_of(cookie)].held = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	const struct virtqueue_features *kind;
	void *cookie;

	if (length < 3)
		return 0;
	input = data + 3;
	input_end = data + length;
	memset(cookies, 0, sizeof(cookies));
	host_messages = 0;
	kind = &fixture_kinds[data[0] % UK_ARRAY_SIZE(fixture_kinds)];
	f.queue = NULL;
	CHECK(fixture_begin(&f, kind, 8u << data[1] % 4, data[2] % 5));
	host_step = scribble;
	while (input < input_end) {
		switch (byte() % 8) {
		case 0:
		case 1:
			add();
			break;
		case 2:
		case 3:
			take();
			break;
		case 4:
			uk_virtqueue_publish(f.queue);
			break;
		case 5:
			if (byte() % 2)
				uk_virtqueue_interrupt_enable(f.queue);
			else
				uk_virtqueue_interrupt_disable(f.queue);
			break;
		default:
			scribble(NULL);
		}
		CHECK(uk_virtqueue_room(f.queue) <=
		      uk_virtqueue_size(f.queue));
	}
	host_step = NULL;
	CHECK(host_messages == uk_virtqueue_broken(f.queue));
	while ((cookie = uk_virtqueue_detach(f.queue))) {
		CHECK(cookies[index_of(cookie)].held);
		cookies[index_of(cookie)].held = false;
	}
	for (unsigned int i = 0; i < COOKIES; i++)
		CHECK(!cookies[i].held);
	fixture_end(&f);
	return 0;
}
