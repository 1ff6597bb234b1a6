/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clocks never go back and do advance, sleeping never ends early, and
 * arithmetic on times saturates instead of wrapping.
 */
#include <uk/test.h>
#include <uk/time.h>

UK_TESTSUITE(uktime, "uktime");

UK_TEST(uktime, additions_saturate)
{
	UK_EXPECT_EQ(uk_time_add(1, 2), 3ULL);
	UK_EXPECT_EQ(uk_time_add(UINT64_MAX - 1, 1), UK_TIME_NEVER);
	UK_EXPECT_EQ(uk_time_add(UINT64_MAX - 1, 2), UK_TIME_NEVER);
	UK_EXPECT_EQ(uk_time_add(UK_TIME_NEVER, UINT64_MAX), UK_TIME_NEVER);
}

UK_TEST(uktime, seconds_join_and_split)
{
	uint64_t seconds;
	uint32_t nanoseconds;

	UK_EXPECT_EQ(uk_time_join(2, 5), 2000000005ULL);
	UK_EXPECT_EQ(uk_time_join(18446744073ULL, 709551614),
		     UINT64_MAX - 1);
	UK_EXPECT_EQ(uk_time_join(18446744073ULL, 709551616), UK_TIME_NEVER);
	UK_EXPECT_EQ(uk_time_join(18446744074ULL, 0), UK_TIME_NEVER);
	UK_EXPECT_EQ(uk_time_join(UINT64_MAX, 999999999), UK_TIME_NEVER);
	uk_time_split(UINT64_MAX, &seconds, &nanoseconds);
	UK_EXPECT_EQ(seconds, 18446744073ULL);
	UK_EXPECT_EQ(nanoseconds, 709551615U);
	uk_time_split(999999999, &seconds, &nanoseconds);
	UK_EXPECT_EQ(seconds, 0ULL);
	UK_EXPECT_EQ(nanoseconds, 999999999U);
}

#ifndef UK_TEST_HOST

UK_TEST(uktime, monotonic_clock_never_goes_back)
{
	uint64_t first = uk_time_monotonic();
	uint64_t before = first;
	int backwards = 0;

	for (int i = 0; i < 20000; i++) {
		uint64_t now = uk_time_monotonic();

		backwards += now < before;
		before = now;
	}
	UK_EXPECT_EQ(backwards, 0);
	UK_EXPECT(before > first);
}

UK_TEST(uktime, wall_clock_is_of_this_century)
{
	uint64_t before = uk_time_wall();

	/* 2020-01-01 to 2100-01-01 */
	UK_EXPECT(before > uk_time_join(1577836800, 0));
	UK_EXPECT(before < uk_time_join(4102444800, 0));
	uk_sleep_ns(2 * UK_TIME_MILLISECOND);
	UK_EXPECT(uk_time_wall() > before);
}

UK_TEST(uktime, sleep_is_never_short)
{
	static const uint64_t durations[] = {
		0, 1, 1000, 100 * UK_TIME_MICROSECOND,
		3 * UK_TIME_MILLISECOND, 20 * UK_TIME_MILLISECOND,
	};

	for (size_t i = 0; i < UK_ARRAY_SIZE(durations); i++) {
		uint64_t deadline = uk_time_deadline(durations[i]);

		uk_sleep_until(deadline);
		UK_EXPECT(uk_time_monotonic() >= deadline);
		/* Ten seconds late is a lost timer, not a busy machine. */
		UK_EXPECT(uk_time_monotonic() <
			  deadline + 10 * UK_TIME_SECOND);
	}
}

UK_TEST(uktime, sleep_until_the_past_returns)
{
	uint64_t now = uk_time_monotonic();

	uk_sleep_until(0);
	uk_sleep_until(now);
	UK_EXPECT(uk_time_monotonic() < now + 10 * UK_TIME_SECOND);
}

#endif /* !UK_TEST_HOST */
