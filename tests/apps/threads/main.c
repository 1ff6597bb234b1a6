/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads, for Linux and here: what is printed does not depend on who runs when.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORKERS 8
#define JOBS 1000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t all_there;
static pthread_key_t done_by_me;
static sem_t finished;

static int next_job, last_job, cleanups, counted;
static long sum;

static void say_begin(void)
{
	puts("begin");
}

static void unlock(void *what)
{
	cleanups++;
	pthread_mutex_unlock(what);
}

/* The destructor: what a worker has done goes to the total. */
static void count(void *done)
{
	pthread_rwlock_wrlock(&lock);
	counted += *(int *)done;
	pthread_rwlock_unlock(&lock);
	free(done);
}

static int take_job(void)
{
	int job;

	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	while (next_job == last_job)
		pthread_cond_wait(&more, &mutex);
	job = next_job++;
	pthread_cleanup_pop(0);
	pthread_mutex_unlock(&mutex);
	return job;
}

static void *work(void *argument)
{
	int *done = calloc(1, sizeof(*done));

	pthread_setspecific(done_by_me, done);
	pthread_barrier_wait(&all_there);
	pthread_once(&once, say_begin);
	for (;;) {
		int job = take_job();

		pthread_mutex_lock(&mutex);
		sum += job;
		pthread_mutex_unlock(&mutex);
		++*done;
		sem_post(&finished);
	}
	return argument;
}

static int run_pool(void)
{
	pthread_t workers[WORKERS];
	void *value;
	int gone = 0;

	pthread_key_create(&done_by_me, count);
	pthread_barrier_init(&all_there, NULL, WORKERS + 1);
	sem_init(&finished, 0, 0);
	for (int i = 0; i < WORKERS; i++)
		if (pthread_create(&workers[i], NULL, work, NULL))
			return 1;
	pthread_barrier_wait(&all_there);
	for (int i = 0; i < JOBS; i++) {
		pthread_mutex_lock(&mutex);
		last_job++;
		pthread_cond_signal(&more);
		pthread_mutex_unlock(&mutex);
	}
	for (int i = 0; i < JOBS; i++)
		sem_wait(&finished);
	for (int i = 0; i < WORKERS; i++)
		pthread_cancel(workers[i]);
	for (int i = 0; i < WORKERS; i++) {
		pthread_join(workers[i], &value);
		gone += value == PTHREAD_CANCELED;
	}
	printf("sum %ld, counted %d, cancelled %d, cleaned up %d\n", sum,
	       counted, gone, cleanups);
	return 0;
}

static void say_bye(void)
{
	puts("bye");
}

static void *end_last(void *argument)
{
	usleep(10000);
	puts("last");
	return argument;
}

static void *end_program(void *argument)
{
	usleep(10000);
	puts("exit");
	exit(argument ? 1 : 3);
}

/* Not a tail call, and each frame is used. 8 MiB would do, as Linux has. */
static int recurse(volatile int *depth)
{
	volatile int room[64] = { *depth };

	*depth += 1;
	if (*depth > 20000)
		return 0;
	return recurse(depth) + room[*depth % 64];
}

static void *overflow(void *depth)
{
	pthread_setname_np(pthread_self(), "deep");
	recurse(depth);
	return depth;
}

int main(int argc, char **argv)
{
	static int depth;
	void *(*start)(void *) = end_last;
	pthread_t thread;

	if (argc != 2)
		return 1;
	if (!strcmp(argv[1], "pool"))
		return run_pool();
	if (!strcmp(argv[1], "exit"))
		start = end_program;
	else if (!strcmp(argv[1], "overflow"))
		start = overflow;
	atexit(say_bye);
	if (pthread_create(&thread, NULL, start,
			   start == overflow ? &depth : NULL))
		return 1;
	if (start == end_last)
		pthread_exit(NULL);
	pthread_join(thread, NULL);
	return 1;
}
