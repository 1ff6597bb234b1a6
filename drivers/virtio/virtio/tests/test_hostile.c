/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/test.h>

#include "fixture.h"

UK_TESTSUITE(virtqueue_hostile, "virtqueues with a device that breaks rules");

static char memory[64];
static int one, two;

/* A queue of 8 where the device has `one`, 10 bytes writable, as chain 0, and
 * maybe `two`, a chain of two segments with 3 bytes writable, as chain 1.
 */
static bool begin(struct fixture *f, const struct virtqueue_features *kind,
		  bool chain)
{
	struct uk_sgsegment segments[] = { { memory, 5 }, { memory + 10, 3 } };

	if (!fixture_begin(f, kind, 8, 2) ||
	    uk_virtqueue_add_writable(f->queue, memory, 10, &one))
		return false;
	if (chain && uk_virtqueue_add(f->queue, segments, 1, 1, &two))
		return false;
	uk_virtqueue_publish(f->queue);
	return true;
}

/* The queue is broken for good: all stays with it until it is detached. */
static void end_broken(struct fixture *f, unsigned int held)
{
	uint32_t length = 77;

	UK_EXPECT(!uk_virtqueue_take(f->queue, &length));
	UK_EXPECT_EQ(length, 77);
	UK_EXPECT(uk_virtqueue_broken(f->queue));
	UK_EXPECT(!uk_virtqueue_waiting(f->queue));
	UK_EXPECT(uk_virtqueue_interrupt_enable(f->queue));
	UK_EXPECT_EQ(uk_virtqueue_room(f->queue), 0);
	UK_EXPECT_EQ(uk_virtqueue_add_writable(f->queue, memory, 1, &two),
		     -EIO);
	UK_EXPECT(!uk_virtqueue_publish(f->queue));
	UK_EXPECT(!uk_virtqueue_take(f->queue, &length));
	while (uk_virtqueue_detach(f->queue))
		held--;
	UK_EXPECT_EQ(held, 0);
	fixture_end(f);
}

UK_TEST(virtqueue_hostile, identifier_beyond_the_queue)
{
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(begin(&f, kind, false));
		model_forge(&f.model, 8, 1);
		end_broken(&f, 1);
		UK_REQUIRE(begin(&f, kind, false));
		model_forge(&f.model, 0xffff, 0);
		end_broken(&f, 1);
	}
}

UK_TEST(virtqueue_hostile, identifier_that_it_does_not_have)
{
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(begin(&f, kind, true));
		model_forge(&f.model, 7, 0);
		end_broken(&f, 2);
	}
}

/* Not the head of the chain: its second descriptor. */
UK_TEST(virtqueue_hostile, identifier_within_a_chain)
{
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(begin(&f, kind, true));
		model_forge(&f.model, 2, 0);
		end_broken(&f, 2);
	}
}

UK_TEST(virtqueue_hostile, twice)
{
	struct model_chain chain;
	uint32_t length;
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(begin(&f, kind, true));
		model_forge(&f.model, 0, 10);
		UK_EXPECT(uk_virtqueue_take(f.queue, &length) == &one);
		UK_EXPECT_EQ(length, 10);
		model_forge(&f.model, 0, 10);
		end_broken(&f, 1);
		UK_REQUIRE(begin(&f, kind, true));
		UK_REQUIRE(model_pop(&f.model, &chain));
		UK_REQUIRE(model_pop(&f.model, &chain));
		model_push(&f.model, &chain, 3);
		UK_EXPECT(uk_virtqueue_take(f.queue, &length) == &two);
		model_forge(&f.model, 1, 3);
		end_broken(&f, 1);
	}
}

UK_TEST(virtqueue_hostile, length)
{
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		UK_REQUIRE(begin(&f, kind, true));
		model_forge(&f.model, 0, 11);
		end_broken(&f, 2);
		UK_REQUIRE(begin(&f, kind, true));
		model_forge(&f.model, 1, 4);
		end_broken(&f, 2);
		UK_REQUIRE(begin(&f, kind, true));
		model_forge(&f.model, 1, ~0u);
		end_broken(&f, 2);
	}
}

/* What the driver has not published is not the device's, in the split ring;
 * nor is more than all.
 */
UK_TEST(virtqueue_hostile, ahead)
{
	struct fixture f;

	FIXTURE_FOR_EACH(kind) {
		if (kind->packed)
			continue;
		UK_REQUIRE(begin(&f, kind, false));
		UK_EXPECT_EQ(uk_virtqueue_add_writable(f.queue, memory, 1,
						       &two), 0);
		model_forge(&f.model, 0, 1);
		model_forge(&f.model, 1, 1);
		end_broken(&f, 2);
		UK_REQUIRE(begin(&f, kind, false));
		((uint8_t *)uk_virtqueue_device_area(f.queue))[3] = 0x80;
		end_broken(&f, 1);
	}
}

/* The device overwrites all that it can: the queue knows what it knows. */
UK_TEST(virtqueue_hostile, descriptors_overwritten)
{
	struct fixture f;
	uint32_t length;

	FIXTURE_FOR_EACH(kind) {
		uint8_t *descriptors;

		UK_REQUIRE(begin(&f, kind, true));
		descriptors = (void *)uk_virtqueue_descriptor_area(f.queue);
		for (unsigned int i = 0; i < 8 * 16; i++)
			descriptors[i] = (uint8_t)(kind->packed ? 0 : 0xff);
		model_forge(&f.model, 0, 3);
		UK_EXPECT(uk_virtqueue_take(f.queue, &length) == &one);
		model_forge(&f.model, 1, 2);
		UK_EXPECT(uk_virtqueue_take(f.queue, &length) == &two);
		UK_EXPECT_EQ(length, 2);
		UK_EXPECT_EQ(uk_virtqueue_room(f.queue), 8);
		UK_EXPECT(!uk_virtqueue_broken(f.queue));
		fixture_end(&f);
	}
}
