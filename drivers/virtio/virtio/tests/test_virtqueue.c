/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/test.h>

#include "fixture.h"

UK_TESTSUITE(virtqueue, "virtqueues with a device that behaves");

static char memory[64];
static char cookies[8];

/* A request, whose number is in the addresses of its segments: the model does
 * not look what is there.
 */
struct request {
	unsigned int readable, writable; /* segments; none: unused */
	uint32_t room;
	uint32_t written; /* as the driver is to see it */
	bool completed;
};

#define REQUESTS 256
#define LENGTH(request, segment) ((request) % 7 * 100 + (segment) + 1)

static struct request requests[REQUESTS];
static unsigned int order[REQUESTS]; /* of completions */
static unsigned int completed, taken;

static void *address(unsigned int request, unsigned int segment)
{
	return (void *)(uintptr_t)(((request + 1) << 20) + (segment << 12));
}

/* Adds request `number`. True if it was added; false if the queue is full. */
static bool add(struct fixture *f, unsigned int number, uint32_t random)
{
	struct request *request = &requests[number];
	struct uk_sgsegment segments[MODEL_SEGMENTS];
	unsigned int count = random % f->queue->segments + 1;
	int error;

	*request = (struct request){ .readable = random / 256 % (count + 1) };
	request->writable = count - request->readable;
	for (unsigned int i = 0; i < count; i++) {
		segments[i].base = address(number, i);
		segments[i].length = LENGTH(number, i);
		if (i >= request->readable)
			request->room += LENGTH(number, i);
	}
	if (count == 1 && random & 1 << 16)
		error = request->readable ?
				uk_virtqueue_add_readable(
					f->queue, segments[0].base,
					(uint32_t)segments[0].length, request) :
				uk_virtqueue_add_writable(
					f->queue, segments[0].base,
					(uint32_t)segments[0].length, request);
	else
		error = uk_virtqueue_add(f->queue, segments, request->readable,
					 request->writable, request);
	if (!error)
		return true;
	UK_EXPECT_EQ(error, -ENOSPC);
	UK_EXPECT(uk_virtqueue_room(f->queue) < count);
	request->readable = request->writable = 0;
	return false;
}

/* The device sees a chain as it was added; returns the request's number. */
static unsigned int compare(const struct model_chain *chain)
{
	unsigned int count = chain->readable + chain->writable;
	unsigned int number = (unsigned int)((uintptr_t)chain->segments->base >>
					     20) - 1;

	UK_EXPECT(number < REQUESTS);
	UK_EXPECT_EQ(chain->readable, requests[number].readable);
	UK_EXPECT_EQ(chain->writable, requests[number].writable);
	for (unsigned int i = 0; i < count; i++) {
		UK_EXPECT(chain->segments[i].base == address(number, i));
		UK_EXPECT_EQ(chain->segments[i].length, LENGTH(number, i));
	}
	return number;
}

/* The device completes one of the chains it has, any. */
static void complete(struct fixture *f, struct model_chain *chain,
		     uint32_t random)
{
	unsigned int number = compare(chain);
	struct request *request = &requests[number];
	uint32_t written = random % (request->room + 1);

	request->written = written;
	request->completed = true;
	/* The length means nothing where nothing can be written. */
	model_push(&f->model, chain, request->room ? written : random);
	order[completed++ % REQUESTS] = number;
}

/* What the driver gets is what was completed, in this order. */
static void take(struct fixture *f)
{
	uint32_t length = ~0u;
	bool waiting = uk_virtqueue_waiting(f->queue);
	struct request *request = uk_virtqueue_take(f->queue, &length);

	UK_EXPECT_EQ(waiting, !!request);
	UK_EXPECT_EQ(!!request, taken != completed);
	if (!request)
		return;
	UK_EXPECT(request == &requests[order[taken++ % REQUESTS]]);
	UK_EXPECT_EQ(length, request->written);
	UK_EXPECT(request->completed);
	request->readable = request->writable = 0;
}

/* Steps of both sides in a random order until `count` chains went through. */
static void exchange(struct fixture *f, unsigned int count)
{
	static struct model_chain held[REQUESTS];
	unsigned int holds = 0, next = 0, patience = 100 * count;
	uint32_t state = 2463534242u;

	completed = taken = 0;
	for (unsigned int i = 0; i < REQUESTS; i++)
		requests[i].readable = requests[i].writable = 0;
	while (taken < count && patience-- && !f->model.fault &&
	       !f->queue->broken) {
		uint32_t random = fixture_random(&state);
		struct request *request = &requests[next % REQUESTS];

		switch (random >> 29) {
		case 0:
		case 1:
		case 2:
			if (!request->readable && !request->writable &&
			    !add(f, next % REQUESTS, random))
				uk_virtqueue_publish(f->queue);
			next++;
			break;
		case 3:
			uk_virtqueue_publish(f->queue);
			break;
		case 4:
			while (model_pop(&f->model, &held[holds]))
				holds++;
			break;
		case 5:
			if (!holds)
				break;
			random %= holds--;
			complete(f, &held[random], fixture_random(&state));
			held[random] = held[holds];
			break;
		default:
			take(f);
		}
	}
	UK_REQUIRE(taken >= count);
	UK_EXPECT(!f->model.fault);
	UK_EXPECT(!f->queue->broken);
	/* All that is still underway comes back, and the queue is as new. */
	uk_virtqueue_publish(f->queue);
	while (model_pop(&f->model, &held[holds]))
		holds++;
	while (holds)
		complete(f, &held[--holds], 0);
	for (holds = completed - taken; holds; holds--)
		take(f);
	UK_EXPECT_EQ(taken, completed);
	UK_EXPECT_EQ(uk_virtqueue_room(f->queue),
		     uk_virtqueue_size(f->queue));
	UK_EXPECT(!uk_virtqueue_detach(f->queue));
}

UK_TEST(virtqueue, sizes)
{
	struct fixture f;

	FIXTURE_FOR_EACH(kind)
		for (unsigned int size = 1; size <= 512; size *= 2) {
			UK_REQUIRE(fixture_begin(&f, kind, size,
						 UK_MIN(size, 5u)));
			exchange(&f, 8 * size);
			fixture_end(&f);
		}
}

UK_TEST(virtqueue, counters_wrap)
{
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(fixture_begin(&f, kind, 16, 3));
		exchange(&f, 70000);
		fixture_end(&f);
	}
}

UK_TEST(virtqueue, single_segments)
{
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(fixture_begin(&f, kind, 64, 0));
		exchange(&f, 5000);
		fixture_end(&f);
	}
}

UK_TEST(virtqueue, arguments)
{
	struct uk_sgsegment segments[] = {
		{ memory, 1 }, { memory, 1 }, { memory, 1 }, { memory, 1 }
	};
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(fixture_begin(&f, kind, 4, 3));
		UK_EXPECT_EQ(uk_virtqueue_add(f.queue, segments, 2, 2, &f),
			     -E2BIG);
		UK_EXPECT_EQ(uk_virtqueue_add(f.queue, segments, 1, ~0u, &f),
			     -E2BIG);
		UK_EXPECT_EQ(uk_virtqueue_add(f.queue, segments, 0, 0, &f),
			     -EINVAL);
		segments[1].length = 0;
		UK_EXPECT_EQ(uk_virtqueue_add(f.queue, segments, 2, 0, &f),
			     -EINVAL);
		segments[1].length = UINT32_MAX - 1ul;
		UK_EXPECT_EQ(uk_virtqueue_add(f.queue, segments, 2, 0, &f),
			     -EINVAL);
		segments[1].length = SIZE_MAX;
		UK_EXPECT_EQ(uk_virtqueue_add(f.queue, segments, 2, 0, &f),
			     -EINVAL);
		segments[1].length = 1;
		UK_EXPECT_EQ(uk_virtqueue_room(f.queue), 4);
		UK_EXPECT(!uk_virtqueue_publish(f.queue));
		fixture_end(&f);
	}
}

UK_TEST(virtqueue, config)
{
	struct uk_virtqueue_config config = { .size = 3 };
	struct uk_virtqueue *queue;

	FIXTURE_FOR_EACH(kind) {
		config = (struct uk_virtqueue_config){ .size = 3 };
		UK_EXPECT_EQ(virtqueue_create(uk_alloc_default(), &config,
					      *kind, &queue), -EINVAL);
		config.size = 0;
		UK_EXPECT_EQ(virtqueue_create(uk_alloc_default(), &config,
					      *kind, &queue), -EINVAL);
		config.size = 4;
		config.segments = 5;
		UK_EXPECT_EQ(virtqueue_create(uk_alloc_default(), &config,
					      *kind, &queue), -EINVAL);
	}
}

/* A chain goes into one descriptor while there are tables. */
UK_TEST(virtqueue, tables)
{
	struct uk_sgsegment segments[] = { { memory, 1 }, { memory + 1, 2 } };
	struct model_chain chain;
	struct fixture f;
	uint32_t length;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(fixture_begin(&f, kind, 8, 2));
		for (unsigned int i = 0; i < 5 && kind->indirect; i++) {
			UK_EXPECT_EQ(uk_virtqueue_add(f.queue, segments, 1, 1,
						      &cookies[i]), 0);
			uk_virtqueue_publish(f.queue);
			UK_REQUIRE(model_pop(&f.model, &chain));
			UK_EXPECT_EQ(chain.table, i < 4);
			UK_EXPECT_EQ(uk_virtqueue_room(f.queue),
				     i < 4 ? 7 - i : 2);
		}
		if (kind->indirect) {
			/* The last one's own descriptors are back first. */
			model_push(&f.model, &chain, 2);
			UK_EXPECT(uk_virtqueue_take(f.queue, &length) ==
				  &cookies[4]);
			UK_EXPECT_EQ(length, 2);
			UK_EXPECT_EQ(uk_virtqueue_room(f.queue), 4);
		}
		fixture_end(&f);
	}
}

/* Cookies of what the device never completed come back once. */
UK_TEST(virtqueue, detach)
{
	struct uk_sgsegment segments[] = { { memory, 1 }, { memory + 1, 2 } };
	struct model_chain chain;
	struct fixture f;
	uint32_t length;
	char *cookie;

	FIXTURE_FOR_EACH(kind) {
		unsigned int found = 0;

		UK_REQUIRE(fixture_begin(&f, kind, 16, 2));
		for (unsigned int i = 0; i < 7; i++)
			UK_EXPECT_EQ(uk_virtqueue_add(f.queue, segments, 1,
						      i % 2, &cookies[i]), 0);
		uk_virtqueue_publish(f.queue);
		UK_REQUIRE(model_pop(&f.model, &chain));
		UK_REQUIRE(model_pop(&f.model, &chain));
		model_push(&f.model, &chain, 1);
		UK_EXPECT(uk_virtqueue_take(f.queue, &length) == &cookies[1]);
		while ((cookie = uk_virtqueue_detach(f.queue)))
			found |= 1u << (cookie - cookies);
		UK_EXPECT_EQ(found, 0x7d);
		UK_EXPECT_EQ(uk_virtqueue_add_readable(f.queue, memory, 1, &f),
			     -EIO);
		UK_EXPECT(!uk_virtqueue_publish(f.queue));
		UK_EXPECT(!uk_virtqueue_take(f.queue, &length));
		fixture_end(&f);
	}
}

/* The device is told when it wants to be: once for all that was added. */
UK_TEST(virtqueue, kicks)
{
	struct model_chain chain;
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(fixture_begin(&f, kind, 4, 1));
		for (unsigned int lap = 0; lap < 20; lap++) {
			uint32_t length;

			model_notify(&f.model, lap % 2);
			UK_EXPECT(!uk_virtqueue_publish(f.queue));
			for (unsigned int i = 0; i < 3; i++)
				UK_EXPECT_EQ(uk_virtqueue_add_readable(
						     f.queue, memory, 1, &f),
					     0);
			UK_EXPECT_EQ(uk_virtqueue_publish(f.queue), lap % 2);
			UK_EXPECT(!uk_virtqueue_publish(f.queue));
			while (model_pop(&f.model, &chain)) {
				model_push(&f.model, &chain, 0);
				UK_EXPECT(uk_virtqueue_take(f.queue, &length));
			}
		}
		fixture_end(&f);
	}
}

/* And the driver is interrupted when it wants to be. */
UK_TEST(virtqueue, interrupts)
{
	struct model_chain chain;
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(fixture_begin(&f, kind, 4, 1));
		for (unsigned int lap = 0; lap < 20; lap++) {
			bool on = lap % 2;
			uint32_t length;

			UK_EXPECT_EQ(uk_virtqueue_add_readable(
					     f.queue, memory, 1, &f), 0);
			uk_virtqueue_publish(f.queue);
			if (on)
				UK_EXPECT(uk_virtqueue_interrupt_enable(
					f.queue));
			else
				uk_virtqueue_interrupt_disable(f.queue);
			UK_REQUIRE(model_pop(&f.model, &chain));
			model_push(&f.model, &chain, 0);
			UK_EXPECT_EQ(model_interrupts(&f.model), on);
			UK_EXPECT(!uk_virtqueue_interrupt_enable(f.queue));
			UK_EXPECT(uk_virtqueue_take(f.queue, &length));
			UK_EXPECT(uk_virtqueue_interrupt_enable(f.queue));
		}
		UK_EXPECT(!f.model.fault);
		fixture_end(&f);
	}
}
