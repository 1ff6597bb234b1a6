/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The order in which the cooperative scheduler runs threads, which programs
 * may rely on: first come, first served, and nobody is interrupted.
 */
#include <uk/errno.h>
#include <uk/sched.h>
#include <uk/test.h>
#include <uk/time.h>

UK_TESTSUITE(ukschedcoop, "ukschedcoop");

#define THREADS 6
#define ROUNDS 50

static int trace[THREADS * ROUNDS];
static int trace_count;

static void *trace_rounds(void *argument)
{
	for (int i = 0; i < ROUNDS; i++) {
		trace[trace_count++] = (int)(intptr_t)argument;
		uk_thread_yield();
	}
	return NULL;
}

UK_TEST(ukschedcoop, everybody_in_turn)
{
	struct uk_thread *threads[THREADS];
	int misplaced = 0;

	trace_count = 0;
	for (int i = 0; i < THREADS; i++)
		UK_REQUIRE(!uk_thread_create(&threads[i], NULL, trace_rounds,
					     (void *)(intptr_t)i));
	/* Nobody has run yet: creation does not switch. */
	UK_EXPECT_EQ(trace_count, 0);
	for (int i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
	UK_REQUIRE(trace_count == THREADS * ROUNDS);
	for (int i = 0; i < THREADS * ROUNDS; i++)
		misplaced += trace[i] != i % THREADS;
	UK_EXPECT_EQ(misplaced, 0);
}

static void *count_for_a_time(void *argument)
{
	uint64_t end = uk_time_deadline(4 * UK_TIME_MILLISECOND);
	volatile int *shared = argument;
	int before = *shared;
	intptr_t undisturbed = 1;

	/* The timer fires within: with a sleeper due, too. */
	while (uk_time_monotonic() < end)
		undisturbed &= *shared == before;
	return (void *)undisturbed;
}

static void *disturb(void *argument)
{
	uk_sleep_ns(UK_TIME_MILLISECOND);
	++*(volatile int *)argument;
	return NULL;
}

UK_TEST(ukschedcoop, no_switch_that_nobody_asked_for)
{
	struct uk_thread *counter, *sleeper;
	int shared = 0;
	void *value = NULL;

	UK_REQUIRE(!uk_thread_create(&sleeper, NULL, disturb, &shared));
	UK_REQUIRE(!uk_thread_create(&counter, NULL, count_for_a_time,
				     &shared));
	UK_EXPECT_EQ(uk_thread_join(counter, &value), 0);
	UK_EXPECT(value != NULL);
	UK_EXPECT_EQ(uk_thread_join(sleeper, NULL), 0);
	UK_EXPECT_EQ(shared, 1);
}

UK_TEST(ukschedcoop, all_priorities_are_equal)
{
	struct uk_thread_attributes attributes = { .priority = 1 };
	struct uk_thread *thread;

	UK_EXPECT_EQ(uk_sched_ops()->priority_max, 0);
	UK_EXPECT_EQ(uk_thread_create(&thread, &attributes, trace_rounds,
				      NULL),
		     -EINVAL);
}

UK_TEST(ukschedcoop, waking_twice_runs_once)
{
	struct uk_thread *threads[2];

	trace_count = 0;
	for (int i = 0; i < 2; i++)
		UK_REQUIRE(!uk_thread_create(&threads[i], NULL, trace_rounds,
					     (void *)(intptr_t)i));
	/* Both are ready already: the queue must not change. */
	for (int i = 0; i < 5; i++) {
		unsigned long state = uk_arch_irq_save();

		uk_sched_ops()->wake(threads[0]);
		uk_sched_ops()->wake(threads[1]);
		uk_sched_ops()->wake(uk_thread_current());
		uk_arch_irq_restore(state);
	}
	for (int i = 0; i < 2; i++)
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
	UK_EXPECT_EQ(trace_count, 2 * ROUNDS);
}

static void *look_at_interrupts(void *argument __uk_unused)
{
	bool at_start = uk_arch_irq_enabled();

	uk_sleep_ns(UK_TIME_MILLISECOND);
	return (void *)(intptr_t)(at_start + 2 * uk_arch_irq_enabled());
}

/* What a new thread finds: bit 0 at its start, bit 1 after a sleep. */
static intptr_t seen_by_thread(void)
{
	struct uk_thread *thread;
	void *value = NULL;

	if (uk_thread_create(&thread, NULL, look_at_interrupts, NULL) ||
	    uk_thread_join(thread, &value))
		return -1;
	return (intptr_t)value;
}

UK_TEST(ukschedcoop, interrupts_are_as_they_were)
{
	unsigned long state;

	/* Only then may interrupts be enabled on every machine. */
	uk_sleep_ns(UK_TIME_MILLISECOND);
	state = uk_arch_irq_save();
	UK_EXPECT_EQ(seen_by_thread(), 0);
	UK_EXPECT(!uk_arch_irq_enabled());
	uk_thread_yield();
	UK_EXPECT(!uk_arch_irq_enabled());
	uk_arch_irq_enable();
	UK_EXPECT_EQ(seen_by_thread(), 3);
	UK_EXPECT(uk_arch_irq_enabled());
	uk_thread_yield();
	UK_EXPECT(uk_arch_irq_enabled());
	uk_arch_irq_disable();
	uk_arch_irq_restore(state);
}
