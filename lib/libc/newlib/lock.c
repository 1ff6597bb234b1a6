/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * newlib's locks (include/sys/lock.h) are the scheduler's mutexes: streams, the lists of
 * streams and of exit handlers, the environment, time zones.
 */
#include <sys/lock.h>
#include <uk/essentials.h>
#include <uk/mutex.h>

#ifdef CONFIG_LIBNEWLIB_CANCEL
#include <uk/cancel.h>

static void count_taken(void)
{
	uk_cancel_state += UK_CANCEL_LOCK;
}

static void count_released(void)
{
	uk_cancel_state -= UK_CANCEL_LOCK;
	if (UK_UNLIKELY(uk_cancel_state & UK_CANCEL_LATE) && uk_cancel_is_due())
		uk_cancel_late();
}
#else
static void count_taken(void)
{
}

static void count_released(void)
{
}
#endif

_Static_assert(sizeof(struct uk_mutex) <= sizeof(_LOCK_T),
	       "enlarge _LOCK_T in include/sys/lock.h");

/* Zero bytes are a plain mutex, but every lock of newlib may be nested. */
static struct uk_mutex *mutex_of(_LOCK_T *lock)
{
	struct uk_mutex *mutex = (struct uk_mutex *)lock;

	mutex->recursive = true;
	return mutex;
}

void __uk_libc_lock_acquire(_LOCK_T *lock)
{
	uk_mutex_lock(mutex_of(lock));
	count_taken();
}

int __uk_libc_lock_try(_LOCK_T *lock)
{
	if (uk_mutex_try_lock(mutex_of(lock)))
		return 0;
	count_taken();
	return 1;
}

void __uk_libc_lock_release(_LOCK_T *lock)
{
	uk_mutex_unlock((struct uk_mutex *)lock);
	count_released();
}
