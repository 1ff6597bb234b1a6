/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings: where they may lie, counts that are true and that lie, entries that change.
 */
#include <string.h>
#include <uk/test.h>

#include "../ring.h"

#define BASE 0x700000000000ull
#define ENTRIES 8u

UK_TESTSUITE(ukvm_ring, "ukvm: rings");

static struct {
	struct ukvm_ring ring;
	struct ukvm_ring_entry entries[ENTRIES];
	uint8_t more[4096];
} memory __attribute__((aligned(64)));

static struct guest guest;
static struct ring ring;

static const char *make(uint64_t address, uint32_t entries, unsigned int rights)
{
	const struct ukvm_ring_setup setup = { .address = address,
					       .entries = entries };

	guest = (struct guest){ 0 };
	guest.regions[UKVM_REGION_HEAP] = (struct guest_region){
		.base = BASE,
		.length = sizeof(memory),
		.rights = rights,
		.host = (uint8_t *)&memory,
	};
	return ring_make(&ring, &guest, &setup);
}

static void start(void)
{
	memset(&memory, 0, sizeof(memory));
	UK_EXPECT(!make(BASE, ENTRIES, UKVM_READ | UKVM_WRITE));
}

UK_TEST(ukvm_ring, places)
{
	const unsigned int both = UKVM_READ | UKVM_WRITE;
	uint64_t bytes = sizeof(memory.ring) + sizeof(memory.entries);
	uint64_t last = (BASE + sizeof(memory) - bytes) & ~63ull;

	UK_EXPECT(!make(BASE, ENTRIES, both));
	UK_EXPECT(!make(last, ENTRIES, both));
	UK_EXPECT(!make(BASE, 1, both));
	UK_EXPECT(make(BASE + 32, ENTRIES, both));
	UK_EXPECT(make(BASE - 64, ENTRIES, both));
	UK_EXPECT(make(last + 64, ENTRIES, both));
	UK_EXPECT(make(-64ull, ENTRIES, both));
	UK_EXPECT(make(BASE, UKVM_RING_MOST, both));
	UK_EXPECT(make(BASE, ENTRIES, UKVM_READ));
}

/* Of the pages around it, those that it reaches into */
UK_TEST(ukvm_ring, held)
{
	const uint8_t *at = (const uint8_t *)&memory.ring;
	uint64_t bytes = sizeof(memory.ring) + sizeof(memory.entries);

	start();
	UK_EXPECT(ring_holds(&ring, at, 1));
	UK_EXPECT(ring_holds(&ring, at - 4096, 4097));
	UK_EXPECT(ring_holds(&ring, at + bytes - 1, 4096));
	UK_EXPECT(ring_holds(&ring, at - 4096, 3 * 4096));
	UK_EXPECT(!ring_holds(&ring, at - 4096, 4096));
	UK_EXPECT(!ring_holds(&ring, at + bytes, 4096));
	ring.shared = NULL;
	UK_EXPECT(!ring_holds(&ring, at, 1));
}

UK_TEST(ukvm_ring, in_order_and_around)
{
	struct ukvm_ring_entry copy;

	start();
	/* the counts wrap, the places do too */
	ring.taken = ring.finished = ring.published = -3u;
	memory.ring.offered = memory.ring.done = -3u;
	for (unsigned int i = 0; i < 3 * ENTRIES; i++) {
		memory.entries[(i - 3) % ENTRIES].length = i;
		memory.ring.offered++;
		UK_EXPECT_EQ(ring_look(&ring), 1);
		ring_peek(&ring, 0, &copy);
		UK_EXPECT_EQ(copy.length, i);
		ring_take(&ring, &copy);
		UK_EXPECT_EQ(copy.length, i);
		UK_EXPECT_EQ(ring_look(&ring), 0);
		ring_flag(&ring, UKVM_ENTRY_MORE);
		ring_finish(&ring, (int)i * 2);
		UK_EXPECT_EQ(memory.entries[(i - 3) % ENTRIES].result,
			     (int)i * 2);
		UK_EXPECT_EQ(memory.entries[(i - 3) % ENTRIES].flags,
			     UKVM_ENTRY_MORE);
		UK_EXPECT_EQ(memory.ring.done, i - 3);
		memory.ring.wants_wake = i % 2;
		UK_EXPECT_EQ(ring_publish(&ring), i % 2);
		UK_EXPECT(!ring_publish(&ring));
		UK_EXPECT_EQ(memory.ring.done, i - 2);
	}
}

UK_TEST(ukvm_ring, several_at_once)
{
	struct ukvm_ring_entry copy;

	start();
	for (unsigned int i = 0; i < ENTRIES; i++)
		memory.entries[i].position = i;
	memory.ring.offered = ENTRIES;
	UK_EXPECT_EQ(ring_look(&ring), ENTRIES);
	ring_peek(&ring, 5, &copy);
	UK_EXPECT_EQ(copy.position, 5);
	for (unsigned int i = 0; i < ENTRIES; i++) {
		ring_take(&ring, &copy);
		UK_EXPECT_EQ(copy.position, i);
	}
	UK_EXPECT_EQ(ring_look(&ring), 0);
	/* what changes behind the copy changes nothing */
	memory.entries[7].position = 99;
	UK_EXPECT_EQ(copy.position, 7);
	ring_finish(&ring, 1);
	ring_finish(&ring, 2);
	ring_publish(&ring);
	memory.ring.offered += 2;
	UK_EXPECT_EQ(ring_look(&ring), 2);
}

UK_TEST(ukvm_ring, lies)
{
	struct ukvm_ring_entry copy;

	start();
	memory.ring.offered = ENTRIES + 1;
	UK_EXPECT_EQ(ring_look(&ring), -1);
	memory.ring.offered = -1u;
	UK_EXPECT_EQ(ring_look(&ring), -1);
	memory.ring.offered = 4;
	UK_EXPECT_EQ(ring_look(&ring), 4);
	ring_take(&ring, &copy);
	ring_take(&ring, &copy);
	/* back behind what was taken */
	memory.ring.offered = 1;
	UK_EXPECT_EQ(ring_look(&ring), -1);
	/* finished, but not published: the guest cannot know of the place yet */
	ring_finish(&ring, 0);
	memory.ring.offered = ENTRIES + 1;
	UK_EXPECT_EQ(ring_look(&ring), -1);
	ring_publish(&ring);
	UK_EXPECT_EQ(ring_look(&ring), ENTRIES - 1);
	/* what the guest writes into the monitor's counts is of no interest */
	memory.ring.done = 77;
	UK_EXPECT_EQ(ring_look(&ring), ENTRIES - 1);
}
