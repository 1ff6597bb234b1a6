/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CPU time: it passes for who runs, and for nobody else.
 */
#include <uk/test.h>
#include <uk/thread.h>
#include <uk/time.h>

UK_TESTSUITE(cpu_time, "CPU time of threads");

#define WORK (2 * UK_TIME_MILLISECOND)
#define SLEEP (10 * UK_TIME_MILLISECOND)

static void work(void)
{
	uint64_t until = uk_thread_cpu_time(uk_thread_current()) + WORK;

	while (uk_thread_cpu_time(uk_thread_current()) < until)
		uk_arch_spin_hint();
}

static void *worker(void *argument)
{
	work();
	*(uint64_t *)argument = uk_thread_cpu_time(uk_thread_current());
	return NULL;
}

UK_TEST(cpu_time, of_each_thread)
{
	struct uk_thread *self = uk_thread_current(), *thread;
	uint64_t total = uk_thread_cpu_time(NULL), others = 0;
	uint64_t mine, before;

	UK_REQUIRE(!uk_thread_create(&thread, NULL, worker, &others));
	UK_EXPECT_EQ(uk_thread_cpu_time(thread), 0);
	before = uk_thread_cpu_time(self);
	UK_REQUIRE(!uk_thread_join(thread, NULL));
	mine = uk_thread_cpu_time(self) - before;
	UK_EXPECT(others >= WORK);
	/* What the other did is not mine, but all of the image's. */
	total = uk_thread_cpu_time(NULL) - total;
	UK_EXPECT(total >= others + mine);
}

/* How much of a sleep was not counted as the CPU's, and that of this thread's time. */
static uint64_t sleep_once(bool *is_mine)
{
	uint64_t all = uk_thread_cpu_time(NULL);
	uint64_t mine = uk_thread_cpu_time(uk_thread_current());
	uint64_t start = uk_time_monotonic(), passed;

	uk_sleep_ns(SLEEP);
	mine = uk_thread_cpu_time(uk_thread_current()) - mine;
	all = uk_thread_cpu_time(NULL) - all;
	passed = uk_time_monotonic() - start;
	*is_mine = mine > all;
	return passed > all ? passed - all : 0;
}

/* A machine that others keep from its work halts for less, now and then. */
UK_TEST(cpu_time, not_while_nobody_runs)
{
	bool is_mine = false;
	int tries = 0;

	while (sleep_once(&is_mine) < SLEEP / 2 && tries < 50)
		tries++;
	UK_EXPECT(tries < 50);
	UK_EXPECT(!is_mine);
}
