/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cancellation: where threads wait, what runs then, and what is not lost.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(pthread_cancel, "POSIX threads: cancellation");

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static int event, steps;

static void note(void *step)
{
	steps = steps * 10 + *(int *)step;
}

static void unlock(void *what)
{
	UK_EXPECT_EQ(pthread_mutex_unlock(what), 0);
}

static void *in_condition(void *argument)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	for (;;)
		pthread_cond_wait(&condition, &mutex);
	pthread_cleanup_pop(1);
	return argument;
}

static void *in_semaphore(void *argument)
{
	sem_wait(&semaphore);
	return argument;
}

static void *in_join(void *argument)
{
	pthread_join(*(pthread_t *)argument, NULL);
	return argument;
}

static void *in_read(void *argument)
{
	eventfd_t value;

	eventfd_read(event, &value);
	return argument;
}

static void *in_poll(void *argument)
{
	struct pollfd poll_it = { .fd = event, .events = POLLIN };

	poll(&poll_it, 1, -1);
	return argument;
}

static void *in_sleep(void *argument)
{
	sleep(1000);
	return argument;
}

static void *in_a_loop(void *argument)
{
	for (;;) {
		sched_yield();
		pthread_testcancel();
	}
	return argument;
}

/* Asynchronously, a point is not needed. */
static void *in_a_loop_without(void *argument)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	for (;;)
		sched_yield();
	return argument;
}

static void expect_cancelled(pthread_t thread)
{
	void *value = NULL;

	UK_EXPECT_EQ(pthread_join(thread, &value), 0);
	UK_EXPECT(value == PTHREAD_CANCELED);
}

UK_TEST(pthread_cancel, where_threads_wait)
{
	static void *(*const starts[])(void *) = {
		in_condition, in_semaphore, in_join, in_read, in_poll,
		in_sleep, in_a_loop, in_a_loop_without,
	};
	pthread_t self = pthread_self();

	event = eventfd(0, 0);
	UK_EXPECT_EQ(sem_init(&semaphore, 0, 0), 0);
	for (size_t i = 0; i < UK_ARRAY_SIZE(starts); i++) {
		pthread_t thread;

		/* before it begins to wait, and while it waits */
		for (int yields = 0; yields < 2; yields++) {
			UK_EXPECT_EQ(pthread_create(&thread, NULL, starts[i],
						    &self), 0);
			if (yields)
				sched_yield();
			UK_EXPECT_EQ(pthread_cancel(thread), 0);
			expect_cancelled(thread);
		}
	}
	/* nothing is left locked or waiting */
	UK_EXPECT_EQ(pthread_mutex_trylock(&mutex), 0);
	UK_EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	UK_EXPECT_EQ(pthread_cond_destroy(&condition), 0);
	UK_EXPECT_EQ(sem_destroy(&semaphore), 0);
	UK_EXPECT_EQ(close(event), 0);
}

static pthread_key_t key;

static void *nested(void *argument)
{
	static int one = 1, two = 2, three = 3;

	pthread_setspecific(key, &three);
	pthread_cleanup_push(note, &two);
	pthread_cleanup_push(note, &one);
	pthread_cleanup_push(note, &three);
	pthread_cleanup_pop(0);
	if (argument)
		pthread_exit(NULL);
	sleep(1000);
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(1);
	return argument;
}

UK_TEST(pthread_cancel, order_of_the_end)
{
	pthread_t thread;

	UK_EXPECT_EQ(pthread_key_create(&key, note), 0);
	for (int exits = 0; exits < 2; exits++) {
		steps = 0;
		UK_EXPECT_EQ(pthread_create(&thread, NULL, nested,
					    exits ? &key : NULL), 0);
		sched_yield();
		if (!exits) {
			UK_EXPECT_EQ(pthread_cancel(thread), 0);
			expect_cancelled(thread);
		} else {
			UK_EXPECT_EQ(pthread_join(thread, NULL), 0);
		}
		UK_EXPECT_EQ(steps, 123);
	}
	UK_EXPECT_EQ(pthread_key_delete(key), 0);
}

static void *disabled(void *argument)
{
	int old = -1;

	UK_EXPECT_EQ(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old), 0);
	UK_EXPECT_EQ(old, PTHREAD_CANCEL_ENABLE);
	sem_wait(&semaphore); /* not disturbed */
	pthread_testcancel();
	steps++;
	UK_EXPECT_EQ(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old), 0);
	UK_EXPECT_EQ(old, PTHREAD_CANCEL_DISABLE);
	steps++;
	sleep(1000);
	steps++;
	return argument;
}

UK_TEST(pthread_cancel, disabled)
{
	pthread_t thread;
	int old;

	steps = 0;
	UK_EXPECT_EQ(pthread_setcancelstate(5, &old), EINVAL);
	UK_EXPECT_EQ(pthread_setcanceltype(5, &old), EINVAL);
	UK_EXPECT_EQ(sem_init(&semaphore, 0, 0), 0);
	UK_EXPECT_EQ(pthread_create(&thread, NULL, disabled, NULL), 0);
	sched_yield();
	UK_EXPECT_EQ(pthread_cancel(thread), 0);
	for (int i = 0; i < 3; i++)
		sched_yield();
	UK_EXPECT_EQ(steps, 0);
	UK_EXPECT_EQ(sem_post(&semaphore), 0);
	expect_cancelled(thread);
	UK_EXPECT_EQ(steps, 2);
}

/* Of two who wait, the one that is cancelled does not use up the signal. */
UK_TEST(pthread_cancel, no_unit_is_lost)
{
	pthread_t threads[2];

	UK_EXPECT_EQ(sem_init(&semaphore, 0, 0), 0);
	for (int i = 0; i < 2; i++)
		UK_EXPECT_EQ(pthread_create(&threads[i], NULL, in_semaphore,
					    NULL), 0);
	sched_yield();
	UK_EXPECT_EQ(pthread_cancel(threads[0]), 0);
	UK_EXPECT_EQ(sem_post(&semaphore), 0);
	UK_EXPECT_EQ(pthread_join(threads[0], NULL), 0);
	UK_EXPECT_EQ(sem_post(&semaphore), 0);
	UK_EXPECT_EQ(pthread_join(threads[1], NULL), 0);
}

static ssize_t read_event(void *cookie __attribute__((unused)), char *to,
			  size_t size)
{
	eventfd_t value;

	return size < sizeof(value) || eventfd_read(event, &value) ? -1 :
	       (*to = 'x', 1);
}

static void *in_stream(void *stream)
{
	getc(stream);
	return stream;
}

/* A stream's lock is not held for ever by one who was cancelled within. */
UK_TEST(pthread_cancel, streams)
{
	FILE *stream = fopencookie(NULL, "r", (cookie_io_functions_t){
						      .read = read_event });
	pthread_t thread;

	UK_REQUIRE(stream);
	event = eventfd(0, 0);
	UK_EXPECT_EQ(pthread_create(&thread, NULL, in_stream, stream), 0);
	sched_yield();
	UK_EXPECT(ftrylockfile(stream)); /* it is in there */
	UK_EXPECT_EQ(pthread_cancel(thread), 0);
	expect_cancelled(thread);
	UK_EXPECT_EQ(ftrylockfile(stream), 0);
	funlockfile(stream);
	clearerr(stream);
	UK_EXPECT_EQ(eventfd_write(event, 1), 0);
	UK_EXPECT_EQ(getc(stream), 'x');
	UK_EXPECT_EQ(fclose(stream), 0);
	UK_EXPECT_EQ(close(event), 0);
}
