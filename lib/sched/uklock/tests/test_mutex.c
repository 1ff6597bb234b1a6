/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mutexes: exclusion, order of waiters, timeouts, recursion.
 */
#include <uk/errno.h>
#include <uk/mutex.h>
#include <uk/test.h>
#include <uk/time.h>

UK_TESTSUITE(uklock_mutex, "uklock: mutex");

#define THREADS 5

static struct uk_mutex mutex; /* zero bytes are a mutex */
static int inside, most_inside;
static int order[THREADS];
static int order_count;

static void *enter(void *argument)
{
	uk_mutex_lock(&mutex);
	most_inside = UK_MAX(most_inside, ++inside);
	order[order_count++] = (int)(intptr_t)argument;
	uk_thread_yield();
	inside--;
	uk_mutex_unlock(&mutex);
	return NULL;
}

UK_TEST(uklock_mutex, one_at_a_time_in_order_of_arrival)
{
	struct uk_thread *threads[THREADS];

	inside = most_inside = order_count = 0;
	uk_mutex_lock(&mutex);
	for (int i = 0; i < THREADS; i++)
		UK_REQUIRE(!uk_thread_create(&threads[i], NULL, enter,
					     (void *)(intptr_t)i));
	uk_sleep_ns(UK_TIME_MILLISECOND);
	UK_EXPECT_EQ(order_count, 0);
	uk_mutex_unlock(&mutex);
	/* It is the first waiter's already. */
	UK_EXPECT(uk_mutex_owner(&mutex) == threads[0]);
	UK_EXPECT_EQ(uk_mutex_try_lock(&mutex), -EBUSY);
	uk_mutex_lock(&mutex); /* behind all of them */
	UK_EXPECT_EQ(order_count, THREADS);
	uk_mutex_unlock(&mutex);
	for (int i = 0; i < THREADS; i++) {
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
		UK_EXPECT_EQ(order[i], i);
	}
	UK_EXPECT_EQ(most_inside, 1);
	UK_EXPECT(uk_mutex_owner(&mutex) == NULL);
}

UK_TEST(uklock_mutex, try_lock)
{
	UK_EXPECT_EQ(uk_mutex_try_lock(&mutex), 0);
	UK_EXPECT(uk_mutex_owner(&mutex) == uk_thread_current());
	UK_EXPECT_EQ(uk_mutex_try_lock(&mutex), -EBUSY);
	uk_mutex_unlock(&mutex);
	UK_EXPECT(uk_mutex_owner(&mutex) == NULL);
}

static void *hold_a_while(void *argument __uk_unused)
{
	uk_mutex_lock(&mutex);
	uk_sleep_ns(4 * UK_TIME_MILLISECOND);
	uk_mutex_unlock(&mutex);
	return NULL;
}

UK_TEST(uklock_mutex, timed_lock)
{
	uint64_t deadline = uk_time_deadline(UK_TIME_MILLISECOND);
	struct uk_thread *holder;

	UK_EXPECT_EQ(uk_mutex_lock_until(&mutex, 0), 0); /* it is free */
	uk_mutex_unlock(&mutex);
	UK_REQUIRE(!uk_thread_create(&holder, NULL, hold_a_while, NULL));
	uk_thread_yield();
	UK_EXPECT_EQ(uk_mutex_lock_until(&mutex, 0), -ETIMEDOUT);
	UK_EXPECT_EQ(uk_mutex_lock_until(&mutex, deadline), -ETIMEDOUT);
	UK_EXPECT(uk_time_monotonic() >= deadline);
	UK_EXPECT(uk_mutex_owner(&mutex) == holder);
	UK_EXPECT_EQ(uk_mutex_lock_until(
			     &mutex, uk_time_deadline(UK_TIME_SECOND * 1000)),
		     0);
	UK_EXPECT(uk_mutex_owner(&mutex) == uk_thread_current());
	uk_mutex_unlock(&mutex);
	UK_EXPECT_EQ(uk_thread_join(holder, NULL), 0);
	/* After timeouts it is as good as new. */
	UK_EXPECT_EQ(uk_mutex_try_lock(&mutex), 0);
	uk_mutex_unlock(&mutex);
}

static struct uk_mutex recursive = UK_MUTEX_RECURSIVE_INIT;

static void *try_recursive(void *argument __uk_unused)
{
	return (void *)(intptr_t)uk_mutex_try_lock(&recursive);
}

static intptr_t tried_elsewhere(void)
{
	struct uk_thread *thread;
	void *value = NULL;

	if (uk_thread_create(&thread, NULL, try_recursive, NULL) ||
	    uk_thread_join(thread, &value))
		return -ENOMEM;
	return (intptr_t)value;
}

UK_TEST(uklock_mutex, recursive_counts)
{
	UK_EXPECT_EQ(uk_mutex_try_lock(&recursive), 0);
	uk_mutex_lock(&recursive);
	UK_EXPECT_EQ(uk_mutex_lock_until(&recursive, 0), 0);
	for (int i = 0; i < 3; i++) {
		UK_EXPECT_EQ(tried_elsewhere(), -(intptr_t)EBUSY);
		uk_mutex_unlock(&recursive);
	}
	UK_EXPECT(uk_mutex_owner(&recursive) == NULL);
	UK_EXPECT_EQ(uk_mutex_try_lock(&recursive), 0);
	uk_mutex_unlock(&recursive);
}
