/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads: their values, lives, attributes and stacks.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(pthread, "POSIX threads");

/* glibc's sizes are limits that programs were made for. */
_Static_assert(sizeof(pthread_mutex_t) <= 40 && sizeof(pthread_cond_t) <= 48 &&
		       sizeof(pthread_rwlock_t) <= 56 &&
		       sizeof(pthread_barrier_t) <= 32 &&
		       sizeof(pthread_attr_t) <= 56,
	       "no larger than elsewhere");

static void *echo(void *argument)
{
	return argument;
}

static void *yield(void *argument)
{
	for (int i = 0; i < 3; i++)
		sched_yield();
	return argument;
}

UK_TEST(pthread, create_and_join)
{
	pthread_t threads[20];
	int numbers[20];
	void *value;

	for (int i = 0; i < 20; i++)
		UK_EXPECT_EQ(pthread_create(&threads[i], NULL,
					    i & 1 ? yield : echo,
					    &numbers[i]), 0);
	for (int i = 19; i >= 0; i--) {
		UK_EXPECT_EQ(pthread_join(threads[i], &value), 0);
		UK_EXPECT(value == &numbers[i]);
	}
	UK_EXPECT_EQ(pthread_create(&threads[0], NULL, echo, NULL), 0);
	UK_EXPECT_EQ(pthread_join(threads[0], NULL), 0);
}

/* An id of a thread that is gone is told from a living one's. */
UK_TEST(pthread, ids)
{
	pthread_t thread, self = pthread_self();

	UK_EXPECT(pthread_equal(self, pthread_self()));
	UK_EXPECT_EQ(pthread_join(self, NULL), EDEADLK);
	UK_EXPECT_EQ(pthread_join(0, NULL), ESRCH);
	UK_EXPECT_EQ(pthread_create(&thread, NULL, echo, NULL), 0);
	UK_EXPECT(!pthread_equal(self, thread));
	UK_EXPECT_EQ(pthread_join(thread, NULL), 0);
	UK_EXPECT_EQ(pthread_join(thread, NULL), ESRCH);
	UK_EXPECT_EQ(pthread_detach(thread), ESRCH);
	UK_EXPECT_EQ(pthread_cancel(thread), ESRCH);
	UK_EXPECT_EQ(pthread_create(&thread, NULL, yield, NULL), 0);
	UK_EXPECT_EQ(pthread_detach(thread), 0);
	UK_EXPECT_EQ(pthread_detach(thread), EINVAL);
	UK_EXPECT_EQ(pthread_join(thread, NULL), EINVAL);
	for (int i = 0; i < 5; i++)
		sched_yield();
	UK_EXPECT_EQ(pthread_join(thread, NULL), ESRCH);
	/* one that has ended is there until somebody asks for its value */
	UK_EXPECT_EQ(pthread_create(&thread, NULL, echo, NULL), 0);
	sched_yield();
	UK_EXPECT_EQ(pthread_cancel(thread), 0);
	UK_EXPECT_EQ(pthread_detach(thread), 0);
	UK_EXPECT_EQ(pthread_detach(thread), ESRCH);
}

static void *join_it(void *thread)
{
	return (void *)(intptr_t)pthread_join(*(pthread_t *)thread, NULL);
}

static void *sleep_a_while(void *argument)
{
	usleep(2000);
	return argument;
}

UK_TEST(pthread, join_variants)
{
	struct timespec past = { 0, 0 }, wrong = { 0, -1 };
	pthread_t thread, joiner;
	void *value;

	UK_EXPECT_EQ(pthread_create(&thread, NULL, sleep_a_while, &past), 0);
	UK_EXPECT_EQ(pthread_tryjoin_np(thread, &value), EBUSY);
	UK_EXPECT_EQ(pthread_timedjoin_np(thread, &value, &past), ETIMEDOUT);
	UK_EXPECT_EQ(pthread_timedjoin_np(thread, &value, &wrong), EINVAL);
	UK_EXPECT_EQ(pthread_clockjoin_np(thread, &value, 77, &past), EINVAL);
	UK_EXPECT_EQ(pthread_create(&joiner, NULL, join_it, &thread), 0);
	sched_yield();
	UK_EXPECT_EQ(pthread_join(thread, NULL), EINVAL); /* has one */
	UK_EXPECT_EQ(pthread_detach(thread), EINVAL);
	UK_EXPECT_EQ(pthread_join(joiner, &value), 0);
	UK_EXPECT(value == NULL);
	UK_EXPECT_EQ(pthread_create(&thread, NULL, echo, &past), 0);
	sched_yield();
	UK_EXPECT_EQ(pthread_tryjoin_np(thread, &value), 0);
	UK_EXPECT(value == &past);
}

static void *where(void *argument)
{
	*(char **)argument = __builtin_frame_address(0);
	return NULL;
}

UK_TEST(pthread, stacks)
{
	char *memory = malloc(PTHREAD_STACK_MIN), *frame = NULL;
	pthread_attr_t attributes;
	pthread_t thread;
	void *stack;
	size_t size;

	UK_REQUIRE(memory);
	UK_EXPECT_EQ(pthread_attr_init(&attributes), 0);
	UK_EXPECT_EQ(pthread_attr_setstacksize(&attributes,
					       PTHREAD_STACK_MIN - 1), EINVAL);
	UK_EXPECT_EQ(pthread_attr_setstack(&attributes, memory + 1,
					   PTHREAD_STACK_MIN), EINVAL);
	UK_EXPECT_EQ(pthread_attr_setstack(&attributes, memory,
					   PTHREAD_STACK_MIN), 0);
	UK_EXPECT_EQ(pthread_attr_getstack(&attributes, &stack, &size), 0);
	UK_EXPECT(stack == memory && size == PTHREAD_STACK_MIN);
	UK_EXPECT_EQ(pthread_create(&thread, &attributes, where, &frame), 0);
	UK_EXPECT_EQ(pthread_join(thread, NULL), 0);
	UK_EXPECT(frame > memory && frame < memory + PTHREAD_STACK_MIN);
	free(memory);
	/* more than there is */
	UK_EXPECT_EQ(pthread_attr_init(&attributes), 0);
	UK_EXPECT_EQ(pthread_attr_setstacksize(&attributes, SIZE_MAX / 4), 0);
	UK_EXPECT_EQ(pthread_create(&thread, &attributes, echo, NULL), EAGAIN);
}

static void *own_attributes(void *argument)
{
	char *here = __builtin_frame_address(0);
	pthread_attr_t own;
	void *stack = NULL;
	size_t size = 0;
	int state = 0;

	UK_EXPECT_EQ(pthread_getattr_np(pthread_self(), &own), 0);
	UK_EXPECT_EQ(pthread_attr_getstack(&own, &stack, &size), 0);
	UK_EXPECT(here > (char *)stack && here < (char *)stack + size);
	UK_EXPECT_EQ(pthread_attr_getdetachstate(&own, &state), 0);
	UK_EXPECT_EQ(state, PTHREAD_CREATE_JOINABLE);
	return argument;
}

UK_TEST(pthread, attributes_of_a_running_thread)
{
	pthread_t thread;

	own_attributes(NULL); /* main's are the boot stack's */
	UK_EXPECT_EQ(pthread_create(&thread, NULL, own_attributes, NULL), 0);
	UK_EXPECT_EQ(pthread_join(thread, NULL), 0);
}

UK_TEST(pthread, scheduling)
{
	struct sched_param parameters = { 5 };
	pthread_attr_t attributes;
	pthread_t thread;
	cpu_set_t set;
	int policy;

	UK_EXPECT_EQ(pthread_attr_init(&attributes), 0);
	UK_EXPECT_EQ(pthread_attr_setschedparam(&attributes, &parameters),
		     EINVAL);
	UK_EXPECT_EQ(pthread_attr_setschedpolicy(&attributes, SCHED_FIFO), 0);
	UK_EXPECT_EQ(pthread_attr_setschedparam(&attributes, &parameters), 0);
	/* refused where it would matter, and only there */
	UK_EXPECT_EQ(pthread_create(&thread, &attributes, echo, NULL), 0);
	UK_EXPECT_EQ(pthread_join(thread, NULL), 0);
	UK_EXPECT_EQ(pthread_attr_setinheritsched(&attributes,
						  PTHREAD_EXPLICIT_SCHED), 0);
	UK_EXPECT_EQ(pthread_create(&thread, &attributes, echo, NULL), EPERM);
	UK_EXPECT_EQ(pthread_setschedparam(pthread_self(), SCHED_RR,
					   &parameters), ENOTSUP);
	UK_EXPECT_EQ(pthread_getschedparam(pthread_self(), &policy,
					   &parameters), 0);
	UK_EXPECT(policy == SCHED_OTHER && parameters.sched_priority == 0);
	UK_EXPECT(sched_setscheduler(0, SCHED_FIFO, &parameters) == -1 &&
		  errno == EINVAL);
	parameters.sched_priority = 1;
	UK_EXPECT(sched_setscheduler(0, SCHED_FIFO, &parameters) == -1 &&
		  errno == EPERM);
	UK_EXPECT(sched_getscheduler(77) == -1 && errno == ESRCH);
	CPU_ZERO(&set);
	CPU_SET(1, &set);
	UK_EXPECT_EQ(pthread_setaffinity_np(pthread_self(), sizeof(set), &set),
		     EINVAL);
	CPU_SET(0, &set);
	UK_EXPECT_EQ(CPU_COUNT(&set), 2);
	UK_EXPECT_EQ(sched_setaffinity(0, sizeof(set), &set), 0);
	UK_EXPECT_EQ(sched_getaffinity(0, sizeof(set), &set), 0);
	UK_EXPECT(CPU_ISSET(0, &set) && CPU_COUNT(&set) == 1);
}

UK_TEST(pthread, names)
{
	char name[16];
	pthread_t thread;

	UK_EXPECT_EQ(pthread_create(&thread, NULL, yield, NULL), 0);
	UK_EXPECT_EQ(pthread_getname_np(thread, name, sizeof(name)), 0);
	UK_EXPECT(!*name);
	UK_EXPECT_EQ(pthread_setname_np(thread, "sixteen bytes of"), ERANGE);
	UK_EXPECT_EQ(pthread_setname_np(thread, "fifteen bytes o"), 0);
	UK_EXPECT_EQ(pthread_getname_np(thread, name, 15), ERANGE);
	UK_EXPECT_EQ(pthread_getname_np(thread, name, sizeof(name)), 0);
	UK_EXPECT(!strcmp(name, "fifteen bytes o"));
	UK_EXPECT_EQ(pthread_join(thread, NULL), 0);
	UK_EXPECT_EQ(pthread_setname_np(thread, "gone"), ESRCH);
}

#ifdef CONFIG_LIBPTHREAD_DESCRIPTORS
UK_TEST(pthread, what_sysconf_says)
{
	UK_EXPECT_EQ(sysconf(_SC_THREADS), _POSIX_THREADS);
	UK_EXPECT_EQ(sysconf(_SC_THREAD_STACK_MIN), PTHREAD_STACK_MIN);
	UK_EXPECT_EQ(sysconf(_SC_THREAD_KEYS_MAX), PTHREAD_KEYS_MAX);
	errno = 0;
	UK_EXPECT_EQ(sysconf(_SC_THREAD_PRIORITY_SCHEDULING), -1);
	UK_EXPECT_EQ(errno, 0); /* not there, which is no error */
	UK_EXPECT_EQ(sysconf(-7), -1);
	UK_EXPECT_EQ(errno, EINVAL);
}
#endif

static int runs;

static void count_run(void)
{
	runs++;
	usleep(1000);
	runs++;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *call_once(void *argument)
{
	pthread_once(&once, count_run);
	return (void *)(intptr_t)(runs == 2 && argument);
}

UK_TEST(pthread, once)
{
	pthread_t threads[5];
	void *value;

	once = PTHREAD_ONCE_INIT;
	runs = 0;
	for (int i = 0; i < 5; i++)
		UK_EXPECT_EQ(pthread_create(&threads[i], NULL, call_once,
					    &runs), 0);
	for (int i = 0; i < 5; i++) {
		UK_EXPECT_EQ(pthread_join(threads[i], &value), 0);
		UK_EXPECT(value != NULL);
	}
}

static pthread_key_t key;
static int destroyed;

static void destroy_twice(void *value)
{
	destroyed++;
	if (destroyed == 1)
		pthread_setspecific(key, value);
}

static void *set_value(void *argument)
{
	UK_EXPECT(!pthread_getspecific(key));
	UK_EXPECT_EQ(pthread_setspecific(key, argument), 0);
	sched_yield();
	UK_EXPECT(pthread_getspecific(key) == argument);
	return NULL;
}

UK_TEST(pthread, keys)
{
	pthread_t threads[2];
	pthread_key_t old;

	destroyed = 0;
	UK_EXPECT_EQ(pthread_key_create(&key, destroy_twice), 0);
	UK_EXPECT_EQ(pthread_setspecific(key, &destroyed), 0);
	UK_EXPECT_EQ(pthread_create(&threads[0], NULL, set_value, &key), 0);
	UK_EXPECT_EQ(pthread_create(&threads[1], NULL, set_value, NULL), 0);
	UK_EXPECT_EQ(pthread_join(threads[0], NULL), 0);
	UK_EXPECT_EQ(pthread_join(threads[1], NULL), 0);
	UK_EXPECT_EQ(destroyed, 2);
	UK_EXPECT(pthread_getspecific(key) == &destroyed);
	/* a new key under the old number has no values of the old one */
	old = key;
	UK_EXPECT_EQ(pthread_key_delete(key), 0);
	UK_EXPECT_EQ(pthread_key_delete(key), EINVAL);
	UK_EXPECT_EQ(pthread_setspecific(key, NULL), EINVAL);
	UK_EXPECT_EQ(pthread_key_create(&key, NULL), 0);
	UK_EXPECT_EQ(key, old);
	UK_EXPECT(!pthread_getspecific(key));
	UK_EXPECT_EQ(pthread_key_delete(key), 0);
	UK_EXPECT_EQ(pthread_key_delete(PTHREAD_KEYS_MAX), EINVAL);
}
