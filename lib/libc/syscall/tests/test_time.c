/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls about time: clocks, sleeping, timers.
 */
#include <uk/signal.h>
#include <uk/stat.h>
#include <uk/time.h>

#include "calls.h"

UK_TESTSUITE(syscall_time, "system calls about time");

#define MILLISECOND 1000000
#define NONE 12345 /* no clock */

static struct uk_timespec at(uint64_t nanoseconds)
{
	return (struct uk_timespec){ (int64_t)(nanoseconds / UK_TIME_SECOND),
				     (int64_t)(nanoseconds % UK_TIME_SECOND) };
}

static uint64_t of(struct uk_timespec time)
{
	return (uint64_t)time.seconds * UK_TIME_SECOND +
	       (uint64_t)time.nanoseconds;
}

UK_TEST(syscall_time, clocks)
{
	static const int all[] = { 0, 1, 4, 5, 6, 7 }; /* REALTIME first */
	struct uk_timespec now = { 0, 0 };
	uint64_t before = uk_time_monotonic();

	for (size_t i = 0; i < UK_ARRAY_SIZE(all); i++) {
		UK_EXPECT_EQ(uk_sys_clock_gettime(all[i], AT(&now)), 0);
		UK_EXPECT(now.nanoseconds >= 0 && now.nanoseconds < 1000000000);
		UK_EXPECT_EQ(uk_sys_clock_getres(all[i], AT(&now)), 0);
		UK_EXPECT_EQ(of(now), 1u);
		UK_EXPECT_EQ(uk_sys_clock_settime(all[i], AT(&now)),
			     i ? -EINVAL : -EPERM);
	}
	UK_EXPECT_EQ(uk_sys_clock_gettime(1, AT(&now)), 0);
	UK_EXPECT(of(now) >= before && of(now) <= uk_time_monotonic());
	UK_EXPECT_EQ(uk_sys_clock_gettime(NONE, AT(&now)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_clock_gettime(0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_clock_getres(0, 0), 0);
	UK_EXPECT_EQ(uk_sys_clock_getres(NONE, 0), -EINVAL);
	now.nanoseconds = -1;
	UK_EXPECT_EQ(uk_sys_clock_settime(0, AT(&now)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_clock_settime(0, 0), -EFAULT);
}

UK_TEST(syscall_time, time_of_the_processor)
{
	struct uk_timespec time = { 0, 0 };
#ifdef CONFIG_LIBSYSCALL_CPU_TIME
	int64_t value[4] = { 0, 0, 5, 0 }, old[4] = { 0, 0, 0, 0 };
	uint64_t before;

	UK_EXPECT_EQ(uk_sys_clock_gettime(2, AT(&time)), 0);
	before = of(time);
	UK_EXPECT(before > 0 && before <= uk_time_monotonic());
	UK_EXPECT_EQ(uk_sys_clock_gettime(3, AT(&time)), 0);
	UK_EXPECT(of(time) > 0);
	UK_EXPECT_EQ(uk_sys_clock_nanosleep(2, 0, AT(&time), 0), -ENOTSUP);
	for (int which = 1; which <= 2; which++) {
		UK_EXPECT_EQ(uk_sys_setitimer(which, AT(value), 0), 0);
		UK_EXPECT_EQ(uk_sys_setitimer(which, 0, AT(old)), 0);
		UK_EXPECT(old[2] >= 4 && old[2] <= 5);
	}
#else
	/* all that has passed is the program's; threads have no clocks */
	UK_EXPECT_EQ(uk_sys_clock_gettime(2, AT(&time)), 0);
	UK_EXPECT(of(time) > 0 && of(time) <= uk_time_monotonic());
	UK_EXPECT_EQ(uk_sys_clock_gettime(3, AT(&time)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_getitimer(1, 0), -EINVAL);
#endif
}

UK_TEST(syscall_time, the_wall_clock)
{
	int64_t now[2] = { 0, -1 }, zone = -1;
	long seconds = uk_sys_time(0), told = 0;

	UK_EXPECT_EQ(uk_sys_gettimeofday(AT(now), AT(&zone)), 0);
	UK_EXPECT(now[0] >= seconds && now[1] >= 0 && now[1] < 1000000);
	UK_EXPECT_EQ(zone, 0);
	UK_EXPECT_EQ(uk_sys_gettimeofday(0, 0), 0);
	UK_EXPECT(uk_sys_time(AT(&told)) >= now[0] && told >= now[0]);
	UK_EXPECT_EQ(uk_sys_settimeofday(AT(now), 0), -EPERM);
}

UK_TEST(syscall_time, sleeping)
{
	struct uk_timespec time = at(2 * MILLISECOND);
	uint64_t before = uk_time_monotonic();

	UK_EXPECT_EQ(uk_sys_nanosleep(AT(&time), 0), 0);
	UK_EXPECT(uk_time_monotonic() - before >= 2 * MILLISECOND);
	before = uk_time_monotonic();
	time = at(before + 2 * MILLISECOND);
	UK_EXPECT_EQ(uk_sys_clock_nanosleep(1, 1, AT(&time), 0), 0);
	UK_EXPECT(uk_time_monotonic() >= before + 2 * MILLISECOND);
	time = at(uk_time_wall() + MILLISECOND);
	UK_EXPECT_EQ(uk_sys_clock_nanosleep(0, 1, AT(&time), 0), 0);
	UK_EXPECT(uk_time_wall() >= of(time));
	UK_EXPECT_EQ(uk_sys_clock_nanosleep(NONE, 0, AT(&time), 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_clock_nanosleep(1, 0, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_nanosleep(0, 0), -EFAULT);
	time = (struct uk_timespec){ 0, 1000000000 };
	UK_EXPECT_EQ(uk_sys_nanosleep(AT(&time), 0), -EINVAL);
	time = (struct uk_timespec){ -1, 0 };
	UK_EXPECT_EQ(uk_sys_nanosleep(AT(&time), 0), -EINVAL);
}

/* struct itimerspec */
struct setting {
	struct uk_timespec interval, value;
};

struct event {
	uint64_t value;
	int32_t number, notify, thread;
	int32_t unused[11];
};

static volatile int alarms;
static volatile uint64_t alarm_value;

static void on_alarm(int number __uk_unused, struct uk_siginfo *info,
		     void *context __uk_unused)
{
	alarms++;
	alarm_value = info->data.timer.value;
}

static void handle_alarms(bool on)
{
	struct uk_sigaction action = {
		.handler = on ? (uintptr_t)on_alarm : UK_SIG_DEFAULT,
		.flags = UK_SA_SIGINFO,
	};

	alarms = 0;
	UK_EXPECT_EQ(uk_sys_rt_sigaction(UK_SIGALRM, AT(&action), 0, 8), 0);
}

UK_TEST(syscall_time, sleep_ends_by_a_signal)
{
	struct uk_timespec time = at(100 * UK_TIME_SECOND), left = { 0, 0 };
	int64_t soon[4] = { 0, 0, 0, 2000 };

	handle_alarms(true);
	UK_EXPECT_EQ(uk_sys_setitimer(0, AT(soon), 0), 0);
	UK_EXPECT_EQ(uk_sys_nanosleep(AT(&time), AT(&left)), -EINTR);
	UK_EXPECT_EQ(alarms, 1);
	UK_EXPECT(left.seconds >= 1 && left.seconds < 100);
	handle_alarms(false);
}

UK_TEST(syscall_time, alarms_of_the_process)
{
	int64_t value[4] = { 0, 0, 5, 0 }, old[4] = { -1, -1, -1, -1 };

	UK_EXPECT_EQ(uk_sys_alarm(100), 0);
	UK_EXPECT_EQ(uk_sys_getitimer(0, AT(old)), 0);
	UK_EXPECT(old[0] == 0 && old[2] >= 99 && old[2] <= 100);
	UK_EXPECT_EQ(uk_sys_setitimer(0, AT(value), AT(old)), 0);
	UK_EXPECT(old[2] >= 99 && old[2] <= 100);
	UK_EXPECT_EQ(uk_sys_alarm(0), 5);
	UK_EXPECT_EQ(uk_sys_alarm(0), 0);
	UK_EXPECT_EQ(uk_sys_setitimer(0, 0, AT(old)), 0);
	UK_EXPECT(old[2] == 0 && old[3] == 0);
	value[3] = 1000000;
	UK_EXPECT_EQ(uk_sys_setitimer(0, AT(value), 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_setitimer(7, AT(value), 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_getitimer(7, AT(value)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_getitimer(0, 0), -EFAULT);
}

UK_TEST(syscall_time, timers)
{
	struct event event = { .value = 99, .number = UK_SIGALRM, .notify = 4,
			       .thread = 1 };
	struct setting soon = { .value = at(MILLISECOND) }, now;
	struct uk_timespec time = at(100 * UK_TIME_SECOND);
	int id = -1;

	handle_alarms(true);
	UK_EXPECT_EQ(uk_sys_timer_create(1, AT(&event), AT(&id)), 0);
	UK_REQUIRE(id >= 0);
	UK_EXPECT_EQ(uk_sys_timer_settime(id, 0, AT(&soon), AT(&now)), 0);
	UK_EXPECT_EQ(of(now.value), 0u);
	UK_EXPECT_EQ(uk_sys_nanosleep(AT(&time), 0), -EINTR);
	UK_EXPECT_EQ(alarms, 1);
	UK_EXPECT_EQ(alarm_value, 99u);
	UK_EXPECT_EQ(uk_sys_timer_getoverrun(id), 0);
	UK_EXPECT_EQ(uk_sys_timer_gettime(id, AT(&now)), 0);
	UK_EXPECT_EQ(of(now.value), 0u);
	UK_EXPECT_EQ(uk_sys_timer_gettime(id, 0), -EFAULT);
	soon.value.nanoseconds = -1;
	UK_EXPECT_EQ(uk_sys_timer_settime(id, 0, AT(&soon), 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_timer_settime(id, 0, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_timer_delete(id), 0);
	UK_EXPECT_EQ(uk_sys_timer_delete(id), -EINVAL);
	UK_EXPECT_EQ(uk_sys_timer_getoverrun(id), -EINVAL);
	handle_alarms(false);
}

UK_TEST(syscall_time, timers_that_are_refused)
{
	struct event event = { .number = UK_SIGALRM, .notify = 4,
			       .thread = 4000000 };
	int id;

	UK_EXPECT_EQ(uk_sys_timer_create(1, AT(&event), AT(&id)), -EINVAL);
	event.notify = 2;
	UK_EXPECT_EQ(uk_sys_timer_create(1, AT(&event), AT(&id)), -EINVAL);
	event = (struct event){ .number = 65 };
	UK_EXPECT_EQ(uk_sys_timer_create(1, AT(&event), AT(&id)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_timer_create(NONE, 0, AT(&id)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_timer_create(1, 0, 0), -EFAULT);
}

UK_TEST(syscall_time, descriptors)
{
	struct setting setting = { .value = at(MILLISECOND) }, now;
	uint64_t count = 0;
	long fd = uk_sys_timerfd_create(1, 0);

	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(uk_sys_timerfd_settime(fd, 0, AT(&setting), 0), 0);
	UK_EXPECT_EQ(uk_sys_read(fd, AT(&count), 8), 8);
	UK_EXPECT_EQ(count, 1u);
	UK_EXPECT_EQ(uk_sys_timerfd_gettime(fd, AT(&now)), 0);
	UK_EXPECT_EQ(of(now.value), 0u);
	UK_EXPECT_EQ(uk_sys_timerfd_gettime(fd, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_timerfd_settime(fd, 0, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_timerfd_settime(99, 0, AT(&setting), 0), -EBADF);
	UK_EXPECT_EQ(uk_sys_timerfd_create(NONE, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_timerfd_create(1, 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
}
