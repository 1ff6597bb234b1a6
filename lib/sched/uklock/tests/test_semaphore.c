/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Semaphores: counting, order of waiters, timeouts that race with units.
 */
#include <uk/errno.h>
#include <uk/semaphore.h>
#include <uk/test.h>
#include <uk/time.h>

UK_TESTSUITE(uklock_semaphore, "uklock: semaphore");

#define THREADS 4

static struct uk_semaphore semaphore;
static int order[THREADS];
static int order_count;

UK_TEST(uklock_semaphore, counts)
{
	struct uk_semaphore two = UK_SEMAPHORE_INIT(2);

	UK_EXPECT_EQ(uk_semaphore_try_down(&two), 0);
	UK_EXPECT_EQ(uk_semaphore_down_until(&two, 0), 0);
	UK_EXPECT_EQ(uk_semaphore_try_down(&two), -EAGAIN);
	UK_EXPECT_EQ(uk_semaphore_down_until(&two, 0), -ETIMEDOUT);
	UK_EXPECT_EQ(uk_semaphore_up(&two), 0);
	uk_semaphore_down(&two);
	UK_EXPECT_EQ(uk_semaphore_try_down(&two), -EAGAIN);
}

UK_TEST(uklock_semaphore, full_refuses)
{
	struct uk_semaphore full = UK_SEMAPHORE_INIT(-1U);

	UK_EXPECT_EQ(uk_semaphore_up(&full), -EOVERFLOW);
	uk_semaphore_down(&full);
	UK_EXPECT_EQ(uk_semaphore_up(&full), 0);
	UK_EXPECT_EQ(uk_semaphore_up(&full), -EOVERFLOW);
}

static void *take_unit(void *argument)
{
	uk_semaphore_down(&semaphore);
	order[order_count++] = (int)(intptr_t)argument;
	return NULL;
}

UK_TEST(uklock_semaphore, units_go_in_order_of_arrival)
{
	struct uk_thread *threads[THREADS];

	order_count = 0;
	for (int i = 0; i < THREADS; i++) {
		UK_REQUIRE(!uk_thread_create(&threads[i], NULL, take_unit,
					     (void *)(intptr_t)i));
		uk_thread_yield();
	}
	for (int i = 0; i < THREADS; i++) {
		uk_semaphore_up(&semaphore);
		/* It is promised: nobody can snatch it. */
		UK_EXPECT_EQ(uk_semaphore_try_down(&semaphore), -EAGAIN);
	}
	for (int i = 0; i < THREADS; i++) {
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
		UK_EXPECT_EQ(order[i], i);
	}
}

UK_TEST(uklock_semaphore, times_out)
{
	uint64_t deadline = uk_time_deadline(2 * UK_TIME_MILLISECOND);

	UK_EXPECT_EQ(uk_semaphore_down_until(&semaphore, deadline),
		     -ETIMEDOUT);
	UK_EXPECT(uk_time_monotonic() >= deadline);
	/* Who gave up takes nothing. */
	uk_semaphore_up(&semaphore);
	UK_EXPECT_EQ(uk_semaphore_try_down(&semaphore), 0);
}

static void *up_too_late(void *argument __uk_unused)
{
	uint64_t past = uk_time_deadline(3 * UK_TIME_MILLISECOND);

	while (uk_time_monotonic() < past)
		;
	uk_semaphore_up(&semaphore);
	return NULL;
}

UK_TEST(uklock_semaphore, unit_beats_the_timeout)
{
	struct uk_thread *giver;

	UK_REQUIRE(!uk_thread_create(&giver, NULL, up_too_late, NULL));
	UK_EXPECT_EQ(uk_semaphore_down_until(
			     &semaphore,
			     uk_time_deadline(UK_TIME_MILLISECOND)),
		     0);
	UK_EXPECT_EQ(uk_semaphore_try_down(&semaphore), -EAGAIN);
	UK_EXPECT_EQ(uk_thread_join(giver, NULL), 0);
}
