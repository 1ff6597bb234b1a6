/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals among several threads: who takes them, and whose waits they end.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posix_signal_threads, "posixapi: signals and threads");

static pthread_t taken_by;
static int calls;

static void note(int number)
{
	(void)number;
	calls++;
	taken_by = pthread_self();
}

static sigset_t handle(int number, int flags)
{
	struct sigaction action = { .sa_handler = note, .sa_flags = flags };
	sigset_t set;

	calls = 0;
	taken_by = 0;
	sigaction(number, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, number);
	return set;
}

/* Waits in poll() with nothing to come; what it fails with. */
static void *wait_for_nothing(void *argument)
{
	(void)argument;
	return (void *)(long)(poll(NULL, 0, -1) < 0 ? errno : 0);
}

static void *block_and_wait(void *set)
{
	pthread_sigmask(SIG_BLOCK, set, NULL);
	return wait_for_nothing(NULL);
}

UK_TEST(posix_signal_threads, pthread_kill_ends_that_threads_wait)
{
	pthread_t first, second;
	void *result;

	handle(SIGUSR1, 0);
	UK_REQUIRE(!pthread_create(&first, NULL, wait_for_nothing, NULL));
	UK_REQUIRE(!pthread_create(&second, NULL, wait_for_nothing, NULL));
	sched_yield();
	UK_EXPECT_EQ(pthread_kill(second, SIGUSR1), 0);
	pthread_join(second, &result);
	UK_EXPECT_EQ((long)result, EINTR);
	UK_EXPECT(taken_by == second);
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(pthread_kill(first, SIGUSR1), 0);
	pthread_join(first, &result);
	UK_EXPECT_EQ((long)result, EINTR);
	UK_EXPECT(taken_by == first);
	signal(SIGUSR1, SIG_DFL);
}

UK_TEST(posix_signal_threads, the_process_s_go_to_who_does_not_block)
{
	sigset_t set = handle(SIGUSR1, 0);
	pthread_t blocks, takes;
	void *result;

	UK_REQUIRE(!pthread_create(&blocks, NULL, block_and_wait, &set));
	UK_REQUIRE(!pthread_create(&takes, NULL, wait_for_nothing, NULL));
	sched_yield();
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	UK_EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	UK_EXPECT_EQ(calls, 0);
	pthread_join(takes, &result);
	UK_EXPECT_EQ((long)result, EINTR);
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT(taken_by == takes);
	/* Now all block it: it stays, until one does not. */
	UK_EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	UK_EXPECT_EQ(calls, 1);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	UK_EXPECT_EQ(calls, 2);
	UK_EXPECT(taken_by == pthread_self());
	handle(SIGUSR2, 0);
	UK_EXPECT_EQ(pthread_kill(blocks, SIGUSR2), 0);
	pthread_join(blocks, &result);
	UK_EXPECT_EQ((long)result, EINTR);
	signal(SIGUSR1, SIG_DFL);
	signal(SIGUSR2, SIG_DFL);
}

static void *inherited(void *set)
{
	pthread_sigmask(SIG_BLOCK, NULL, set);
	return NULL;
}

UK_TEST(posix_signal_threads, masks_are_inherited)
{
	sigset_t set = handle(SIGUSR1, 0), none, seen = 0;
	pthread_t thread;

	pthread_sigmask(SIG_BLOCK, &set, NULL);
	UK_REQUIRE(!pthread_create(&thread, NULL, inherited, &seen));
	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	pthread_join(thread, NULL);
	UK_EXPECT_EQ(seen, set);
	signal(SIGUSR1, SIG_DFL);
}

static void *wait_for_signal(void *set)
{
	int number = 0;

	return (void *)(long)(sigwait(set, &number) ? -1 : number);
}

UK_TEST(posix_signal_threads, a_thread_that_waits_for_all_signals)
{
	pthread_t thread;
	sigset_t set;
	void *result;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	UK_REQUIRE(!pthread_create(&thread, NULL, wait_for_signal, &set));
	sched_yield();
	UK_EXPECT_EQ(kill(getpid(), SIGTERM), 0);
	pthread_join(thread, &result);
	UK_EXPECT_EQ((long)result, SIGTERM);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

/* A thread that ends takes first what was sent to it; then another does. */
static void *end_at_once(void *argument)
{
	return argument;
}

UK_TEST(posix_signal_threads, the_end_of_a_thread)
{
	sigset_t set = handle(SIGUSR1, 0);
	pthread_t thread, other;
	void *result;

	UK_REQUIRE(!pthread_create(&thread, NULL, end_at_once, NULL));
	UK_REQUIRE(!pthread_create(&other, NULL, wait_for_nothing, NULL));
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	/* The first to be asked is the first that was created. */
	UK_EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	pthread_join(thread, NULL);
	UK_EXPECT(taken_by == thread);
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	pthread_join(other, &result);
	UK_EXPECT_EQ((long)result, EINTR);
	UK_EXPECT(taken_by == other);
	UK_EXPECT_EQ(calls, 2);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGUSR1, SIG_DFL);
}

static void *tell_number(void *number)
{
	*(pid_t *)number = gettid();
	return wait_for_nothing(NULL);
}

UK_TEST(posix_signal_threads, named_by_their_numbers)
{
	pthread_t first, second;
	pid_t numbers[2] = { 0, 0 };
	cpu_set_t set;
	void *result;

	handle(SIGUSR1, 0);
	UK_REQUIRE(!pthread_create(&first, NULL, tell_number, &numbers[0]));
	UK_REQUIRE(!pthread_create(&second, NULL, tell_number, &numbers[1]));
	sched_yield();
	UK_EXPECT(numbers[0] > 1 && numbers[1] > 1 && numbers[0] != numbers[1]);
	UK_EXPECT_EQ(sched_getaffinity(numbers[1], sizeof(set), &set), 0);
	UK_EXPECT_EQ(tgkill(getpid(), numbers[1], SIGUSR1), 0);
	UK_EXPECT_EQ(pthread_join(second, &result), 0);
	UK_EXPECT_EQ((long)result, EINTR);
	UK_EXPECT(pthread_equal(taken_by, second));
	UK_EXPECT(tgkill(getpid(), numbers[1], 0) == -1 && errno == ESRCH);
	UK_EXPECT(sched_getaffinity(numbers[1], sizeof(set), &set) == -1 &&
		  errno == ESRCH);
	UK_EXPECT(tgkill(2, numbers[0], 0) == -1 && errno == ESRCH);
	UK_EXPECT(tgkill(0, numbers[0], 0) == -1 && errno == EINVAL);
	UK_EXPECT_EQ(tgkill(getpid(), numbers[0], SIGUSR1), 0);
	UK_EXPECT_EQ(pthread_join(first, &result), 0);
	signal(SIGUSR1, SIG_DFL);
}
