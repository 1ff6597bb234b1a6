/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks, sleeping, and the calendar. */
#include <errno.h>
#include <string.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(newlib_time, "newlib: time");

#define YEAR_2024 1704067200

static long long nanoseconds(clockid_t clock)
{
	struct timespec now = { 0, -1 };

	UK_EXPECT_EQ(clock_gettime(clock, &now), 0);
	UK_EXPECT(now.tv_nsec >= 0 && now.tv_nsec < 1000000000);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

UK_TEST(newlib_time, clocks)
{
	struct timeval now;
	time_t seconds = 0;
	long long before = nanoseconds(CLOCK_MONOTONIC), after;

	UK_EXPECT(time(&seconds) > YEAR_2024);
	UK_EXPECT(seconds > YEAR_2024);
	UK_EXPECT_EQ(gettimeofday(&now, NULL), 0);
	UK_EXPECT(now.tv_sec >= seconds && now.tv_sec <= seconds + 2);
	UK_EXPECT(now.tv_usec >= 0 && now.tv_usec < 1000000);
	after = nanoseconds(CLOCK_MONOTONIC);
	UK_EXPECT(after >= before);
#ifndef CONFIG_LIBNEWLIB_CPU_TIME
	UK_EXPECT(clock() >= before / 1000);
#endif
	errno = 0;
	UK_EXPECT_EQ(clock_gettime(77, &(struct timespec){ 0 }), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	errno = 0;
	UK_EXPECT_EQ(clock_settime(CLOCK_REALTIME, &(struct timespec){ 0 }), -1);
	UK_EXPECT_EQ(errno, EPERM);
	UK_EXPECT_EQ(clock_settime(CLOCK_MONOTONIC, &(struct timespec){ 0 }), -1);
	UK_EXPECT_EQ(errno, EINVAL);
}

UK_TEST(newlib_time, sleeping)
{
	const struct timespec short_time = { 0, 3000000 };
	long long before = nanoseconds(CLOCK_MONOTONIC);
	struct timespec until;

	UK_EXPECT_EQ(nanosleep(&short_time, NULL), 0);
	UK_EXPECT(nanoseconds(CLOCK_MONOTONIC) - before >= 3000000);
	before = nanoseconds(CLOCK_REALTIME) + 3000000;
	until.tv_sec = before / 1000000000;
	until.tv_nsec = before % 1000000000;
	UK_EXPECT_EQ(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL), 0);
	UK_EXPECT(nanoseconds(CLOCK_REALTIME) >= before);
	UK_EXPECT_EQ(usleep(1000), 0);
	errno = 0;
	until.tv_nsec = 1000000000;
	UK_EXPECT_EQ(nanosleep(&until, NULL), -1);
	UK_EXPECT_EQ(errno, EINVAL);
}

UK_TEST(newlib_time, calendar)
{
	const time_t leap = 1709210096; /* 2024-02-29 12:34:56 UTC */
	char text[64];
	struct tm parts;

	gmtime_r(&leap, &parts);
	UK_EXPECT_EQ(parts.tm_year, 124);
	UK_EXPECT_EQ(parts.tm_mon, 1);
	UK_EXPECT_EQ(parts.tm_mday, 29);
	UK_EXPECT_EQ(parts.tm_yday, 59);
	UK_EXPECT_EQ(parts.tm_wday, 4);
	UK_EXPECT_EQ(mktime(&parts), leap);
	UK_EXPECT_EQ(strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts), 19);
	UK_EXPECT(!strcmp(text, "2024-02-29 12:34:56"));
	UK_EXPECT_EQ(sizeof(time_t), 8);
}
