/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Numbers of threads: each has its own while it lives, and finds it.
 */
#include <uk/process.h>
#include <uk/test.h>
#include <uk/thread.h>

UK_TESTSUITE(process_number, "process: numbers of threads");

#define THREADS 100

static struct uk_thread *threads[THREADS];
static int numbers[THREADS];

static void *nothing(void *argument)
{
	return argument;
}

static void *tell(void *number)
{
	*(int *)number = uk_process_thread_number(uk_thread_current());
	return NULL;
}

static bool start(int count, void *(*entry)(void *))
{
	struct uk_thread_attributes attributes = { .stack_size = 4096 };

	for (int i = 0; i < count; i++)
		if (uk_thread_create(&threads[i], &attributes, entry,
				     &numbers[i]))
			return false;
	return true;
}

UK_TEST(process_number, the_first)
{
	UK_EXPECT_EQ(uk_process_thread_number(uk_thread_current()),
		     UK_PROCESS_SELF);
	UK_EXPECT(uk_process_thread(UK_PROCESS_SELF) == uk_thread_current());
	UK_EXPECT(uk_process_thread(0) == NULL);
	UK_EXPECT(uk_process_thread(-1) == NULL);
	UK_EXPECT(uk_process_thread(INT32_MIN) == NULL);
	UK_EXPECT(uk_process_thread(INT32_MAX) == NULL);
}

UK_TEST(process_number, unique_and_found)
{
	int wrong = 0;

	UK_REQUIRE(start(THREADS, nothing));
	for (int i = 0; i < THREADS; i++) {
		numbers[i] = uk_process_thread_number(threads[i]);
		wrong += numbers[i] <= UK_PROCESS_SELF;
		for (int j = 0; j < i; j++)
			wrong += numbers[i] == numbers[j];
	}
	for (int i = 0; i < THREADS; i++) {
		wrong += uk_process_thread_number(threads[i]) != numbers[i];
		wrong += uk_process_thread(numbers[i]) != threads[i];
	}
	UK_EXPECT_EQ(wrong, 0);
	for (int i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
	for (int i = 0; i < THREADS; i++)
		wrong += uk_process_thread(numbers[i]) != NULL;
	UK_EXPECT_EQ(wrong, 0);
}

static void *park(void *argument)
{
	uk_thread_block();
	return argument;
}

/* How many of the numbers find the thread that has it, or none if it has ended. */
static int right(const bool *ended)
{
	int count = 0;

	for (int i = 0; i < THREADS; i++)
		count += uk_process_thread(numbers[i]) ==
			 (ended[i] ? NULL : threads[i]);
	return count;
}

/* Those of one list are 32 apart: from its middle, its beginning and its end. */
UK_TEST(process_number, ended_in_any_order)
{
	static const int order[] = { 32, 0, 96, 64, 33, 97, 1, 65 };
	bool ended[THREADS] = { false };

	UK_REQUIRE(start(THREADS, park));
	for (int i = 0; i < THREADS; i++)
		numbers[i] = uk_process_thread_number(threads[i]);
	for (size_t i = 0; i < UK_ARRAY_SIZE(order); i++) {
		uk_thread_wake(threads[order[i]]);
		uk_thread_yield();
		ended[order[i]] = true;
		UK_EXPECT_EQ(right(ended), THREADS);
	}
	for (int i = 0; i < THREADS; i++) {
		uk_thread_wake(threads[i]);
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
	}
}

UK_TEST(process_number, told_by_itself)
{
	UK_REQUIRE(start(1, tell));
	UK_EXPECT_EQ(uk_thread_join(threads[0], NULL), 0);
	UK_EXPECT(numbers[0] > UK_PROCESS_SELF);
	UK_EXPECT(uk_process_thread(numbers[0]) == NULL);
}
