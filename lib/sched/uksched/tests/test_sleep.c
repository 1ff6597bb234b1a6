/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sleeping and blocking: in order of deadlines, never short, and no wake-up
 * is lost, whether it comes before, during or at the end of the wait.
 */
#include <uk/errno.h>
#include <uk/test.h>
#include <uk/thread.h>
#include <uk/time.h>
#include <uk/wait.h>

UK_TESTSUITE(uksched_sleep, "uksched: sleeping and blocking");

#define SLEEPERS 300

static struct uk_thread *threads[SLEEPERS];
static struct uk_wait_queue start;
static uint64_t base;
static int woken[SLEEPERS];
static int woken_count;
static int early, late_to_bed;

static void *sleep_by_number(void *argument)
{
	int number = (int)(intptr_t)argument;
	uint64_t deadline;

	uk_wait_event(&start, base != 0);
	deadline = base + (uint64_t)number * 20 * UK_TIME_MICROSECOND;
	late_to_bed += uk_time_monotonic() >= base;
	uk_sleep_until(deadline);
	early += uk_time_monotonic() < deadline;
	woken[woken_count++] = number;
	return NULL;
}

/* All are asleep before the first is due, if `notice` was long enough. */
static bool sleep_and_wake(uint64_t notice)
{
	struct uk_thread_attributes small = { .stack_size = 4096 };
	int count = 0;

	woken_count = early = late_to_bed = 0;
	base = 0;
	/* In a scrambled order: 7 and SLEEPERS have no common divisor. */
	while (count < SLEEPERS &&
	       !uk_thread_create(&threads[count], &small, sleep_by_number,
				 (void *)(intptr_t)(count * 7 % SLEEPERS)))
		count++;
	uk_thread_yield();
	base = uk_time_deadline(notice);
	uk_wait_wake_all(&start);
	for (int i = 0; i < count; i++)
		uk_thread_join(threads[i], NULL);
	return count == SLEEPERS;
}

UK_TEST(uksched_sleep, order_of_deadlines)
{
	uint64_t notice = 5 * UK_TIME_MILLISECOND;
	int misplaced = 0;

	/* More notice where the machine is busy with other things. */
	do {
		UK_REQUIRE(sleep_and_wake(notice));
		notice *= 4;
	} while (late_to_bed && notice < 10 * UK_TIME_SECOND);
	UK_EXPECT_EQ(late_to_bed, 0);
	UK_EXPECT_EQ(early, 0);
	UK_REQUIRE(woken_count == SLEEPERS);
	for (int i = 0; i < SLEEPERS; i++)
		misplaced += woken[i] != i;
	UK_EXPECT_EQ(misplaced, 0);
}

static void *yield_until_told(void *stop)
{
	while (!*(volatile bool *)stop)
		uk_thread_yield();
	return NULL;
}

UK_TEST(uksched_sleep, busy_threads_do_not_hold_up_sleepers)
{
	uint64_t deadline = uk_time_deadline(3 * UK_TIME_MILLISECOND);
	struct uk_thread *busy;
	bool stop = false;

	UK_REQUIRE(!uk_thread_create(&busy, NULL, yield_until_told, &stop));
	uk_sleep_until(deadline);
	UK_EXPECT(uk_time_monotonic() >= deadline);
	stop = true;
	UK_EXPECT_EQ(uk_thread_join(busy, NULL), 0);
}

UK_TEST(uksched_sleep, block_times_out)
{
	uint64_t deadline = uk_time_deadline(2 * UK_TIME_MILLISECOND);

	UK_EXPECT_EQ(uk_thread_block_until(deadline), -ETIMEDOUT);
	UK_EXPECT(uk_time_monotonic() >= deadline);
	UK_EXPECT_EQ(uk_thread_block_until(0), -ETIMEDOUT);
}

UK_TEST(uksched_sleep, wake_before_block_counts_once)
{
	uk_thread_wake(uk_thread_current());
	uk_thread_wake(uk_thread_current());
	UK_EXPECT_EQ(uk_thread_block_until(0), 0);
	UK_EXPECT_EQ(uk_thread_block_until(0), -ETIMEDOUT);
}

static void *wake_it(void *thread)
{
	uk_thread_wake(thread);
	return NULL;
}

UK_TEST(uksched_sleep, wake_during_block_cancels_the_deadline)
{
	uint64_t deadline = uk_time_deadline(1000 * UK_TIME_SECOND);
	struct uk_thread *waker;

	UK_REQUIRE(!uk_thread_create(&waker, NULL, wake_it,
				     uk_thread_current()));
	UK_EXPECT_EQ(uk_thread_block_until(deadline), 0);
	UK_EXPECT_EQ(uk_thread_join(waker, NULL), 0);
	UK_EXPECT(uk_time_monotonic() < deadline);
	UK_EXPECT_EQ(uk_thread_block_until(0), -ETIMEDOUT);
}

UK_TEST(uksched_sleep, wake_does_not_shorten_a_sleep)
{
	uint64_t deadline = uk_time_deadline(3 * UK_TIME_MILLISECOND);
	struct uk_thread *waker;

	UK_REQUIRE(!uk_thread_create(&waker, NULL, wake_it,
				     uk_thread_current()));
	uk_sleep_until(deadline);
	UK_EXPECT(uk_time_monotonic() >= deadline);
	/* It was meant for this one. */
	UK_EXPECT_EQ(uk_thread_block_until(0), 0);
	UK_EXPECT_EQ(uk_thread_join(waker, NULL), 0);
}

static void *keep_cpu_then_wake(void *thread)
{
	uint64_t past = uk_time_deadline(3 * UK_TIME_MILLISECOND);

	while (uk_time_monotonic() < past)
		;
	uk_thread_wake(thread);
	return NULL;
}

UK_TEST(uksched_sleep, wake_after_the_deadline_is_not_lost)
{
	uint64_t deadline = uk_time_deadline(UK_TIME_MILLISECOND);
	struct uk_thread *waker;
	int calls = 0;

	/* The deadline passes while the waker holds the CPU. */
	UK_REQUIRE(!uk_thread_create(&waker, NULL, keep_cpu_then_wake,
				     uk_thread_current()));
	calls += uk_thread_block_until(deadline) == 0;
	UK_EXPECT_EQ(uk_thread_join(waker, NULL), 0);
	calls += uk_thread_block_until(0) == 0;
	UK_EXPECT_EQ(calls, 1);
}
