/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers, and what they interrupt.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posix_timers, "posixapi: timers and interrupted calls");

#define MILLISECOND 1000000L
#define FOR_EVER -1

static int calls;
static int event = -1;

static void count(int number)
{
	(void)number;
	calls++;
}

static void handle(int number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	calls = 0;
	sigaction(number, &action, NULL);
}

static void alarm_in(long microseconds, long interval)
{
	struct itimerval value = { .it_value.tv_usec = microseconds,
				   .it_interval.tv_usec = interval };

	setitimer(ITIMER_REAL, &value, NULL);
}

UK_TEST(posix_timers, poll_and_its_kin_are_interrupted)
{
	struct epoll_event ready;
	struct pollfd polled;
	struct timespec hour = { 3600, 0 }, left = { 0, 0 };
	int epoll = epoll_create1(0);

	event = eventfd(0, 0);
	polled = (struct pollfd){ .fd = event, .events = POLLIN };
	/* Also with SA_RESTART */
	handle(SIGALRM, count, SA_RESTART);
	alarm_in(1000, 0);
	UK_EXPECT_EQ(poll(&polled, 1, FOR_EVER), -1);
	UK_EXPECT_EQ(errno, EINTR);
	UK_EXPECT_EQ(calls, 1);
	alarm_in(1000, 0);
	UK_EXPECT_EQ(select(0, NULL, NULL, NULL, NULL), -1);
	UK_EXPECT_EQ(errno, EINTR);
	alarm_in(1000, 0);
	UK_EXPECT_EQ(epoll_wait(epoll, &ready, 1, FOR_EVER), -1);
	UK_EXPECT_EQ(errno, EINTR);
	alarm_in(1000, 0);
	UK_EXPECT_EQ(pause(), -1);
	UK_EXPECT_EQ(errno, EINTR);
	alarm_in(1000, 0);
	UK_EXPECT_EQ(nanosleep(&hour, &left), -1);
	UK_EXPECT_EQ(errno, EINTR);
	UK_EXPECT_EQ(left.tv_sec, 3599);
	UK_EXPECT_EQ(calls, 5);
	/* Nothing is left of it. */
	UK_EXPECT_EQ(poll(&polled, 1, 1), 0);
	close(epoll);
	close(event);
}

/* The third time there is something to read. */
static void feed(int number)
{
	count(number);
	if (calls == 3)
		eventfd_write(event, 7);
}

UK_TEST(posix_timers, reading_begins_again_or_fails)
{
	eventfd_t value = 0;

	event = eventfd(0, 0);
	handle(SIGALRM, feed, SA_RESTART);
	alarm_in(1000, 1000);
	UK_EXPECT_EQ(eventfd_read(event, &value), 0);
	UK_EXPECT_EQ(value, 7);
	UK_EXPECT(calls >= 3);
	alarm_in(0, 0);
	handle(SIGALRM, count, 0);
	alarm_in(1000, 0);
	UK_EXPECT_EQ(eventfd_read(event, &value), -1);
	UK_EXPECT_EQ(errno, EINTR);
	UK_EXPECT_EQ(calls, 1);
	close(event);
}

static sigjmp_buf jump_at;

static void jump(int number)
{
	siglongjmp(jump_at, number);
}

UK_TEST(posix_timers, leaving_a_read_by_siglongjmp)
{
	eventfd_t value;

	event = eventfd(0, 0);
	handle(SIGALRM, jump, 0);
	for (int i = 0; i < 3; i++)
		if (!sigsetjmp(jump_at, 1)) {
			alarm_in(1000, 0);
			eventfd_read(event, &value);
			UK_EXPECT(false);
		}
	/* The file is not in use any more: this was its only owner. */
	UK_EXPECT_EQ(close(event), 0);
	signal(SIGALRM, SIG_DFL);
}

UK_TEST(posix_timers, alarm)
{
	struct itimerval value;

	handle(SIGALRM, count, 0);
	UK_EXPECT_EQ(alarm(100), 0);
	UK_EXPECT_EQ(getitimer(ITIMER_REAL, &value), 0);
	UK_EXPECT(value.it_value.tv_sec >= 90);
	UK_EXPECT(alarm(0) >= 90);
	UK_EXPECT_EQ(alarm(0), 0);
	UK_EXPECT_EQ(setitimer(3, &value, NULL), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	value.it_value.tv_usec = 1000000;
	UK_EXPECT_EQ(setitimer(ITIMER_REAL, &value, NULL), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(calls, 0);
}

static int value_seen, code_seen;

static void inform(int number, siginfo_t *info, void *context)
{
	(void)context;
	count(number);
	value_seen = info->si_value.sival_int;
	code_seen = info->si_code;
}

UK_TEST(posix_timers, timers_with_signals)
{
	struct sigaction action = { .sa_sigaction = inform,
				    .sa_flags = SA_SIGINFO };
	struct sigevent wanted = { .sigev_notify = SIGEV_SIGNAL,
				   .sigev_signo = SIGRTMIN + 3,
				   .sigev_value.sival_int = 99 };
	struct itimerspec value = { .it_value.tv_nsec = MILLISECOND }, now;
	const struct timespec while_blocked = { 0, 20 * MILLISECOND };
	sigset_t set;
	timer_t timer;

	calls = 0;
	sigaction(SIGRTMIN + 3, &action, NULL);
	UK_REQUIRE(timer_create(CLOCK_MONOTONIC, &wanted, &timer) == 0);
	UK_EXPECT_EQ(timer_gettime(timer, &now), 0);
	UK_EXPECT_EQ(now.it_value.tv_nsec, 0);
	UK_EXPECT_EQ(timer_settime(timer, 0, &value, NULL), 0);
	pause();
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(value_seen, 99);
	UK_EXPECT_EQ(code_seen, SI_TIMER);
	UK_EXPECT_EQ(timer_getoverrun(timer), 0);
	/* What expires while its signal is pending is counted. */
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN + 3);
	sigprocmask(SIG_BLOCK, &set, NULL);
	value.it_interval.tv_nsec = MILLISECOND;
	UK_EXPECT_EQ(timer_settime(timer, 0, &value, NULL), 0);
	nanosleep(&while_blocked, NULL);
	value = (struct itimerspec){ 0 };
	UK_EXPECT_EQ(timer_settime(timer, 0, &value, &now), 0);
	UK_EXPECT_EQ(now.it_interval.tv_nsec, MILLISECOND);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	UK_EXPECT_EQ(calls, 2);
	UK_EXPECT(timer_getoverrun(timer) >= 5);
	value.it_value.tv_nsec = 1000 * MILLISECOND;
	UK_EXPECT_EQ(timer_settime(timer, 0, &value, NULL), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(timer_delete(timer), 0);
	UK_EXPECT_EQ(timer_delete(timer), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(timer_create(17, NULL, &timer), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	signal(SIGRTMIN + 3, SIG_DFL);
}

UK_TEST(posix_timers, deleting_drops_the_pending_signal)
{
	struct itimerspec value = { .it_value.tv_nsec = MILLISECOND };
	const struct timespec time = { 0, 3 * MILLISECOND };
	sigset_t set, pending;
	timer_t timer;

	handle(SIGALRM, count, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	UK_REQUIRE(timer_create(CLOCK_REALTIME, NULL, &timer) == 0);
	UK_EXPECT_EQ(timer_settime(timer, 0, &value, NULL), 0);
	nanosleep(&time, NULL);
	sigpending(&pending);
	UK_EXPECT_EQ(pending, set);
	UK_EXPECT_EQ(timer_delete(timer), 0);
	sigpending(&pending);
	UK_EXPECT_EQ(pending, 0);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	UK_EXPECT_EQ(calls, 0);
	signal(SIGALRM, SIG_DFL);
}

UK_TEST(posix_timers, timerfd)
{
	struct itimerspec value = { .it_value.tv_nsec = MILLISECOND,
				    .it_interval.tv_nsec = MILLISECOND };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	uint64_t expired = 0;

	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(read(fd, &expired, sizeof(expired)), -1);
	UK_EXPECT_EQ(errno, EAGAIN);
	UK_EXPECT_EQ(timerfd_settime(fd, 0, &value, NULL), 0);
	UK_EXPECT_EQ(poll(&polled, 1, FOR_EVER), 1);
	UK_EXPECT_EQ(read(fd, &expired, sizeof(expired)), 8);
	UK_EXPECT(expired >= 1);
	UK_EXPECT_EQ(timerfd_gettime(fd, &value), 0);
	UK_EXPECT_EQ(value.it_interval.tv_nsec, MILLISECOND);
	/* At a time, of the other clock */
	close(fd);
	fd = timerfd_create(CLOCK_REALTIME, 0);
	clock_gettime(CLOCK_REALTIME, &value.it_value);
	value.it_interval.tv_nsec = 0;
	UK_EXPECT_EQ(timerfd_settime(fd, TFD_TIMER_ABSTIME, &value, NULL), 0);
	UK_EXPECT_EQ(read(fd, &expired, sizeof(expired)), 8);
	UK_EXPECT_EQ(expired, 1);
	UK_EXPECT_EQ(timerfd_settime(0, 0, &value, NULL), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(timerfd_settime(fd, 8, &value, NULL), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(timerfd_create(2, 0), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	close(fd);
}

static volatile int notified;

static void notify(union sigval value)
{
	notified = value.sival_int;
}

UK_TEST(posix_timers, timers_with_threads)
{
	struct sigevent wanted = { .sigev_notify = SIGEV_THREAD,
				   .sigev_notify_function = notify,
				   .sigev_value.sival_int = 12 };
	struct itimerspec value = { .it_value.tv_nsec = MILLISECOND };
	const struct timespec time = { 0, MILLISECOND };
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &wanted, &timer)) {
		UK_EXPECT_EQ(errno, ENOTSUP); /* no threads */
		return;
	}
	UK_EXPECT_EQ(timer_settime(timer, 0, &value, NULL), 0);
	while (!notified)
		nanosleep(&time, NULL);
	UK_EXPECT_EQ(notified, 12);
	UK_EXPECT_EQ(timer_delete(timer), 0);
}
