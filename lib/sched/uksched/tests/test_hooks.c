/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hooks of libraries: run for each thread, once each, and undone when one
 * of them refuses.
 */
#include <uk/errno.h>
#include <uk/test.h>
#include <uk/thread.h>

#include "test_heap.h"

UK_TESTSUITE(uksched_hooks, "uksched: hooks");

static int inits[2], exits[2];
static int refuse = -1; /* which of the two hooks does */
static struct uk_thread *exit_ran_on;

static int init_of(int which)
{
	if (refuse == which)
		return -ENOTSUP;
	inits[which]++;
	return 0;
}

static void exit_of(int which)
{
	exits[which]++;
	exit_ran_on = uk_thread_current();
}

static int init_a(struct uk_thread *thread __uk_unused)
{
	return init_of(0);
}

static void exit_a(struct uk_thread *thread __uk_unused)
{
	exit_of(0);
}

static int init_b(struct uk_thread *thread __uk_unused)
{
	return init_of(1);
}

static void exit_b(struct uk_thread *thread __uk_unused)
{
	exit_of(1);
}

UK_THREAD_HOOK(test_a, init_a, exit_a);
UK_THREAD_HOOK(test_b, init_b, exit_b);
UK_THREAD_HOOK(test_neither, NULL, NULL);

static void *who(void *argument __uk_unused)
{
	return uk_thread_current();
}

/* Other libraries may have threads by now. */
UK_TEST(uksched_hooks, main_had_its_turn_at_boot)
{
	UK_EXPECT(inits[0] - exits[0] >= 1);
	UK_EXPECT_EQ(inits[1] - exits[1], inits[0] - exits[0]);
}

UK_TEST(uksched_hooks, run_once_per_thread_on_it)
{
	int inits_before[2] = { inits[0], inits[1] };
	int exits_before[2] = { exits[0], exits[1] };
	struct uk_thread *thread;
	void *value = NULL;

	UK_REQUIRE(!uk_thread_create(&thread, NULL, who, NULL));
	for (int i = 0; i < 2; i++) {
		UK_EXPECT_EQ(inits[i], inits_before[i] + 1);
		UK_EXPECT_EQ(exits[i], exits_before[i]);
	}
	UK_EXPECT_EQ(uk_thread_join(thread, &value), 0);
	for (int i = 0; i < 2; i++) {
		UK_EXPECT_EQ(inits[i], inits_before[i] + 1);
		UK_EXPECT_EQ(exits[i], exits_before[i] + 1);
	}
	UK_EXPECT(value == exit_ran_on);
}

UK_TEST(uksched_hooks, refusal_undoes_the_others)
{
	struct uk_thread *thread;

	for (refuse = 0; refuse < 2; refuse++) {
		int inits_before[2] = { inits[0], inits[1] };
		int exits_before[2] = { exits[0], exits[1] };

		UK_EXPECT_EQ(uk_thread_create(&thread, NULL, who, NULL),
			     -ENOTSUP);
		/* The order of hooks is not defined: what ran was undone. */
		for (int i = 0; i < 2; i++)
			UK_EXPECT_EQ(inits[i] - inits_before[i],
				     exits[i] - exits_before[i]);
		UK_EXPECT_EQ(inits[refuse], inits_before[refuse]);
	}
	refuse = -1;
}

UK_TEST(uksched_hooks, refusal_frees_the_memory)
{
	void *memory;
	struct uk_alloc *heap = test_heap_make(&memory);
	struct uk_thread_attributes attributes = { .allocator = heap };
	struct uk_thread *thread;
	int refused = 0;

	UK_REQUIRE(heap != NULL);
	if (!test_heap_reuses(heap)) {
		test_heap_drop(memory);
		return;
	}
	refuse = 1;
	for (int i = 0; i < 100; i++)
		refused += uk_thread_create(&thread, &attributes, who,
					    NULL) == -ENOTSUP;
	refuse = -1;
	UK_EXPECT_EQ(refused, 100);
	test_heap_drop(memory);
}
