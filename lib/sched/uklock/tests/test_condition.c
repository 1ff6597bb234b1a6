/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Condition variables: order of waiters, timeouts, and a bounded queue as
 * programs use it.
 */
#include <uk/condition.h>
#include <uk/errno.h>
#include <uk/test.h>
#include <uk/time.h>

UK_TESTSUITE(uklock_condition, "uklock: condition");

#define THREADS 4

static struct uk_mutex mutex = UK_MUTEX_INIT;
static struct uk_condition condition = UK_CONDITION_INIT;
static int order[THREADS];
static int order_count;

static void *wait_once(void *argument)
{
	uk_mutex_lock(&mutex);
	uk_condition_wait(&condition, &mutex);
	order[order_count++] = (int)(intptr_t)argument;
	uk_mutex_unlock(&mutex);
	return NULL;
}

static bool line_up(struct uk_thread **threads)
{
	order_count = 0;
	for (int i = 0; i < THREADS; i++) {
		if (uk_thread_create(&threads[i], NULL, wait_once,
				     (void *)(intptr_t)i))
			return false;
		uk_thread_yield();
	}
	return true;
}

UK_TEST(uklock_condition, signals_in_order_of_arrival)
{
	struct uk_thread *threads[THREADS];

	UK_REQUIRE(line_up(threads));
	for (int i = 0; i < THREADS; i++) {
		uk_condition_signal(&condition);
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
		UK_EXPECT_EQ(order_count, i + 1);
		UK_EXPECT_EQ(order[i], i);
	}
}

UK_TEST(uklock_condition, broadcast_with_the_mutex_held)
{
	struct uk_thread *threads[THREADS];

	UK_REQUIRE(line_up(threads));
	uk_mutex_lock(&mutex);
	uk_condition_broadcast(&condition);
	uk_sleep_ns(UK_TIME_MILLISECOND);
	UK_EXPECT_EQ(order_count, 0);
	uk_mutex_unlock(&mutex);
	for (int i = 0; i < THREADS; i++) {
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
		UK_EXPECT_EQ(order[i], i);
	}
}

UK_TEST(uklock_condition, times_out_with_the_mutex_held)
{
	uint64_t deadline = uk_time_deadline(2 * UK_TIME_MILLISECOND);

	uk_mutex_lock(&mutex);
	UK_EXPECT_EQ(uk_condition_wait_until(&condition, &mutex, deadline),
		     -ETIMEDOUT);
	UK_EXPECT(uk_mutex_owner(&mutex) == uk_thread_current());
	UK_EXPECT(uk_time_monotonic() >= deadline);
	uk_mutex_unlock(&mutex);
	/* A signal without a waiter is not kept. */
	uk_condition_signal(&condition);
	uk_mutex_lock(&mutex);
	UK_EXPECT_EQ(uk_condition_wait_until(&condition, &mutex, 0),
		     -ETIMEDOUT);
	uk_mutex_unlock(&mutex);
}

static void *signal_too_late(void *argument __uk_unused)
{
	uint64_t past = uk_time_deadline(3 * UK_TIME_MILLISECOND);

	while (uk_time_monotonic() < past)
		;
	uk_condition_signal(&condition);
	return NULL;
}

UK_TEST(uklock_condition, signal_beats_the_timeout)
{
	struct uk_thread *thread;
	int result;

	UK_REQUIRE(!uk_thread_create(&thread, NULL, signal_too_late, NULL));
	uk_mutex_lock(&mutex);
	result = uk_condition_wait_until(
		&condition, &mutex, uk_time_deadline(UK_TIME_MILLISECOND));
	uk_mutex_unlock(&mutex);
	UK_EXPECT_EQ(result, 0);
	UK_EXPECT_EQ(uk_thread_join(thread, NULL), 0);
}

#define CAPACITY 3
#define ITEMS 500

static struct uk_condition not_full, not_empty;
static int stored, most_stored;
static long sum_taken;

static void *produce(void *argument __uk_unused)
{
	for (int i = 1; i <= ITEMS; i++) {
		uk_mutex_lock(&mutex);
		while (stored == CAPACITY)
			uk_condition_wait(&not_full, &mutex);
		most_stored = UK_MAX(most_stored, ++stored);
		uk_condition_signal(&not_empty);
		uk_mutex_unlock(&mutex);
		if (i % 7 == 0)
			uk_thread_yield();
	}
	return NULL;
}

static void *consume(void *argument __uk_unused)
{
	for (int i = 1; i <= ITEMS; i++) {
		uk_mutex_lock(&mutex);
		while (stored == 0)
			uk_condition_wait(&not_empty, &mutex);
		stored--;
		sum_taken += i;
		uk_condition_signal(&not_full);
		uk_mutex_unlock(&mutex);
		if (i % 5 == 0)
			uk_thread_yield();
	}
	return NULL;
}

UK_TEST(uklock_condition, bounded_queue)
{
	struct uk_thread *threads[4];

	stored = most_stored = 0;
	sum_taken = 0;
	for (int i = 0; i < 4; i++)
		UK_REQUIRE(!uk_thread_create(&threads[i], NULL,
					     i % 2 ? produce : consume,
					     NULL));
	for (int i = 0; i < 4; i++)
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
	UK_EXPECT_EQ(stored, 0);
	UK_EXPECT_EQ(most_stored, CAPACITY);
	UK_EXPECT_EQ(sum_taken, 2L * ITEMS * (ITEMS + 1) / 2);
}
