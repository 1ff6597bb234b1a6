/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clocks and sleeping in the terms of POSIX.
 */
#include <errno.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <uk/time.h>

#ifdef CONFIG_LIBNEWLIB_CPU_TIME
#include <uk/process.h>
#endif

static int fail(int number)
{
	errno = number;
	return -1;
}

#ifdef CONFIG_LIBNEWLIB_CPU_TIME
static int read_cpu_clock(clockid_t clock, uint64_t *now)
{
	return -uk_process_cpu_time((int)clock, now);
}

static uint64_t cpu_time(void)
{
	uint64_t now = 0;

	uk_process_cpu_time(UK_CLOCK_PROCESS_CPU_TIME, &now);
	return now;
}
#else
/* It is not counted: the image is the process, and its time is that since boot. */
static int read_cpu_clock(clockid_t clock, uint64_t *now)
{
	(void)clock;
	(void)now;
	return EINVAL;
}

static uint64_t cpu_time(void)
{
	return uk_time_monotonic();
}
#endif

/* 0, or an error number. */
static int read_clock(clockid_t clock, uint64_t *now)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		*now = uk_time_wall();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		*now = uk_time_monotonic();
		return 0;
	default:
		return read_cpu_clock(clock, now);
	}
}

static int is_cpu_clock(clockid_t clock)
{
	return (int)clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID ||
	       clock == CLOCK_THREAD_CPUTIME_ID;
}

static struct timespec to_timespec(uint64_t time)
{
	return (struct timespec){ .tv_sec = (time_t)(time / UK_TIME_SECOND),
				  .tv_nsec = (long)(time % UK_TIME_SECOND) };
}

static int is_valid(const struct timespec *time)
{
	return time->tv_sec >= 0 && time->tv_nsec >= 0 &&
	       time->tv_nsec < (long)UK_TIME_SECOND;
}

static uint64_t from_timespec(const struct timespec *time)
{
	return uk_time_join((uint64_t)time->tv_sec, (uint32_t)time->tv_nsec);
}

int clock_gettime(clockid_t clock, struct timespec *result)
{
	uint64_t now;
	int error = read_clock(clock, &now);

	if (error)
		return fail(error);
	*result = to_timespec(now);
	return 0;
}

int clock_getres(clockid_t clock, struct timespec *result)
{
	uint64_t now;
	int error = read_clock(clock, &now);

	if (error)
		return fail(error);
	if (result)
		*result = to_timespec(1);
	return 0;
}

/* Nobody may set the machine's clock, nor CPU time; the others nobody can. */
int clock_settime(clockid_t clock, const struct timespec *time)
{
	uint64_t now;

	if (read_clock(clock, &now) || !is_valid(time))
		return fail(EINVAL);
	return fail(clock == CLOCK_REALTIME || is_cpu_clock(clock) ? EPERM :
								     EINVAL);
}

#ifdef CONFIG_LIBUKFILE_INTERRUPT
#include <uk/interrupt.h>
#include <uk/ready.h>

/* 0, or EINTR: a signal's handler has run. */
static int sleep_until(uint64_t deadline)
{
	struct uk_ready_waiter nobody = { 0 };

	return UK_INTERRUPTIBLE(uk_ready_sleep_interruptible(
		       &nobody, deadline)) == -EINTR ? EINTR : 0;
}
#else
static int sleep_until(uint64_t deadline)
{
	uk_sleep_until(deadline);
	return 0;
}
#endif

static int sleep_for(const struct timespec *time, struct timespec *remaining)
{
	uint64_t deadline = uk_time_deadline(from_timespec(time));
	int error = sleep_until(deadline);

	if (error && remaining) {
		uint64_t now = uk_time_monotonic();

		*remaining = to_timespec(now < deadline ? deadline - now : 0);
	}
	return error;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
		    struct timespec *remaining)
{
	uint64_t now;
	int error = read_clock(clock, &now);

	if (error || !is_valid(time))
		return EINVAL;
	if (is_cpu_clock(clock))
		return ENOTSUP;
	if (!(flags & TIMER_ABSTIME))
		return sleep_for(time, remaining);
	while (!error && now < from_timespec(time)) {
		error = sleep_until(uk_time_deadline(from_timespec(time) - now));
		read_clock(clock, &now);
	}
	return error;
}

int nanosleep(const struct timespec *time, struct timespec *remaining)
{
	int error = clock_nanosleep(CLOCK_MONOTONIC, 0, time, remaining);

	return error ? fail(error) : 0;
}

int gettimeofday(struct timeval *restrict result, void *restrict zone)
{
	uint64_t microseconds = uk_time_wall() / UK_TIME_MICROSECOND;

	if (zone) /* UTC, and not daylight saving */
		*(struct timezone *)zone = (struct timezone){ 0, 0 };
	result->tv_sec = (time_t)(microseconds / 1000000);
	result->tv_usec = (suseconds_t)(microseconds % 1000000);
	return 0;
}

time_t time(time_t *result)
{
	time_t now = (time_t)(uk_time_wall() / UK_TIME_SECOND);

	if (result)
		*result = now;
	return now;
}

clock_t clock(void)
{
	return (clock_t)(cpu_time() / (UK_TIME_SECOND / CLOCKS_PER_SEC));
}

/* The program's code and that of the libraries are not told apart. */
clock_t times(struct tms *result)
{
	*result = (struct tms){ .tms_utime = clock() };
	return (clock_t)(uk_time_monotonic() /
			 (UK_TIME_SECOND / CLOCKS_PER_SEC));
}
