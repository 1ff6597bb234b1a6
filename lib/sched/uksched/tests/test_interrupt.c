/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupted waits: each uk_thread_interrupt() ends one wait, whenever it comes.
 */
#include <uk/test.h>
#include <uk/time.h>
#include <uk/wait.h>

UK_TESTSUITE(uksched_interrupt, "uksched: interrupted waits");

static struct uk_wait_queue queue;
static bool condition;

static void *wait_once(void *deadline)
{
	return (void *)(intptr_t)uk_wait_event_interruptible_until(
		&queue, condition, (uintptr_t)deadline);
}

static struct uk_thread *waiting(uint64_t deadline)
{
	struct uk_thread *thread = NULL;

	condition = false;
	if (uk_thread_create(&thread, NULL, wait_once, (void *)deadline))
		return NULL;
	uk_thread_yield();
	return thread;
}

static int outcome(struct uk_thread *thread)
{
	void *value = NULL;

	uk_thread_join(thread, &value);
	return (int)(intptr_t)value;
}

UK_TEST(uksched_interrupt, ends_a_wait)
{
	struct uk_thread *thread = waiting(UINT64_MAX);

	UK_REQUIRE(thread != NULL);
	uk_thread_interrupt(thread);
	UK_EXPECT_EQ(outcome(thread), -EINTR);
	UK_EXPECT(queue.first == NULL && queue.last == NULL);
}

UK_TEST(uksched_interrupt, ends_all_waits_until_it_is_looked_at)
{
	uint64_t soon;

	condition = false;
	uk_thread_interrupt(uk_thread_current());
	/* What cannot be interrupted leaves it be. */
	UK_EXPECT_EQ(uk_wait_event_until(&queue, false, 0), -ETIMEDOUT);
	UK_EXPECT_EQ(uk_wait_event_interruptible_until(&queue, true, UINT64_MAX),
		     0);
	for (int i = 0; i < 2; i++)
		UK_EXPECT_EQ(uk_wait_event_interruptible_until(&queue, condition,
							       UINT64_MAX),
			     -EINTR);
	uk_thread_interrupt_clear();
	soon = uk_time_deadline(UK_TIME_MILLISECOND);
	UK_EXPECT_EQ(uk_wait_event_interruptible_until(&queue, condition, soon),
		     -ETIMEDOUT);
	UK_EXPECT(uk_time_monotonic() >= soon);
	UK_EXPECT(queue.first == NULL);
}

UK_TEST(uksched_interrupt, a_wake_up_wins)
{
	struct uk_thread *thread = waiting(UINT64_MAX);

	UK_REQUIRE(thread != NULL);
	condition = true;
	uk_wait_wake_one(&queue);
	uk_thread_interrupt(thread);
	UK_EXPECT_EQ(outcome(thread), 0);

	thread = waiting(UINT64_MAX);
	UK_REQUIRE(thread != NULL);
	uk_thread_interrupt(thread);
	condition = true;
	uk_wait_wake_one(&queue);
	UK_EXPECT_EQ(outcome(thread), 0);
}

UK_TEST(uksched_interrupt, others_stay_in_the_queue)
{
	struct uk_thread *first = waiting(UINT64_MAX);
	struct uk_thread *second = waiting(UINT64_MAX);

	UK_REQUIRE(first != NULL && second != NULL);
	uk_thread_interrupt(first);
	UK_EXPECT_EQ(outcome(first), -EINTR);
	condition = true;
	uk_wait_wake_one(&queue);
	UK_EXPECT_EQ(outcome(second), 0);
	UK_EXPECT(queue.first == NULL && queue.last == NULL);
}
