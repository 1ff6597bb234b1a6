/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The heap of deadlines against a plain array that is searched linearly. Pure:
 * runs on the host too.
 */
#include <uk/deadline.h>
#include <uk/test.h>

UK_TESTSUITE(uksched_deadline, "uksched: deadlines");

#define ENTRIES 600

static struct uk_deadline entries[ENTRIES];
static struct uk_deadline_heap heap;

static uint32_t random_next(void)
{
	static uint32_t state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static void reset(void)
{
	heap = (struct uk_deadline_heap){ 0 };
	for (size_t i = 0; i < ENTRIES; i++)
		entries[i] = (struct uk_deadline)UK_DEADLINE_INIT;
}

static uint64_t earliest(void)
{
	uint64_t least = UINT64_MAX;

	for (size_t i = 0; i < ENTRIES; i++)
		least = UK_MIN(least, entries[i].at);
	return least;
}

static uint64_t heap_earliest(void)
{
	return heap.first ? heap.first->at : UINT64_MAX;
}

UK_TEST(uksched_deadline, one_entry)
{
	reset();
	UK_EXPECT(!uk_deadline_pending(&entries[0]));
	uk_deadline_add(&heap, &entries[0], 5);
	UK_EXPECT(uk_deadline_pending(&entries[0]));
	UK_EXPECT(heap.first == &entries[0]);
	uk_deadline_remove(&heap, &entries[0]);
	UK_EXPECT(!uk_deadline_pending(&entries[0]));
	UK_EXPECT(heap.first == NULL);
}

static int drain_misses(void)
{
	uint64_t before = 0;
	int count = 0, misses = 0;

	while (heap.first) {
		uint64_t at = heap.first->at;

		misses += at < before;
		before = at;
		uk_deadline_remove(&heap, heap.first);
		count++;
	}
	return misses + (count != ENTRIES);
}

UK_TEST(uksched_deadline, any_order_comes_out_sorted)
{
	reset();
	for (uint64_t i = 0; i < ENTRIES; i++)
		uk_deadline_add(&heap, &entries[i], i);
	UK_EXPECT_EQ(drain_misses(), 0);
	for (uint64_t i = 0; i < ENTRIES; i++)
		uk_deadline_add(&heap, &entries[i], ENTRIES - i);
	UK_EXPECT_EQ(drain_misses(), 0);
	for (uint64_t i = 0; i < ENTRIES; i++)
		uk_deadline_add(&heap, &entries[i], random_next() % 100);
	UK_EXPECT_EQ(drain_misses(), 0);
}

UK_TEST(uksched_deadline, random_adding_and_removing)
{
	int mismatches = 0;

	reset();
	for (int i = 0; i < 30000; i++) {
		struct uk_deadline *entry = &entries[random_next() % ENTRIES];

		if (uk_deadline_pending(entry))
			uk_deadline_remove(&heap, entry);
		else
			uk_deadline_add(&heap, entry, random_next());
		if (i % 3 == 0 && heap.first)
			uk_deadline_remove(&heap, heap.first);
		mismatches += heap_earliest() != earliest();
	}
	UK_EXPECT_EQ(mismatches, 0);
	while (heap.first)
		uk_deadline_remove(&heap, heap.first);
	UK_EXPECT_EQ(earliest(), UINT64_MAX);
}
