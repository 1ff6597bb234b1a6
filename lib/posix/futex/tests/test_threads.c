/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Futexes with threads that wait: who is woken, who is moved, and that no list keeps one
 * that has left.
 */
#include <uk/futex.h>
#include <uk/interrupt.h>
#include <uk/test.h>
#include <uk/thread.h>
#include <uk/time.h>

UK_TESTSUITE(futex_threads, "futex: threads that wait");

#define WAITERS 40

/* More words than lists: some share one. */
static uint32_t words[256];
static struct uk_thread *threads[WAITERS];
static int woken[WAITERS], woken_count;

struct wait {
	const uint32_t *word;
	uint32_t bits;
	uint64_t deadline;
	int number;
};

static struct wait waits[WAITERS];

static void *wait_once(void *argument)
{
	struct wait *wait = argument;
	int result = uk_futex_wait(wait->word, 0, wait->bits, wait->deadline);

	if (!result)
		woken[woken_count++] = wait->number;
	return (void *)(intptr_t)result;
}

static bool start(int number, const uint32_t *word, uint32_t bits,
		  uint64_t deadline)
{
	struct uk_thread_attributes attributes = { .stack_size = 4096 };

	waits[number] = (struct wait){ word, bits, deadline, number };
	return !uk_thread_create(&threads[number], &attributes, wait_once,
				 &waits[number]);
}

/* Threads 0 to count - 1 wait for the first word, in that order. */
static bool line_up(int count)
{
	woken_count = 0;
	for (int i = 0; i < count; i++)
		if (!start(i, words, UK_FUTEX_ANY, UINT64_MAX))
			return false;
	uk_thread_yield();
	return true;
}

static int outcome(int number)
{
	void *value = NULL;

	UK_EXPECT_EQ(uk_thread_join(threads[number], &value), 0);
	return (int)(intptr_t)value;
}

/* The results of the first threads, none of which is an error. */
static int failures(int count)
{
	int failed = 0;

	for (int i = 0; i < count; i++)
		failed += outcome(i) != 0;
	return failed;
}

UK_TEST(futex_threads, woken_in_order)
{
	UK_REQUIRE(line_up(WAITERS));
	UK_EXPECT_EQ(uk_futex_wake(words + 1, 9, UK_FUTEX_ANY), 0);
	UK_EXPECT_EQ(uk_futex_wake(words, 0, UK_FUTEX_ANY), 0);
	UK_EXPECT_EQ(uk_futex_wake(words, 1, UK_FUTEX_ANY), 1);
	UK_EXPECT_EQ(uk_futex_wake(words, 3, UK_FUTEX_ANY), 3);
	UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, UK_FUTEX_ANY),
		     WAITERS - 4);
	UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, UK_FUTEX_ANY), 0);
	UK_EXPECT_EQ(failures(WAITERS), 0);
	for (int i = 0; i < WAITERS; i++)
		UK_EXPECT_EQ(woken[i], i);
}

UK_TEST(futex_threads, bits_choose)
{
	woken_count = 0;
	UK_REQUIRE(start(0, words, 1, UINT64_MAX));
	UK_REQUIRE(start(1, words, 2, UINT64_MAX));
	UK_REQUIRE(start(2, words, 3, UINT64_MAX));
	uk_thread_yield();
	UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, 4), 0);
	UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, 2), 2);
	UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, 2), 0);
	UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, UK_FUTEX_ANY), 1);
	UK_EXPECT_EQ(failures(3), 0);
	UK_EXPECT_EQ(woken[0], 1);
	UK_EXPECT_EQ(woken[1], 2);
	UK_EXPECT_EQ(woken[2], 0);
}

UK_TEST(futex_threads, moved)
{
	for (int other = 1; other < (int)UK_ARRAY_SIZE(words); other += 51) {
		UK_REQUIRE(line_up(8));
		UK_EXPECT_EQ(uk_futex_requeue(words, 1, 4, words + other, NULL),
			     5);
		/* 0 runs; 1 to 4 wait for the other word, 5 to 7 as before */
		UK_EXPECT_EQ(uk_futex_wake(words + other, 1, UK_FUTEX_ANY), 1);
		UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, UK_FUTEX_ANY), 3);
		UK_EXPECT_EQ(uk_futex_wake(words + other, UK_FUTEX_ALL,
					   UK_FUTEX_ANY),
			     3);
		UK_EXPECT_EQ(failures(8), 0);
	}
}

UK_TEST(futex_threads, moved_to_itself)
{
	UK_REQUIRE(line_up(4));
	UK_EXPECT_EQ(uk_futex_requeue(words, 1, 9, words, NULL), 1);
	UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, UK_FUTEX_ANY), 3);
	UK_EXPECT_EQ(failures(4), 0);
}

/* A waiter that was moved gives up in the list that it is in by then. */
UK_TEST(futex_threads, moved_and_timed_out)
{
	uint64_t soon = uk_time_deadline(2 * UK_TIME_MILLISECOND);

	woken_count = 0;
	UK_REQUIRE(start(0, words, UK_FUTEX_ANY, UINT64_MAX));
	UK_REQUIRE(start(1, words, UK_FUTEX_ANY, soon));
	UK_REQUIRE(start(2, words, UK_FUTEX_ANY, UINT64_MAX));
	uk_thread_yield();
	UK_EXPECT_EQ(uk_futex_requeue(words, 0, 3, words + 77, NULL), 3);
	UK_EXPECT_EQ(outcome(1), -ETIMEDOUT);
	UK_EXPECT_EQ(uk_futex_wake(words + 77, UK_FUTEX_ALL, UK_FUTEX_ANY), 2);
	UK_EXPECT_EQ(outcome(0), 0);
	UK_EXPECT_EQ(outcome(2), 0);
}

/* Leaving from the beginning, the middle and the end of a list. */
UK_TEST(futex_threads, timeouts_leave_no_trace)
{
	for (int leaves = 0; leaves < 3; leaves++) {
		woken_count = 0;
		for (int i = 0; i < 3; i++)
			UK_REQUIRE(start(i, words, UK_FUTEX_ANY,
					 i == leaves ? 1 : UINT64_MAX));
		UK_EXPECT_EQ(outcome(leaves), -ETIMEDOUT);
		UK_REQUIRE(start(leaves, words, UK_FUTEX_ANY, UINT64_MAX));
		uk_thread_yield();
		UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, UK_FUTEX_ANY), 3);
		UK_EXPECT_EQ(failures(3), 0);
		UK_EXPECT_EQ(woken[2], leaves);
	}
}

UK_TEST(futex_threads, a_wake_up_beats_the_timeout)
{
	uint64_t soon = uk_time_deadline(UK_TIME_MILLISECOND);

	woken_count = 0;
	UK_REQUIRE(start(0, words, UK_FUTEX_ANY, soon));
	uk_thread_yield();
	while (uk_time_monotonic() <= soon)
		;
	UK_EXPECT_EQ(uk_futex_wake(words, 1, UK_FUTEX_ANY), 1);
	UK_EXPECT_EQ(outcome(0), 0);
}

UK_TEST(futex_threads, wakes_for_two_words)
{
	uint32_t operation = UK_FUTEX_OPERATION(UK_FUTEX_ADD, 1, UK_FUTEX_EQUAL, 0);

	woken_count = 0;
	UK_REQUIRE(start(0, words, UK_FUTEX_ANY, UINT64_MAX));
	UK_REQUIRE(start(1, words + 9, UK_FUTEX_ANY, UINT64_MAX));
	uk_thread_yield();
	UK_EXPECT_EQ(uk_futex_wake_operation(words, 1, words + 9, 1, operation),
		     2);
	UK_EXPECT_EQ(failures(2), 0);
	UK_EXPECT_EQ(words[9], 1u);
	/* It was 1 then: nobody is woken there. */
	UK_REQUIRE(start(0, words, UK_FUTEX_ANY, UINT64_MAX));
	uk_thread_yield();
	UK_EXPECT_EQ(uk_futex_wake_operation(words + 1, 1, words + 9, 1,
					     operation),
		     0);
	UK_EXPECT_EQ(uk_futex_wake(words, 1, UK_FUTEX_ANY), 1);
	UK_EXPECT_EQ(failures(1), 0);
	words[9] = 0;
}

#ifdef CONFIG_LIBUKFILE_INTERRUPT
UK_TEST(futex_threads, interrupted)
{
	UK_REQUIRE(line_up(3));
	uk_interrupt(threads[1]);
	UK_EXPECT_EQ(outcome(1), -EINTR);
	UK_EXPECT_EQ(uk_futex_wake(words, UK_FUTEX_ALL, UK_FUTEX_ANY), 2);
	UK_EXPECT_EQ(outcome(0), 0);
	UK_EXPECT_EQ(outcome(2), 0);
	/* Both at once: it has been woken, and nobody else was in its stead. */
	UK_REQUIRE(line_up(1));
	uk_interrupt(threads[0]);
	UK_EXPECT_EQ(uk_futex_wake(words, 1, UK_FUTEX_ANY), 1);
	UK_EXPECT_EQ(outcome(0), 0);
}
#endif

/* A mutex of the usual kind: 0 free, 1 held, 2 held and somebody waits. */
static uint32_t mutex;
static int inside, worst, turns;

static void lock(void)
{
	uint32_t expected = 0;

	if (__atomic_compare_exchange_n(&mutex, &expected, 1, false,
					__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		return;
	while (__atomic_exchange_n(&mutex, 2, __ATOMIC_SEQ_CST))
		uk_futex_wait(&mutex, 2, UK_FUTEX_ANY, UINT64_MAX);
}

static void unlock(void)
{
	if (__atomic_exchange_n(&mutex, 0, __ATOMIC_SEQ_CST) == 2)
		uk_futex_wake(&mutex, 1, UK_FUTEX_ANY);
}

static void *take_turns(void *argument)
{
	for (int i = 0; i < 50; i++) {
		lock();
		inside++;
		worst = UK_MAX(worst, inside);
		if ((i + (int)(intptr_t)argument) % 3)
			uk_thread_yield();
		inside--;
		turns++;
		unlock();
	}
	return NULL;
}

UK_TEST(futex_threads, a_mutex_made_of_one)
{
	struct uk_thread_attributes attributes = { .stack_size = 4096 };

	worst = turns = 0;
	for (int i = 0; i < WAITERS; i++)
		UK_REQUIRE(!uk_thread_create(&threads[i], &attributes,
					     take_turns, (void *)(intptr_t)i));
	UK_EXPECT_EQ(failures(WAITERS), 0);
	UK_EXPECT_EQ(worst, 1);
	UK_EXPECT_EQ(turns, 50 * WAITERS);
	UK_EXPECT_EQ(mutex, 0u);
}
