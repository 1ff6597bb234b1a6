/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Wait queues: first come, first served; timeouts leave no trace; a wake-up
 * reaches somebody who needs it.
 */
#include <uk/errno.h>
#include <uk/test.h>
#include <uk/time.h>
#include <uk/wait.h>

UK_TESTSUITE(uksched_wait, "uksched: wait queues");

#define WAITERS 5

static struct uk_wait_queue queue;
static int tickets;
static int served[WAITERS];
static int served_count;

static void *take_ticket(void *argument)
{
	uk_wait_event(&queue, tickets > 0);
	tickets--;
	served[served_count++] = (int)(intptr_t)argument;
	return NULL;
}

/* Threads 0, 1, ... wait in that order. True if they could be created. */
static bool line_up(struct uk_thread **threads)
{
	tickets = served_count = 0;
	for (int i = 0; i < WAITERS; i++) {
		if (uk_thread_create(&threads[i], NULL, take_ticket,
				     (void *)(intptr_t)i))
			return false;
		uk_thread_yield();
	}
	return true;
}

UK_TEST(uksched_wait, wakes_in_order_of_arrival)
{
	struct uk_thread *threads[WAITERS];

	UK_REQUIRE(line_up(threads));
	for (int i = 0; i < WAITERS; i++) {
		UK_EXPECT_EQ(served_count, i);
		tickets++;
		uk_wait_wake_one(&queue);
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
		UK_EXPECT_EQ(served[i], i);
	}
	UK_EXPECT(queue.first == NULL && queue.last == NULL);
}

UK_TEST(uksched_wait, wakes_all)
{
	struct uk_thread *threads[WAITERS];

	UK_REQUIRE(line_up(threads));
	tickets = WAITERS - 1;
	uk_wait_wake_all(&queue);
	for (int i = 0; i < WAITERS - 1; i++) {
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
		UK_EXPECT_EQ(served[i], i);
	}
	/* The last found no ticket and waits again. */
	UK_EXPECT_EQ(served_count, WAITERS - 1);
	tickets = 1;
	uk_wait_wake_all(&queue);
	UK_EXPECT_EQ(uk_thread_join(threads[WAITERS - 1], NULL), 0);
}

UK_TEST(uksched_wait, true_conditions_do_not_wait)
{
	uk_wait_event(&queue, true);
	UK_EXPECT_EQ(uk_wait_event_until(&queue, true, 0), 0);
	UK_EXPECT(queue.first == NULL);
}

UK_TEST(uksched_wait, times_out)
{
	uint64_t deadline = uk_time_deadline(2 * UK_TIME_MILLISECOND);

	UK_EXPECT_EQ(uk_wait_event_until(&queue, false, deadline),
		     -ETIMEDOUT);
	UK_EXPECT(uk_time_monotonic() >= deadline);
	UK_EXPECT_EQ(uk_wait_event_until(&queue, false, 0), -ETIMEDOUT);
	UK_EXPECT(queue.first == NULL && queue.last == NULL);
}

/* Gives up after a time of its own; the number in the middle first. */
static void *wait_a_while(void *argument)
{
	int number = (int)(intptr_t)argument;
	uint64_t patience = number == 1 ? UK_TIME_MILLISECOND
					: 1000 * UK_TIME_SECOND;

	if (uk_wait_event_until(&queue, tickets > 0,
				uk_time_deadline(patience)))
		return (void *)1;
	tickets--;
	served[served_count++] = number;
	return NULL;
}

UK_TEST(uksched_wait, leaving_from_the_middle)
{
	struct uk_thread *threads[3];
	void *value = NULL;

	tickets = served_count = 0;
	for (int i = 0; i < 3; i++) {
		UK_REQUIRE(!uk_thread_create(&threads[i], NULL, wait_a_while,
					     (void *)(intptr_t)i));
		uk_thread_yield();
	}
	UK_EXPECT_EQ(uk_thread_join(threads[1], &value), 0);
	UK_EXPECT(value == (void *)1);
	tickets = 2;
	uk_wait_wake_one(&queue);
	uk_wait_wake_one(&queue);
	UK_EXPECT_EQ(uk_thread_join(threads[0], NULL), 0);
	UK_EXPECT_EQ(uk_thread_join(threads[2], NULL), 0);
	UK_EXPECT_EQ(served_count, 2);
	UK_EXPECT_EQ(served[0], 0);
	UK_EXPECT_EQ(served[1], 2);
	UK_EXPECT(queue.first == NULL && queue.last == NULL);
}

static void *keep_cpu_then_give(void *argument __uk_unused)
{
	uint64_t past = uk_time_deadline(3 * UK_TIME_MILLISECOND);

	while (uk_time_monotonic() < past)
		;
	tickets++;
	uk_wait_wake_one(&queue);
	return NULL;
}

UK_TEST(uksched_wait, wake_up_beats_the_timeout)
{
	struct uk_thread *giver;

	tickets = 0;
	UK_REQUIRE(!uk_thread_create(&giver, NULL, keep_cpu_then_give, NULL));
	/* The deadline passes before the wake-up, while the giver runs. */
	UK_EXPECT_EQ(uk_wait_event_until(
			     &queue, tickets > 0,
			     uk_time_deadline(UK_TIME_MILLISECOND)),
		     0);
	UK_EXPECT_EQ(tickets, 1);
	UK_EXPECT_EQ(uk_thread_join(giver, NULL), 0);
}

UK_TEST(uksched_wait, prepared_waiter_keeps_a_wake_up)
{
	struct uk_waiter self;

	uk_wait_prepare(&queue, &self);
	uk_wait_wake_one(&queue);
	UK_EXPECT_EQ(uk_wait_commit(&queue, &self, UINT64_MAX), 0);
	uk_wait_prepare(&queue, &self);
	UK_EXPECT_EQ(uk_wait_commit(&queue, &self, 0), -ETIMEDOUT);
}

UK_TEST(uksched_wait, cancelling_passes_a_wake_up_on)
{
	struct uk_thread *threads[WAITERS];
	struct uk_waiter self;

	tickets = served_count = 0;
	uk_wait_prepare(&queue, &self); /* ahead of the others */
	UK_REQUIRE(line_up(threads));
	tickets = 1;
	uk_wait_wake_one(&queue);
	uk_wait_cancel(&queue, &self);
	UK_EXPECT_EQ(uk_thread_join(threads[0], NULL), 0);
	tickets = WAITERS - 1;
	uk_wait_wake_all(&queue);
	for (int i = 1; i < WAITERS; i++)
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
	UK_EXPECT_EQ(served_count, WAITERS);
}
