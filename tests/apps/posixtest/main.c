/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs programs of the Open POSIX Test Suite, one after the other, in one image, from the
 * one named by the argument on. Each is a thread: its main() and its exit() have names of
 * their own, and what it leaves behind (threads that wait or loop) stays and is ignored.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <uk/thread.h>

#define STACK_SIZE (256 * 1024)
#define SECONDS 300 /* of the guest's time: the machine skips what it sleeps */
#define TIMED_OUT 99
#define TIMERS 64

enum test_index {
#define TEST(name, function) INDEX_##function,
#include "tests.h"
#undef TEST
	COUNT
};

static void end(enum test_index test, int status);

/* The thread in which the program ended. Nothing of what it had to clean up runs; but musl's
 * threads end by musl alone, for those who join them.
 */
static _Noreturn void leave(void)
{
#ifdef CONFIG_LIBC_MUSL
	pthread_exit(NULL);
#else
	uk_thread_exit(NULL);
#endif
}

#define TEST(name, function)                                    \
	int function(int argc, char **argv);                    \
	_Noreturn void function##_exit(int status);             \
								\
	_Noreturn void function##_exit(int status)              \
	{                                                       \
		end(INDEX_##function, status);                  \
		leave();                                        \
	}
#include "tests.h"
#undef TEST

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} tests[] = {
#define TEST(name, function) { name, function },
#include "tests.h"
#undef TEST
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended;
static int running, result; /* which test, and its status; -1: none yet */

/* The first one counts, and only of the test that runs. */
static void end(enum test_index test, int status)
{
	pthread_mutex_lock(&mutex);
	if ((int)test == running && result < 0)
		result = status & 0xff;
	pthread_cond_broadcast(&ended);
	pthread_mutex_unlock(&mutex);
}

/* Tests set the other. */
static void use_monotonic_clock(void)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&ended, &attributes);
}

/* The tests' signals are for the tests' threads. */
static void block_signals(int block)
{
#ifdef CONFIG_LIBPOSIXSIGNAL
	sigset_t set;

	if (block)
		sigfillset(&set);
	else
		sigemptyset(&set);
	pthread_sigmask(SIG_SETMASK, &set, NULL);
#else
	(void)block;
#endif
}

static void *start(void *argument)
{
	static char name[] = "test";
	char *arguments[] = { name, NULL };
	enum test_index test = (enum test_index)(long)argument;

	block_signals(0);
	/* One that leaves by pthread_exit() ends when another thread says how. */
	end(test, tests[test].run(1, arguments));
	return NULL;
}

static void clean_up(void)
{
#ifdef CONFIG_LIBPOSIXSIGNAL
	for (int i = 1; i < NSIG; i++) {
		signal(i, SIG_IGN); /* drops what is pending */
		signal(i, SIG_DFL);
	}
#endif
#ifdef CONFIG_LIBPOSIXTIMER
	alarm(0);
	/* Small numbers, which no test has a use for any more */
	for (long i = 0; i < TIMERS; i++)
		timer_delete((timer_t)i);
#endif
	umask(022);
}

/* The program's status (posixtest.h: 0 passed, 1 failed, 2 unresolved...). */
static int run(int test)
{
	struct timespec deadline;
	pthread_attr_t attributes;
	pthread_t thread;
	int error = 0;

	clean_up();
	running = test;
	result = -1;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	error = pthread_create(&thread, &attributes, start, (void *)(long)test);
	if (error) {
		printf("no thread for it: %s\n", strerror(error));
		return TIMED_OUT;
	}
	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += SECONDS;
	pthread_mutex_lock(&mutex);
	while (result < 0 && !error)
		error = pthread_cond_timedwait(&ended, &mutex, &deadline);
	pthread_mutex_unlock(&mutex);
	return error ? TIMED_OUT : result;
}

static int find(const char *name)
{
	for (int i = 0; i < COUNT; i++)
		if (!strcmp(tests[i].name, name))
			return i;
	fprintf(stderr, "there is no test %s\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	int first = argc > 1 ? find(argv[1]) : 0;
	int last = argc > 2 ? find(argv[2]) : COUNT - 1;

	block_signals(1);
	use_monotonic_clock();
	mkdir("/tmp", 01777); /* if it is not there already */
	for (int i = first; i <= last; i++) {
		int status;

		printf("%s: begins\n", tests[i].name);
		fflush(stdout);
		status = run(i);
		printf("%s: status %d\n", tests[i].name, status);
	}
	printf("all ran\n");
	return 0;
}
