/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * When the monitor polls, and when it sleeps at once: with a clock and files of the test's own.
 */
#include <uk/test.h>

#include "../monitor.h"

static uint64_t clock; /* cycles */
static uint64_t look_takes, sleep_takes, ready_at;
static unsigned int looks, sleeps;

static long fake_ppoll(struct pollfd *fds, unsigned int count,
		       const struct timespec *timeout)
{
	(void)fds;
	(void)count;
	if (timeout && !timeout->seconds && !timeout->nanoseconds) {
		looks++;
		clock += look_takes;
		return clock >= ready_at;
	}
	sleeps++;
	clock += sleep_takes;
	return 1;
}

#define sys_ppoll fake_ppoll
#define __builtin_ia32_rdtsc() (clock)
#include "../io_poll.c"

UK_TESTSUITE(ukvm_io_poll, "ukvm: polling before sleeping");

static void begin(bool has_more_cpus)
{
	is_possible = has_more_cpus;
	length = 0;
	rest_until = 0;
	clock = 1;
	look_takes = 1000;
	sleep_takes = 20000;
	ready_at = ~0ull;
	looks = sleeps = 0;
}

static unsigned int looks_of_a_wait(const struct timespec *timeout)
{
	unsigned int before = looks;

	UK_EXPECT_EQ(wait_for_files(NULL, 0, timeout), 1);
	return looks - before;
}

UK_TEST(ukvm_io_poll, grows_with_short_waits)
{
	begin(true);
	UK_EXPECT_EQ(looks_of_a_wait(NULL), 0u);
	UK_EXPECT_EQ(looks_of_a_wait(NULL), 9u); /* FIRST, in whole looks */
	UK_EXPECT_EQ(looks_of_a_wait(NULL), 17u);
	UK_EXPECT_EQ(sleeps, 3u);
	ready_at = clock + 2500;
	UK_EXPECT_EQ(looks_of_a_wait(NULL), 3u);
	UK_EXPECT_EQ(sleeps, 3u); /* an answer in time */
	for (int i = 0; i < 10; i++)
		ready_at = clock, looks_of_a_wait(NULL);
	UK_EXPECT_EQ(length, LONGEST);
}

/* A guest that is idle uses no CPU. */
UK_TEST(ukvm_io_poll, stops_after_a_long_wait)
{
	begin(true);
	looks_of_a_wait(NULL);
	sleep_takes = LONGEST + 1;
	UK_EXPECT_EQ(looks_of_a_wait(NULL), 9u);
	for (int i = 0; i < 3; i++)
		UK_EXPECT_EQ(looks_of_a_wait(NULL), 0u);
}

UK_TEST(ukvm_io_poll, gives_way_to_who_interrupts)
{
	begin(true);
	looks_of_a_wait(NULL);
	looks_of_a_wait(NULL);
	look_takes = INTERRUPTED + 1;
	UK_EXPECT_EQ(looks_of_a_wait(NULL), 1u);
	look_takes = 1000;
	UK_EXPECT_EQ(looks_of_a_wait(NULL), 0u);
	clock = rest_until;
	UK_EXPECT(looks_of_a_wait(NULL) > 0);
}

UK_TEST(ukvm_io_poll, never_for_a_timer_nor_on_one_cpu)
{
	const struct timespec soon = { 0, SHORTEST_WAIT - 1 };

	begin(true);
	looks_of_a_wait(NULL);
	UK_EXPECT_EQ(looks_of_a_wait(&soon), 0u);
	begin(false);
	for (int i = 0; i < 3; i++)
		UK_EXPECT_EQ(looks_of_a_wait(NULL), 0u);
}
