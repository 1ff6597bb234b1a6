/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clocks and timers of CPU time.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posix_cpu_time, "posixapi: CPU time");

#define MILLISECOND 1000000LL

static long long now(clockid_t clock)
{
	struct timespec time = { 0, 0 };

	UK_EXPECT_EQ(clock_gettime(clock, &time), 0);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* Computes for that much of its own time. */
static void work(long long time)
{
	long long until = now(CLOCK_THREAD_CPUTIME_ID) + time;

	while (now(CLOCK_THREAD_CPUTIME_ID) < until)
		sched_yield();
}

UK_TEST(posix_cpu_time, clocks)
{
	long long process = now(CLOCK_PROCESS_CPUTIME_ID);
	long long thread = now(CLOCK_THREAD_CPUTIME_ID);
	struct rusage usage;
	clockid_t its;

	work(2 * MILLISECOND);
	process = now(CLOCK_PROCESS_CPUTIME_ID) - process;
	thread = now(CLOCK_THREAD_CPUTIME_ID) - thread;
	UK_EXPECT(thread >= 2 * MILLISECOND && process >= 2 * MILLISECOND);
	UK_EXPECT(now(CLOCK_PROCESS_CPUTIME_ID) <= now(CLOCK_MONOTONIC));
	UK_EXPECT_EQ(clock_getcpuclockid(getpid(), &its), 0);
	UK_EXPECT_EQ(its, CLOCK_PROCESS_CPUTIME_ID);
	UK_EXPECT_EQ(clock_getcpuclockid(7, &its), ESRCH);
	UK_EXPECT(clock_settime(CLOCK_THREAD_CPUTIME_ID,
				&(struct timespec){ 0 }) == -1);
	UK_EXPECT_EQ(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0,
				     &(struct timespec){ 0, 1 }, NULL),
		     ENOTSUP);
	UK_EXPECT_EQ(getrusage(RUSAGE_SELF, &usage), 0);
	UK_EXPECT(usage.ru_utime.tv_sec * 1000000LL + usage.ru_utime.tv_usec <=
		  clock());
	UK_EXPECT_EQ(sysconf(_SC_CPUTIME), 200809);
}

static void *work_a_little(void *argument)
{
	work(MILLISECOND);
	return argument;
}

UK_TEST(posix_cpu_time, clock_of_another_thread)
{
	struct timespec time;
	pthread_t thread;
	clockid_t its;

	UK_REQUIRE(!pthread_create(&thread, NULL, work_a_little, NULL));
	UK_REQUIRE(!pthread_getcpuclockid(thread, &its));
	UK_EXPECT_EQ(now(its), 0);
	while (!clock_gettime(its, &time) && now(its) < MILLISECOND / 2)
		sched_yield();
	pthread_join(thread, NULL);
	UK_EXPECT_EQ(clock_gettime(its, &time), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(pthread_getcpuclockid(pthread_self(), &its), 0);
	UK_EXPECT(now(its) > 0);
}

#ifdef CONFIG_LIBPOSIXAPI_TIMERS
static volatile int calls;

static void count(int number)
{
	(void)number;
	calls++;
}

UK_TEST(posix_cpu_time, interval_timers)
{
	const int kinds[][2] = { { ITIMER_PROF, SIGPROF },
				 { ITIMER_VIRTUAL, SIGVTALRM } };
	struct itimerval value = { { 0, 0 }, { 0, 2000 } }, left;

	for (int i = 0; i < 2; i++) {
		long long start;

		calls = 0;
		signal(kinds[i][1], count);
		UK_EXPECT_EQ(setitimer(kinds[i][0], &value, NULL), 0);
		start = now(CLOCK_PROCESS_CPUTIME_ID);
		UK_EXPECT_EQ(getitimer(kinds[i][0], &left), 0);
		UK_EXPECT(left.it_value.tv_usec > 0 &&
			  left.it_value.tv_usec <= 2000);
		while (!calls)
			work(MILLISECOND / 10);
		/* Never before its time. */
		UK_EXPECT(now(CLOCK_PROCESS_CPUTIME_ID) - start >=
			  MILLISECOND * 3 / 2);
		UK_EXPECT_EQ(calls, 1);
		signal(kinds[i][1], SIG_DFL);
	}
}

UK_TEST(posix_cpu_time, timers_of_a_clock)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGUSR1 };
	struct itimerspec value = { { 0, MILLISECOND }, { 0, MILLISECOND } };
	timer_t timer;

	calls = 0;
	signal(SIGUSR1, count);
	UK_REQUIRE(!timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer));
	UK_EXPECT_EQ(timer_settime(timer, 0, &value, NULL), 0);
	while (calls < 3)
		work(MILLISECOND / 10);
	UK_EXPECT_EQ(timer_gettime(timer, &value), 0);
	UK_EXPECT(value.it_value.tv_nsec > 0 &&
		  value.it_value.tv_nsec <= MILLISECOND);
	UK_EXPECT_EQ(timer_delete(timer), 0);
	UK_EXPECT_EQ(timer_create((clockid_t)-99, &event, &timer), -1);
	signal(SIGUSR1, SIG_DFL);
}
#endif
