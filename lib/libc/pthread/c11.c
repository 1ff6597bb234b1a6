/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * C11's threads (7.26), in POSIX's terms.
 */
#include <threads.h>

#include "internal.h"

static int result(int error)
{
	switch (error) {
	case 0:
		return thrd_success;
	case EBUSY:
		return thrd_busy;
	case EAGAIN:
	case ENOMEM:
		return thrd_nomem;
	case ETIMEDOUT:
		return thrd_timedout;
	default:
		return thrd_error;
	}
}

/* The value of a thread is a pointer, of which C11 uses an int. */
int thrd_create(thrd_t *thread, thrd_start_t start, void *argument)
{
	void *(*posix_start)(void *) = (void *(*)(void *))(void (*)(void))start;

	return result(pthread_create(thread, NULL, posix_start, argument));
}

thrd_t thrd_current(void)
{
	return pthread_self();
}

int thrd_equal(thrd_t a, thrd_t b)
{
	return a == b;
}

void thrd_exit(int value)
{
	pthread_exit((void *)(intptr_t)value);
}

int thrd_join(thrd_t thread, int *value)
{
	void *posix_value = NULL;
	int error = pthread_join(thread, &posix_value);

	if (value)
		*value = (int)(intptr_t)posix_value;
	return result(error);
}

int thrd_detach(thrd_t thread)
{
	return result(pthread_detach(thread));
}

void thrd_yield(void)
{
	sched_yield();
}

/* 0, -1 if a signal came, another negative number for an error */
int thrd_sleep(const struct timespec *time, struct timespec *remaining)
{
	int error = clock_nanosleep(CLOCK_REALTIME, 0, time, remaining);

	if (!error)
		return 0;
	return error == EINTR ? -1 : -2;
}

void call_once(once_flag *once, void (*routine)(void))
{
	pthread_once(once, routine);
}

int mtx_init(mtx_t *mutex, int type)
{
	pthread_mutexattr_t attributes = { 0 };

	attributes.__type = type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE :
						   PTHREAD_MUTEX_NORMAL;
	return result(pthread_mutex_init(mutex, &attributes));
}

void mtx_destroy(mtx_t *mutex)
{
	pthread_mutex_destroy(mutex);
}

int mtx_lock(mtx_t *mutex)
{
	return result(pthread_mutex_lock(mutex));
}

int mtx_trylock(mtx_t *mutex)
{
	return result(pthread_mutex_trylock(mutex));
}

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict time)
{
	return result(pthread_mutex_timedlock(mutex, time));
}

int mtx_unlock(mtx_t *mutex)
{
	return result(pthread_mutex_unlock(mutex));
}

int cnd_init(cnd_t *condition)
{
	return result(pthread_cond_init(condition, NULL));
}

void cnd_destroy(cnd_t *condition)
{
	pthread_cond_destroy(condition);
}

int cnd_signal(cnd_t *condition)
{
	return result(pthread_cond_signal(condition));
}

int cnd_broadcast(cnd_t *condition)
{
	return result(pthread_cond_broadcast(condition));
}

int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
	return result(pthread_cond_wait(condition, mutex));
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex,
		  const struct timespec *restrict time)
{
	return result(pthread_cond_timedwait(condition, mutex, time));
}

int tss_create(tss_t *key, tss_dtor_t destructor)
{
	return result(pthread_key_create(key, destructor));
}

void tss_delete(tss_t key)
{
	pthread_key_delete(key);
}

void *tss_get(tss_t key)
{
	return pthread_getspecific(key);
}

int tss_set(tss_t key, void *value)
{
	return result(pthread_setspecific(key, value));
}
