/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mutexes, condition variables, read-write locks, barriers, spin locks; in C11's names, too.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(pthread_locks, "POSIX threads: locks");

static const struct timespec past = { 1, 0 }, wrong = { 0, 1000000000 };

/* `milliseconds` from now */
static struct timespec soon(clockid_t clock, long milliseconds)
{
	struct timespec time;

	clock_gettime(clock, &time);
	time.tv_nsec += milliseconds * 1000000;
	if (time.tv_nsec >= 1000000000) {
		time.tv_nsec -= 1000000000;
		time.tv_sec++;
	}
	return time;
}

static pthread_t run(void *(*start)(void *), void *argument)
{
	pthread_t thread = 0;

	UK_EXPECT_EQ(pthread_create(&thread, NULL, start, argument), 0);
	return thread;
}

static intptr_t result_of(pthread_t thread)
{
	void *value = NULL;

	UK_EXPECT_EQ(pthread_join(thread, &value), 0);
	return (intptr_t)value;
}

static pthread_mutex_t of_type(int type)
{
	pthread_mutexattr_t attributes;
	pthread_mutex_t mutex;

	UK_EXPECT_EQ(pthread_mutexattr_init(&attributes), 0);
	UK_EXPECT_EQ(pthread_mutexattr_settype(&attributes, type), 0);
	UK_EXPECT_EQ(pthread_mutex_init(&mutex, &attributes), 0);
	return mutex;
}

static void *try_lock(void *mutex)
{
	return (void *)(intptr_t)pthread_mutex_trylock(mutex);
}

static void *unlock(void *mutex)
{
	return (void *)(intptr_t)pthread_mutex_unlock(mutex);
}

UK_TEST(pthread_locks, kinds_of_mutexes)
{
	pthread_mutex_t normal = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_t checked = of_type(PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
	struct timespec time = soon(CLOCK_REALTIME, 2);

	UK_EXPECT_EQ(pthread_mutex_unlock(&checked), EPERM);
	UK_EXPECT_EQ(pthread_mutex_lock(&checked), 0);
	UK_EXPECT_EQ(pthread_mutex_lock(&checked), EDEADLK);
	UK_EXPECT_EQ(pthread_mutex_trylock(&checked), EBUSY);
	UK_EXPECT_EQ(result_of(run(unlock, &checked)), EPERM);
	UK_EXPECT_EQ(pthread_mutex_destroy(&checked), EBUSY);
	UK_EXPECT_EQ(pthread_mutex_unlock(&checked), 0);
	UK_EXPECT_EQ(pthread_mutex_destroy(&checked), 0);

	for (int i = 0; i < 3; i++)
		UK_EXPECT_EQ(i & 1 ? pthread_mutex_trylock(&recursive) :
				     pthread_mutex_lock(&recursive), 0);
	for (int i = 0; i < 3; i++) {
		UK_EXPECT_EQ(result_of(run(try_lock, &recursive)), EBUSY);
		UK_EXPECT_EQ(result_of(run(unlock, &recursive)), EPERM);
		UK_EXPECT_EQ(pthread_mutex_unlock(&recursive), 0);
	}
	UK_EXPECT_EQ(pthread_mutex_unlock(&recursive), EPERM);

	/* locking a normal one again waits, here until the time is up */
	UK_EXPECT_EQ(pthread_mutex_lock(&normal), 0);
	UK_EXPECT_EQ(pthread_mutex_timedlock(&normal, &time), ETIMEDOUT);
	UK_EXPECT_EQ(pthread_mutex_timedlock(&normal, &wrong), EINVAL);
	/* or until another thread lets go of it */
	(void)run(unlock, &normal);
	UK_EXPECT_EQ(pthread_mutex_lock(&normal), 0);
	UK_EXPECT_EQ(pthread_mutex_unlock(&normal), 0);
	UK_EXPECT_EQ(pthread_mutex_timedlock(&normal, &wrong), 0);
	UK_EXPECT_EQ(pthread_mutex_unlock(&normal), 0);
}

UK_TEST(pthread_locks, what_mutexes_cannot)
{
	pthread_mutexattr_t attributes;

	UK_EXPECT_EQ(pthread_mutexattr_init(&attributes), 0);
	UK_EXPECT_EQ(pthread_mutexattr_settype(&attributes, 3), EINVAL);
	UK_EXPECT_EQ(pthread_mutexattr_setrobust(&attributes,
						 PTHREAD_MUTEX_ROBUST), ENOTSUP);
	UK_EXPECT_EQ(pthread_mutexattr_setrobust(&attributes, 7), EINVAL);
	UK_EXPECT_EQ(pthread_mutexattr_setprotocol(&attributes,
						   PTHREAD_PRIO_INHERIT), ENOTSUP);
	UK_EXPECT_EQ(pthread_mutexattr_setprotocol(&attributes,
						   PTHREAD_PRIO_NONE), 0);
	UK_EXPECT_EQ(pthread_mutexattr_setpshared(&attributes, 2), EINVAL);
	UK_EXPECT_EQ(pthread_mutexattr_setpshared(&attributes,
						  PTHREAD_PROCESS_SHARED), 0);
}

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int count;

static void *add_slowly(void *argument)
{
	for (int i = 0; i < 50; i++) {
		int seen;

		pthread_mutex_lock(&guard);
		seen = count;
		sched_yield();
		count = seen + 1;
		pthread_mutex_unlock(&guard);
	}
	return argument;
}

UK_TEST(pthread_locks, exclusion)
{
	pthread_t threads[4];

	count = 0;
	for (int i = 0; i < 4; i++)
		threads[i] = run(add_slowly, NULL);
	for (int i = 0; i < 4; i++)
		result_of(threads[i]);
	UK_EXPECT_EQ(count, 200);
	UK_EXPECT_EQ(pthread_mutex_destroy(&guard), 0);
}

/* Waits until the count is its argument's, then makes it one more. */
static void *take_turn(void *turn)
{
	pthread_mutex_lock(&guard);
	while (count != (intptr_t)turn)
		pthread_cond_wait(&changed, &guard);
	count++;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&guard);
	return NULL;
}

UK_TEST(pthread_locks, conditions)
{
	pthread_t threads[5];

	count = -1;
	for (intptr_t i = 4; i >= 0; i--)
		threads[i] = run(take_turn, (void *)i);
	sched_yield();
	pthread_mutex_lock(&guard);
	UK_EXPECT_EQ(count, -1);
	UK_EXPECT_EQ(pthread_cond_destroy(&changed), EBUSY);
	count = 0;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&guard);
	for (int i = 0; i < 5; i++)
		result_of(threads[i]);
	UK_EXPECT_EQ(count, 5);
	UK_EXPECT_EQ(pthread_cond_signal(&changed), 0); /* to nobody */
}

UK_TEST(pthread_locks, conditions_in_time)
{
	pthread_mutex_t checked = of_type(PTHREAD_MUTEX_ERRORCHECK);
	pthread_condattr_t attributes;
	pthread_cond_t monotonic;
	struct timespec time;

	UK_EXPECT_EQ(pthread_condattr_init(&attributes), 0);
	UK_EXPECT_EQ(pthread_condattr_setclock(&attributes, 2), EINVAL);
	UK_EXPECT_EQ(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC), 0);
	UK_EXPECT_EQ(pthread_cond_init(&monotonic, &attributes), 0);
	UK_EXPECT_EQ(pthread_cond_wait(&changed, &checked), EPERM);
	pthread_mutex_lock(&checked);
	UK_EXPECT_EQ(pthread_cond_timedwait(&changed, &checked, &past),
		     ETIMEDOUT);
	UK_EXPECT_EQ(pthread_cond_timedwait(&changed, &checked, &wrong), EINVAL);
	time = soon(CLOCK_REALTIME, 2);
	UK_EXPECT_EQ(pthread_cond_timedwait(&changed, &checked, &time),
		     ETIMEDOUT);
	time = soon(CLOCK_MONOTONIC, 2);
	UK_EXPECT_EQ(pthread_cond_timedwait(&monotonic, &checked, &time),
		     ETIMEDOUT);
	time = soon(CLOCK_MONOTONIC, 2);
	UK_EXPECT_EQ(pthread_cond_clockwait(&changed, &checked, CLOCK_MONOTONIC,
					    &time), ETIMEDOUT);
	UK_EXPECT_EQ(pthread_mutex_unlock(&checked), 0); /* it was ours */
}

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;

static void *write_it(void *argument)
{
	pthread_rwlock_wrlock(&lock);
	count++;
	pthread_rwlock_unlock(&lock);
	return argument;
}

static void *try_both(void *argument)
{
	int reads = pthread_rwlock_tryrdlock(&lock);
	int writes = pthread_rwlock_trywrlock(&lock);

	if (!reads || !writes)
		pthread_rwlock_unlock(&lock);
	return (void *)(intptr_t)(argument && reads ? reads : writes);
}

UK_TEST(pthread_locks, readers_and_writers)
{
	struct timespec time = soon(CLOCK_REALTIME, 2);
	pthread_t writer;

	count = 0;
	UK_EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
	UK_EXPECT_EQ(result_of(run(try_both, NULL)), EBUSY);
	writer = run(write_it, NULL);
	sched_yield();
	/* once more past the writer */
	UK_EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
	UK_EXPECT_EQ(pthread_rwlock_timedwrlock(&lock, &time), ETIMEDOUT);
	UK_EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	UK_EXPECT_EQ(pthread_rwlock_destroy(&lock), EBUSY);
	UK_EXPECT_EQ(count, 0);
	UK_EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	result_of(writer);
	UK_EXPECT_EQ(count, 1);
	UK_EXPECT_EQ(pthread_rwlock_unlock(&lock), EINVAL);
	UK_EXPECT_EQ(pthread_rwlock_wrlock(&lock), 0);
	UK_EXPECT_EQ(pthread_rwlock_wrlock(&lock), EDEADLK);
	UK_EXPECT_EQ(pthread_rwlock_rdlock(&lock), EDEADLK);
	UK_EXPECT_EQ(result_of(run(try_both, &lock)), EBUSY);
	UK_EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
	UK_EXPECT_EQ(pthread_rwlock_destroy(&lock), 0);
}

static void *hold_a_while(void *argument)
{
	pthread_mutex_lock(&guard);
	pthread_spin_lock(&spin);
	pthread_rwlock_wrlock(&lock);
	for (int i = 0; i < 5; i++)
		sched_yield();
	pthread_mutex_unlock(&guard);
	pthread_spin_unlock(&spin);
	pthread_rwlock_unlock(&lock);
	sem_post(argument);
	return NULL;
}

/* Who only tries lets the holder run: else this would never end. */
UK_TEST(pthread_locks, trying_in_a_loop)
{
	pthread_t holder;
	sem_t semaphore;

	UK_EXPECT_EQ(sem_init(&semaphore, 0, 0), 0);
	for (int i = 0; i < 5; i++) {
		holder = run(hold_a_while, &semaphore);
		sched_yield();
		while (i == 0 && pthread_mutex_trylock(&guard))
			;
		while (i == 1 && pthread_spin_trylock(&spin))
			;
		while (i == 2 && pthread_rwlock_tryrdlock(&lock))
			;
		while (i == 3 && sem_trywait(&semaphore))
			;
		while (i == 4 && pthread_tryjoin_np(holder, NULL))
			;
		if (i == 0)
			pthread_mutex_unlock(&guard);
		else if (i == 1)
			pthread_spin_unlock(&spin);
		else if (i == 2)
			pthread_rwlock_unlock(&lock);
		if (i < 4)
			result_of(holder);
	}
}

/* When a writer's time is up, the readers behind it go on. */
static void *write_in_time(void *argument)
{
	struct timespec time = soon(CLOCK_MONOTONIC, 2);

	return (void *)(intptr_t)(pthread_rwlock_clockwrlock(
		argument, CLOCK_MONOTONIC, &time));
}

static void *read_it(void *argument)
{
	pthread_rwlock_rdlock(argument);
	return (void *)(intptr_t)pthread_rwlock_unlock(argument);
}

UK_TEST(pthread_locks, writers_first)
{
	pthread_rwlockattr_t attributes;
	pthread_t writer, reader;
	pthread_rwlock_t fair;
	void *value;

	UK_EXPECT_EQ(pthread_rwlockattr_init(&attributes), 0);
	UK_EXPECT_EQ(pthread_rwlockattr_setkind_np(
			     &attributes,
			     PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP), 0);
	UK_EXPECT_EQ(pthread_rwlock_init(&fair, &attributes), 0);
	UK_EXPECT_EQ(pthread_rwlock_rdlock(&fair), 0);
	writer = run(write_in_time, &fair);
	sched_yield();
	reader = run(read_it, &fair);
	sched_yield();
	UK_EXPECT_EQ(pthread_tryjoin_np(reader, &value), EBUSY);
	UK_EXPECT_EQ(result_of(writer), ETIMEDOUT);
	UK_EXPECT_EQ(result_of(reader), 0);
	UK_EXPECT_EQ(pthread_rwlock_unlock(&fair), 0);
}

static pthread_barrier_t barrier;

static void *pass(void *argument)
{
	intptr_t serial = 0;

	for (int i = 0; i < 3; i++)
		serial += pthread_barrier_wait(&barrier) ==
			  PTHREAD_BARRIER_SERIAL_THREAD;
	count += argument != NULL;
	return (void *)serial;
}

UK_TEST(pthread_locks, barriers)
{
	pthread_t threads[3];
	intptr_t serial = 0;

	count = 0;
	UK_EXPECT_EQ(pthread_barrier_init(&barrier, NULL, 0), EINVAL);
	UK_EXPECT_EQ(pthread_barrier_init(&barrier, NULL, 3), 0);
	for (int i = 0; i < 2; i++)
		threads[i] = run(pass, &count);
	sched_yield();
	sched_yield();
	UK_EXPECT_EQ(pthread_barrier_destroy(&barrier), EBUSY);
	UK_EXPECT_EQ(count, 0);
	threads[2] = run(pass, &count);
	for (int i = 0; i < 3; i++)
		serial += result_of(threads[i]);
	UK_EXPECT_EQ(serial, 3);
	UK_EXPECT_EQ(count, 3);
	UK_EXPECT_EQ(pthread_barrier_destroy(&barrier), 0);
}

static void *spin_and_add(void *argument)
{
	pthread_spin_lock(&spin);
	count++;
	pthread_spin_unlock(&spin);
	return argument;
}

UK_TEST(pthread_locks, spin_locks)
{
	pthread_t thread;

	count = 0;
	UK_EXPECT_EQ(pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE), 0);
	UK_EXPECT_EQ(pthread_spin_lock(&spin), 0);
	UK_EXPECT_EQ(pthread_spin_lock(&spin), EDEADLK);
	UK_EXPECT_EQ(pthread_spin_trylock(&spin), EBUSY);
	thread = run(spin_and_add, NULL);
	for (int i = 0; i < 3; i++)
		sched_yield();
	UK_EXPECT_EQ(count, 0);
	UK_EXPECT_EQ(pthread_spin_unlock(&spin), 0);
	result_of(thread);
	UK_EXPECT_EQ(count, 1);
	UK_EXPECT_EQ(pthread_spin_unlock(&spin), EPERM);
	UK_EXPECT_EQ(pthread_spin_destroy(&spin), 0);
}

static int c11_start(void *argument)
{
	return *(int *)argument + 1;
}

UK_TEST(pthread_locks, c11)
{
	int number = 41, value = 0;
	thrd_t thread;
	mtx_t mutex;

	UK_EXPECT_EQ(thrd_create(&thread, c11_start, &number), thrd_success);
	UK_EXPECT_EQ(thrd_join(thread, &value), thrd_success);
	UK_EXPECT_EQ(value, 42);
	UK_EXPECT_EQ(thrd_join(thread, &value), thrd_error);
	UK_EXPECT_EQ(mtx_init(&mutex, mtx_plain), thrd_success);
	UK_EXPECT_EQ(mtx_lock(&mutex), thrd_success);
	UK_EXPECT_EQ(mtx_trylock(&mutex), thrd_busy);
	UK_EXPECT_EQ(mtx_timedlock(&mutex, &past), thrd_timedout);
	UK_EXPECT_EQ(mtx_unlock(&mutex), thrd_success);
	mtx_destroy(&mutex);
}
