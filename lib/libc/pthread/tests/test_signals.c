/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals to threads that wait: the handler runs there, and the wait goes on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(pthread_signals, "POSIX threads: signals");

static pthread_mutex_t mutex;
static pthread_rwlock_t lock;
static pthread_barrier_t barrier;
static pthread_cond_t condition;
static sem_t semaphore;
static pthread_t waiter;
static int handled, passed;

static void handle(int number)
{
	UK_EXPECT_EQ(number, SIGUSR1);
	UK_EXPECT(pthread_equal(pthread_self(), waiter));
	handled++;
}

static void *in_mutex(void *argument)
{
	passed = pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	pthread_testcancel();
	return argument;
}

static void *in_lock(void *argument)
{
	passed = pthread_rwlock_wrlock(&lock);
	pthread_rwlock_unlock(&lock);
	pthread_testcancel();
	return argument;
}

static void *in_barrier(void *argument)
{
	passed = pthread_barrier_wait(&barrier);
	sleep(1); /* which a request to end ends */
	return argument;
}

static void *in_join(void *main_thread)
{
	passed = pthread_join(*(pthread_t *)main_thread, NULL);
	return main_thread;
}

static void *in_condition(void *argument)
{
	pthread_mutex_lock(&mutex);
	passed = pthread_cond_wait(&condition, &mutex);
	pthread_mutex_unlock(&mutex);
	return argument;
}

static void *in_semaphore(void *argument)
{
	passed = sem_wait(&semaphore) && errno == EINTR ? 0 : -1;
	return argument;
}

static void *end(void *argument)
{
	usleep(1000);
	return argument;
}

static void catch_it(int flags)
{
	struct sigaction action = { .sa_handler = handle, .sa_flags = flags };

	UK_EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	handled = 0;
	passed = -1;
}

static void begin(void *(*start)(void *), void *argument)
{
	catch_it(0);
	UK_EXPECT_EQ(pthread_create(&waiter, NULL, start, argument), 0);
	sched_yield();
	for (int i = 1; i < 4; i++) {
		UK_EXPECT_EQ(pthread_kill(waiter, SIGUSR1), 0);
		sched_yield();
		UK_EXPECT_EQ(handled, i);
		UK_EXPECT_EQ(passed, -1);
	}
}

UK_TEST(pthread_signals, waits_go_on)
{
	pthread_t thread;

	pthread_mutex_lock(&mutex);
	begin(in_mutex, NULL);
	pthread_mutex_unlock(&mutex);
	UK_EXPECT_EQ(pthread_join(waiter, NULL), 0);
	UK_EXPECT_EQ(passed, 0);

	pthread_rwlock_rdlock(&lock);
	begin(in_lock, NULL);
	pthread_rwlock_unlock(&lock);
	UK_EXPECT_EQ(pthread_join(waiter, NULL), 0);
	UK_EXPECT_EQ(passed, 0);

	UK_EXPECT_EQ(pthread_create(&thread, NULL, end, NULL), 0);
	begin(in_join, &thread);
	UK_EXPECT_EQ(pthread_join(waiter, NULL), 0);
	UK_EXPECT_EQ(passed, 0);
}

/* A request to end during such a wait is kept for what comes after it. */
UK_TEST(pthread_signals, and_are_no_cancellation_points)
{
	static void *(*const starts[])(void *) = { in_mutex, in_lock, in_barrier };
	void *value;

	for (size_t i = 0; i < UK_ARRAY_SIZE(starts); i++) {
		UK_EXPECT_EQ(pthread_barrier_init(&barrier, NULL, 2), 0);
		pthread_mutex_lock(&mutex);
		pthread_rwlock_rdlock(&lock);
		begin(starts[i], NULL);
		UK_EXPECT_EQ(pthread_cancel(waiter), 0);
		sched_yield();
		UK_EXPECT_EQ(pthread_kill(waiter, SIGUSR1), 0);
		sched_yield();
		UK_EXPECT_EQ(handled, 4);
		pthread_mutex_unlock(&mutex);
		pthread_rwlock_unlock(&lock);
		if (starts[i] == in_barrier)
			UK_EXPECT_EQ(pthread_barrier_wait(&barrier),
				     PTHREAD_BARRIER_SERIAL_THREAD);
		UK_EXPECT_EQ(pthread_join(waiter, &value), 0);
		UK_EXPECT_EQ(passed, 0);
		UK_EXPECT(value == PTHREAD_CANCELED);
	}
}

/* These may say so: with a spurious wake-up, or EINTR. */
UK_TEST(pthread_signals, waits_that_end)
{
	static void *(*const starts[])(void *) = { in_condition, in_semaphore };

	UK_EXPECT_EQ(sem_init(&semaphore, 0, 0), 0);
	for (size_t i = 0; i < UK_ARRAY_SIZE(starts); i++) {
		catch_it(0);
		UK_EXPECT_EQ(pthread_create(&waiter, NULL, starts[i], NULL), 0);
		sched_yield();
		UK_EXPECT_EQ(pthread_kill(waiter, SIGUSR1), 0);
		UK_EXPECT_EQ(pthread_join(waiter, NULL), 0);
		UK_EXPECT_EQ(handled, 1);
		UK_EXPECT_EQ(passed, 0);
	}
	/* SA_RESTART is for semaphores, too */
	catch_it(SA_RESTART);
	UK_EXPECT_EQ(pthread_create(&waiter, NULL, in_semaphore, NULL), 0);
	sched_yield();
	UK_EXPECT_EQ(pthread_kill(waiter, SIGUSR1), 0);
	sched_yield();
	UK_EXPECT_EQ(handled, 1);
	UK_EXPECT_EQ(pthread_cancel(waiter), 0);
	UK_EXPECT_EQ(pthread_join(waiter, NULL), 0);
}

UK_TEST(pthread_signals, numbers_and_threads)
{
	UK_EXPECT_EQ(pthread_kill(pthread_self(), 0), 0);
	UK_EXPECT_EQ(pthread_kill(pthread_self(), 1000), EINVAL);
	UK_EXPECT_EQ(pthread_create(&waiter, NULL, end, NULL), 0);
	UK_EXPECT_EQ(pthread_join(waiter, NULL), 0);
	UK_EXPECT_EQ(pthread_kill(waiter, 0), ESRCH);
	waiter = pthread_self();
	catch_it(0);
	UK_EXPECT_EQ(pthread_kill(waiter, SIGUSR1), 0);
	UK_EXPECT_EQ(handled, 1);
	signal(SIGUSR1, SIG_DFL);
}
