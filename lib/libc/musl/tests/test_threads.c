/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * musl's threads on the scheduler: their lives, storage and stacks, what they wait for, and how
 * they are cancelled.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(musl_threads, "musl: threads");

static _Thread_local int own = 7;

static void *echo(void *argument)
{
	intptr_t number = (intptr_t)argument;

	if (own != 7)
		return NULL;
	own = (int)number;
	errno = (int)number;
	sched_yield();
	return own == (int)number && errno == (int)number ? argument : NULL;
}

UK_TEST(musl_threads, values_and_storage)
{
	pthread_t threads[20];
	void *value;

	for (intptr_t i = 0; i < 20; i++)
		UK_REQUIRE(!pthread_create(&threads[i], NULL, echo, (void *)(i + 1)));
	for (intptr_t i = 19; i >= 0; i--) {
		value = NULL;
		UK_EXPECT_EQ(pthread_join(threads[i], &value), 0);
		UK_EXPECT_EQ((intptr_t)value, i + 1);
	}
	UK_EXPECT_EQ(own, 7);
}

static sem_t ended;

static void *post(void *argument)
{
	sem_post(&ended);
	return argument;
}

/* More than there would be memory for, if their stacks stayed */
UK_TEST(musl_threads, detached_ones_leave_nothing)
{
	pthread_attr_t attributes;
	pthread_t thread;

	sem_init(&ended, 0, 0);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, 1 << 20);
	for (int i = 0; i < 300; i++) {
		UK_REQUIRE(!pthread_create(&thread, &attributes, post, NULL));
		sem_wait(&ended);
		sched_yield();
	}
	pthread_attr_destroy(&attributes);
	sem_destroy(&ended);
}

static void *stack_of(void *argument)
{
	pthread_attr_t attributes;
	void *lowest;
	size_t size;
	char here;

	if (pthread_getattr_np(pthread_self(), &attributes))
		return NULL;
	pthread_attr_getstack(&attributes, &lowest, &size);
	return &here > (char *)lowest && &here < (char *)lowest + size ? argument : NULL;
}

UK_TEST(musl_threads, stacks)
{
	static char given[65536] __attribute__((aligned(16)));
	pthread_attr_t attributes;
	pthread_t thread;
	void *value = NULL;

	UK_EXPECT(stack_of(given) == given);
	pthread_attr_init(&attributes);
	UK_EXPECT_EQ(pthread_attr_setstack(&attributes, given, sizeof(given)), 0);
	UK_REQUIRE(!pthread_create(&thread, &attributes, stack_of, given));
	UK_EXPECT_EQ(pthread_join(thread, &value), 0);
	UK_EXPECT(value == given);
	UK_REQUIRE(!pthread_create(&thread, NULL, stack_of, given));
	UK_EXPECT_EQ(pthread_join(thread, &value), 0);
	UK_EXPECT(value == given);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int turns;

static void *take_turns(void *argument)
{
	int mine = (int)(intptr_t)argument;

	pthread_mutex_lock(&mutex);
	for (int i = 0; i < 50; i++) {
		while (turns % 4 != mine)
			pthread_cond_wait(&condition, &mutex);
		turns++;
		pthread_cond_broadcast(&condition);
	}
	pthread_mutex_unlock(&mutex);
	return NULL;
}

UK_TEST(musl_threads, conditions)
{
	struct timespec until;
	pthread_t threads[4];

	turns = 0;
	for (intptr_t i = 0; i < 4; i++)
		UK_REQUIRE(!pthread_create(&threads[i], NULL, take_turns, (void *)i));
	for (int i = 0; i < 4; i++)
		UK_EXPECT_EQ(pthread_join(threads[i], NULL), 0);
	UK_EXPECT_EQ(turns, 200);
	clock_gettime(CLOCK_REALTIME, &until);
	pthread_mutex_lock(&mutex);
	UK_EXPECT_EQ(pthread_cond_timedwait(&condition, &mutex, &until), ETIMEDOUT);
	pthread_mutex_unlock(&mutex);
}

static void *die_with_lock(void *argument)
{
	pthread_mutex_lock(argument);
	return NULL;
}

UK_TEST(musl_threads, mutexes)
{
	pthread_mutexattr_t attributes;
	pthread_mutex_t lock;
	pthread_t thread;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&lock, &attributes);
	UK_EXPECT_EQ(pthread_mutex_lock(&lock), 0);
	UK_EXPECT_EQ(pthread_mutex_lock(&lock), EDEADLK);
	UK_EXPECT_EQ(pthread_mutex_unlock(&lock), 0);
	UK_EXPECT_EQ(pthread_mutex_unlock(&lock), EPERM);
	pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&lock, &attributes);
	UK_REQUIRE(!pthread_create(&thread, NULL, die_with_lock, &lock));
	UK_EXPECT_EQ(pthread_join(thread, NULL), 0);
	UK_EXPECT_EQ(pthread_mutex_lock(&lock), EOWNERDEAD);
	UK_EXPECT_EQ(pthread_mutex_consistent(&lock), 0);
	UK_EXPECT_EQ(pthread_mutex_unlock(&lock), 0);
	pthread_mutexattr_destroy(&attributes);
}

static int cleaned;

static void clean(void *argument)
{
	cleaned += *(int *)argument;
}

static void *sleep_on(void *argument)
{
	pthread_cleanup_push(clean, argument);
	for (;;)
		sleep(1000);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *wait_on(void *argument)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(clean, argument);
	for (;;)
		pthread_cond_wait(&condition, &mutex);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *not_yet(void *argument)
{
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	sched_yield();
	cleaned += *(int *)argument;
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	pthread_testcancel();
	return argument;
}

static void cancel(void *(*entry)(void *))
{
	int one = 1;
	void *value = NULL;
	pthread_t thread;

	cleaned = 0;
	UK_REQUIRE(!pthread_create(&thread, NULL, entry, &one));
	sched_yield();
	UK_EXPECT_EQ(pthread_cancel(thread), 0);
	UK_EXPECT_EQ(pthread_join(thread, &value), 0);
	UK_EXPECT(value == PTHREAD_CANCELED);
	UK_EXPECT_EQ(cleaned, 1);
}

UK_TEST(musl_threads, cancelled)
{
	cancel(sleep_on);
	cancel(wait_on);
	/* which it held as its handler ran */
	UK_EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	cancel(not_yet);
}

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int inits, destroyed;

static void destroy(void *value)
{
	destroyed += (int)(intptr_t)value;
}

static void init(void)
{
	inits++;
	pthread_key_create(&key, destroy);
}

static int c11(void *argument)
{
	pthread_once(&once, init);
	pthread_setspecific(key, argument);
	return (int)(intptr_t)pthread_getspecific(key) + 1;
}

UK_TEST(musl_threads, once_keys_and_c11)
{
	int result = 0;
	thrd_t thread;

	for (int i = 0; i < 3; i++) {
		UK_REQUIRE(thrd_create(&thread, c11, (void *)5) == thrd_success);
		UK_EXPECT_EQ(thrd_join(thread, &result), thrd_success);
		UK_EXPECT_EQ(result, 6);
	}
	UK_EXPECT_EQ(inits, 1);
	UK_EXPECT_EQ(destroyed, 15);
}

UK_TEST(musl_threads, named_semaphores)
{
	sem_t *one = sem_open("/one", O_CREAT, 0600, 2), *same;

	UK_REQUIRE(one != SEM_FAILED);
	same = sem_open("/one", 0);
	UK_EXPECT(same == one);
	UK_EXPECT(sem_open("/one", O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED);
	UK_EXPECT_EQ(errno, EEXIST);
	UK_EXPECT_EQ(sem_wait(same), 0);
	UK_EXPECT_EQ(sem_trywait(one), 0);
	UK_EXPECT_EQ(sem_trywait(one), -1);
	UK_EXPECT_EQ(errno, EAGAIN);
	UK_EXPECT_EQ(sem_unlink("/one"), 0);
	UK_EXPECT_EQ(sem_close(one), 0);
	UK_EXPECT_EQ(sem_close(same), 0);
	UK_EXPECT(sem_open("/one", 0) == SEM_FAILED && errno == ENOENT);
}
