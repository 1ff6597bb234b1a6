/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of threads: creation, values, joining, detaching, and that memory
 * comes back, however many there are.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/test.h>
#include <uk/thread.h>
#include <uk/time.h>

#include "../internal.h"
#include "test_heap.h"

UK_TESTSUITE(uksched_thread, "uksched: threads");

static void *give_back(void *argument)
{
	return argument;
}

static void __uk_noinline leave_from_below(void *argument)
{
	uk_thread_exit((char *)argument + 1);
}

static void *leave_early(void *argument)
{
	leave_from_below(argument);
	return NULL;
}

static void *sleep_a_little(void *argument)
{
	uk_sleep_ns(5 * UK_TIME_MILLISECOND);
	return argument;
}

static void *count_up(void *counter)
{
	++*(int *)counter;
	return NULL;
}

static void *wait_for_call(void *argument)
{
	uk_thread_block();
	return argument;
}

UK_TEST(uksched_thread, main_is_a_thread)
{
	struct uk_thread *self = uk_thread_current();

	UK_REQUIRE(self != NULL);
	UK_EXPECT_EQ(uk_thread_join(self, NULL), -EDEADLK);
	uk_thread_yield();
	UK_EXPECT(uk_thread_current() == self);
}

UK_TEST(uksched_thread, values_of_return_and_exit)
{
	struct uk_thread *first, *second;
	void *value = NULL;
	char object[2];

	UK_REQUIRE(!uk_thread_create(&first, NULL, give_back, object));
	UK_REQUIRE(!uk_thread_create(&second, NULL, leave_early, object));
	UK_EXPECT_EQ(uk_thread_join(second, &value), 0);
	UK_EXPECT(value == object + 1);
	/* It has ended long ago. */
	UK_EXPECT_EQ(uk_thread_join(first, &value), 0);
	UK_EXPECT(value == object);
}

UK_TEST(uksched_thread, join_waits_and_times_out)
{
	uint64_t begin = uk_time_monotonic();
	struct uk_thread *thread;
	void *value = NULL;

	UK_REQUIRE(!uk_thread_create(&thread, NULL, sleep_a_little, &begin));
	UK_EXPECT_EQ(uk_thread_join_until(thread, 0, &value), -ETIMEDOUT);
	UK_EXPECT_EQ(uk_thread_join_until(
			     thread, begin + UK_TIME_MILLISECOND, &value),
		     -ETIMEDOUT);
	UK_EXPECT(value == NULL);
	UK_EXPECT_EQ(uk_thread_join(thread, &value), 0);
	UK_EXPECT(value == &begin);
	UK_EXPECT(uk_time_monotonic() >= begin + 5 * UK_TIME_MILLISECOND);
}

static void *join_other(void *other)
{
	return (void *)(intptr_t)uk_thread_join(other, NULL);
}

UK_TEST(uksched_thread, only_one_joins)
{
	struct uk_thread *target, *joiner;
	void *result = NULL;

	UK_REQUIRE(!uk_thread_create(&target, NULL, wait_for_call, NULL));
	UK_REQUIRE(!uk_thread_create(&joiner, NULL, join_other, target));
	uk_thread_yield();
	UK_EXPECT_EQ(uk_thread_join(target, NULL), -EINVAL);
	UK_EXPECT_EQ(uk_thread_detach(target), -EINVAL);
	uk_thread_wake(target);
	UK_EXPECT_EQ(uk_thread_join(joiner, &result), 0);
	UK_EXPECT_EQ((intptr_t)result, 0L);
}

UK_TEST(uksched_thread, detached_threads_end_alone)
{
	struct uk_thread_attributes detached = { .detached = true };
	struct uk_thread *thread;
	int counter = 0;

	UK_REQUIRE(!uk_thread_create(NULL, &detached, count_up, &counter));
	UK_REQUIRE(!uk_thread_create(&thread, &detached, count_up, &counter));
	UK_EXPECT_EQ(uk_thread_join(thread, NULL), -EINVAL);
	UK_EXPECT_EQ(uk_thread_detach(thread), -EINVAL);
	UK_REQUIRE(!uk_thread_create(&thread, NULL, count_up, &counter));
	UK_EXPECT_EQ(uk_thread_detach(thread), 0); /* before its end */
	UK_EXPECT_EQ(uk_thread_join(thread, NULL), -EINVAL);
	uk_sleep_ns(UK_TIME_MILLISECOND);
	UK_REQUIRE(!uk_thread_create(&thread, NULL, count_up, &counter));
	uk_sleep_ns(UK_TIME_MILLISECOND);
	UK_EXPECT_EQ(uk_thread_detach(thread), 0); /* after its end */
	UK_EXPECT_EQ(counter, 4);
}

/* The image's end is that of the last thread that counts. */
UK_TEST(uksched_thread, services_do_not_count)
{
	struct uk_thread_attributes attributes = { .service = true };
	unsigned int before = uk_thread_count;
	struct uk_thread *service, *other;

	UK_REQUIRE(!uk_thread_create(&service, &attributes, give_back, NULL));
	UK_EXPECT_EQ(uk_thread_count, before);
	UK_REQUIRE(!uk_thread_create(&other, NULL, give_back, NULL));
	UK_EXPECT_EQ(uk_thread_count, before + 1);
	UK_EXPECT_EQ(uk_thread_join(service, NULL), 0);
	UK_EXPECT_EQ(uk_thread_join(other, NULL), 0);
	UK_EXPECT_EQ(uk_thread_count, before);
}

UK_TEST(uksched_thread, wrong_attributes_are_refused)
{
	struct uk_thread_attributes small = {
		.stack_size = UK_THREAD_STACK_MIN - 1
	};
	struct uk_thread_attributes huge = { .stack_size = SIZE_MAX };
	struct uk_thread_attributes large = { .stack_size = SIZE_MAX / 2 };
	struct uk_thread_attributes priority = { .priority = 255 };
	struct uk_thread *thread;

	UK_EXPECT_EQ(uk_thread_create(&thread, &small, give_back, NULL),
		     -EINVAL);
	UK_EXPECT_EQ(uk_thread_create(&thread, &huge, give_back, NULL),
		     -ENOMEM);
	UK_EXPECT_EQ(uk_thread_create(&thread, &large, give_back, NULL),
		     -ENOMEM);
	UK_EXPECT_EQ(uk_thread_create(&thread, &priority, give_back, NULL),
		     -EINVAL);
}

/* How many threads fit at once; ends them all. */
static int fill_heap(struct uk_alloc *heap, int *error)
{
	struct uk_thread_attributes attributes = {
		.stack_size = 4096,
		.allocator = heap,
	};
	static struct uk_thread *threads[TEST_HEAP_BYTES / 4096];
	int count = 0;

	for (;;) {
		*error = uk_thread_create(&threads[count], &attributes,
					  give_back, NULL);
		if (*error)
			break;
		count++;
	}
	for (int i = 0; i < count; i++)
		uk_thread_join(threads[i], NULL);
	return count;
}

UK_TEST(uksched_thread, out_of_memory_leaves_nothing)
{
	void *memory;
	struct uk_alloc *heap = test_heap_make(&memory);
	int first, error;

	UK_REQUIRE(heap != NULL);
	first = fill_heap(heap, &error);
	UK_EXPECT_EQ(error, -ENOMEM);
	UK_EXPECT(first > 20);
	for (int i = 0; i < 5 && test_heap_reuses(heap); i++)
		UK_EXPECT_EQ(fill_heap(heap, &error), first);
	test_heap_drop(memory);
}

UK_TEST(uksched_thread, ten_thousand_come_and_go)
{
	void *memory;
	struct uk_alloc *heap = test_heap_make(&memory);
	struct uk_thread_attributes attributes = {
		.stack_size = 4096,
		.allocator = heap,
	};
	int before, counter = 0, failures = 0, error;

	UK_REQUIRE(heap != NULL);
	if (!test_heap_reuses(heap)) {
		test_heap_drop(memory);
		return;
	}
	before = fill_heap(heap, &error);
	for (int i = 0; i < 10000; i++) {
		struct uk_thread *thread;

		attributes.detached = i % 3 == 0;
		if (uk_thread_create(&thread, &attributes, count_up,
				     &counter)) {
			failures++;
			continue;
		}
		if (i % 3 != 1)
			uk_thread_yield(); /* it ends */
		if (i % 3 == 1)
			failures += uk_thread_join(thread, NULL) != 0;
		else if (i % 3 == 2)
			failures += uk_thread_detach(thread) != 0;
	}
	UK_EXPECT_EQ(failures, 0);
	UK_EXPECT_EQ(counter, 10000);
	UK_EXPECT_EQ(fill_heap(heap, &error), before);
	test_heap_drop(memory);
}

#define THOUSANDS 2000

static void *yield_often(void *counter)
{
	for (int i = 0; i < 5; i++) {
		++*(int *)counter;
		uk_thread_yield();
	}
	return NULL;
}

UK_TEST(uksched_thread, thousands_at_once)
{
	struct uk_thread_attributes attributes = { .stack_size = 4096 };
	static struct uk_thread *threads[THOUSANDS];
	int count = 0, counter = 0, failures = 0;

	while (count < THOUSANDS &&
	       !uk_thread_create(&threads[count], &attributes, yield_often,
				 &counter))
		count++;
	/* 18 MB of memory are enough for all. */
	UK_EXPECT_EQ(count, THOUSANDS);
	for (int i = 0; i < count; i++)
		failures += uk_thread_join(threads[i], NULL) != 0;
	UK_EXPECT_EQ(failures, 0);
	UK_EXPECT_EQ(counter, 5 * count);
}
