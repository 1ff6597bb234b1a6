/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * POSIX threads (POSIX.1-2017, <pthread.h>; POSIX.1-2024's clock variants; what glibc adds).
 */
#ifndef _PTHREAD_H
#define _PTHREAD_H

#include <sched.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <time.h>

#define PTHREAD_CREATE_JOINABLE 0
#define PTHREAD_CREATE_DETACHED 1
#define PTHREAD_INHERIT_SCHED 0
#define PTHREAD_EXPLICIT_SCHED 1
#define PTHREAD_SCOPE_SYSTEM 0
#define PTHREAD_SCOPE_PROCESS 1
#define PTHREAD_PROCESS_PRIVATE 0
#define PTHREAD_PROCESS_SHARED 1

#define PTHREAD_CANCEL_ENABLE 0
#define PTHREAD_CANCEL_DISABLE 1
#define PTHREAD_CANCEL_DEFERRED 0
#define PTHREAD_CANCEL_ASYNCHRONOUS 1
#define PTHREAD_CANCELED ((void *)-1)

#define PTHREAD_MUTEX_NORMAL 0
#define PTHREAD_MUTEX_RECURSIVE 1
#define PTHREAD_MUTEX_ERRORCHECK 2
#define PTHREAD_MUTEX_DEFAULT PTHREAD_MUTEX_NORMAL
#define PTHREAD_MUTEX_STALLED 0
#define PTHREAD_MUTEX_ROBUST 1
#define PTHREAD_PRIO_NONE 0
#define PTHREAD_PRIO_INHERIT 1
#define PTHREAD_PRIO_PROTECT 2

#define PTHREAD_MUTEX_INITIALIZER { 0, 0, 0, { 0, 0, 0 }, { 0, 0 } }
#define PTHREAD_COND_INITIALIZER { 0, { 0, 0 } }
#define PTHREAD_RWLOCK_INITIALIZER { 0, 0, { 0, 0, 0 }, 0, { 0, 0 } }
#define PTHREAD_ONCE_INIT 0
#define PTHREAD_BARRIER_SERIAL_THREAD -1

/* As in <limits.h>, which would bring more names than a program may expect here */
#define PTHREAD_DESTRUCTOR_ITERATIONS 4
#define PTHREAD_KEYS_MAX 128
#define PTHREAD_STACK_MIN 16384

#if __GNU_VISIBLE
#define PTHREAD_MUTEX_TIMED_NP PTHREAD_MUTEX_NORMAL
#define PTHREAD_MUTEX_FAST_NP PTHREAD_MUTEX_NORMAL
#define PTHREAD_MUTEX_ADAPTIVE_NP PTHREAD_MUTEX_NORMAL
#define PTHREAD_MUTEX_RECURSIVE_NP PTHREAD_MUTEX_RECURSIVE
#define PTHREAD_MUTEX_ERRORCHECK_NP PTHREAD_MUTEX_ERRORCHECK
#define PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP PTHREAD_MUTEX_INITIALIZER
#define PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP \
	{ 0, 0, PTHREAD_MUTEX_RECURSIVE, { 0, 0, 0 }, { 0, 0 } }
#define PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP \
	{ 0, 0, PTHREAD_MUTEX_ERRORCHECK, { 0, 0, 0 }, { 0, 0 } }
#define PTHREAD_RWLOCK_PREFER_READER_NP 0
#define PTHREAD_RWLOCK_PREFER_WRITER_NP 1 /* as in glibc: readers all the same */
#define PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP 2
#define PTHREAD_RWLOCK_DEFAULT_NP PTHREAD_RWLOCK_PREFER_READER_NP
#endif

__BEGIN_DECLS

/* Threads */
int pthread_create(pthread_t *__restrict thread,
		   const pthread_attr_t *__restrict attributes,
		   void *(*start)(void *), void *__restrict argument);
void pthread_exit(void *value) __attribute__((__noreturn__));
int pthread_join(pthread_t thread, void **value);
int pthread_detach(pthread_t thread);
pthread_t pthread_self(void) __attribute__((__const__));
int pthread_equal(pthread_t a, pthread_t b);
int pthread_once(pthread_once_t *once, void (*routine)(void));
int pthread_atfork(void (*prepare)(void), void (*parent)(void),
		   void (*child)(void));
int pthread_getcpuclockid(pthread_t thread, clockid_t *clock);
int pthread_getconcurrency(void);
int pthread_setconcurrency(int level);
int pthread_getschedparam(pthread_t thread, int *__restrict policy,
			  struct sched_param *__restrict parameters);
int pthread_setschedparam(pthread_t thread, int policy,
			  const struct sched_param *parameters);
int pthread_setschedprio(pthread_t thread, int priority);
#if __GNU_VISIBLE
int pthread_tryjoin_np(pthread_t thread, void **value);
int pthread_timedjoin_np(pthread_t thread, void **value,
			 const struct timespec *time);
int pthread_clockjoin_np(pthread_t thread, void **value, clockid_t clock,
			 const struct timespec *time);
int pthread_getname_np(pthread_t thread, char *name, size_t size);
int pthread_setname_np(pthread_t thread, const char *name);
int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes);
int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *set);
int pthread_setaffinity_np(pthread_t thread, size_t size,
			   const cpu_set_t *set);
int pthread_yield(void);
#endif

/* Attributes of threads */
int pthread_attr_init(pthread_attr_t *attributes);
int pthread_attr_destroy(pthread_attr_t *attributes);
int pthread_attr_getdetachstate(const pthread_attr_t *attributes, int *state);
int pthread_attr_setdetachstate(pthread_attr_t *attributes, int state);
int pthread_attr_getguardsize(const pthread_attr_t *__restrict attributes,
			      size_t *__restrict size);
int pthread_attr_setguardsize(pthread_attr_t *attributes, size_t size);
int pthread_attr_getinheritsched(const pthread_attr_t *__restrict attributes,
				 int *__restrict inherit);
int pthread_attr_setinheritsched(pthread_attr_t *attributes, int inherit);
int pthread_attr_getschedparam(const pthread_attr_t *__restrict attributes,
			       struct sched_param *__restrict parameters);
int pthread_attr_setschedparam(pthread_attr_t *__restrict attributes,
			       const struct sched_param *__restrict parameters);
int pthread_attr_getschedpolicy(const pthread_attr_t *__restrict attributes,
				int *__restrict policy);
int pthread_attr_setschedpolicy(pthread_attr_t *attributes, int policy);
int pthread_attr_getscope(const pthread_attr_t *__restrict attributes,
			  int *__restrict scope);
int pthread_attr_setscope(pthread_attr_t *attributes, int scope);
int pthread_attr_getstack(const pthread_attr_t *__restrict attributes,
			  void **__restrict stack, size_t *__restrict size);
int pthread_attr_setstack(pthread_attr_t *attributes, void *stack, size_t size);
int pthread_attr_getstackaddr(const pthread_attr_t *__restrict attributes,
			      void **__restrict stack);
int pthread_attr_setstackaddr(pthread_attr_t *attributes, void *stack);
int pthread_attr_getstacksize(const pthread_attr_t *__restrict attributes,
			      size_t *__restrict size);
int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size);
#if __GNU_VISIBLE
int pthread_attr_getaffinity_np(const pthread_attr_t *attributes, size_t size,
				cpu_set_t *set);
int pthread_attr_setaffinity_np(pthread_attr_t *attributes, size_t size,
				const cpu_set_t *set);
int pthread_getattr_default_np(pthread_attr_t *attributes);
#endif

/* Cancellation */
int pthread_cancel(pthread_t thread);
int pthread_setcancelstate(int state, int *old);
int pthread_setcanceltype(int type, int *old);
void pthread_testcancel(void);

struct __pthread_cleanup {
	void (*__routine)(void *);
	void *__argument;
	struct __pthread_cleanup *__next;
};

void __pthread_cleanup_push(struct __pthread_cleanup *handler);
void __pthread_cleanup_pop(struct __pthread_cleanup *handler, int run);

/* One opens a block, the other closes it. */
#define pthread_cleanup_push(routine, argument)             \
	do {                                                \
		struct __pthread_cleanup __cleanup_handler; \
							    \
		__cleanup_handler.__routine = (routine);    \
		__cleanup_handler.__argument = (argument);  \
		__pthread_cleanup_push(&__cleanup_handler);
#define pthread_cleanup_pop(run)                                  \
		__pthread_cleanup_pop(&__cleanup_handler, (run)); \
	} while (0)

/* Mutexes */
int pthread_mutex_init(pthread_mutex_t *__restrict mutex,
		       const pthread_mutexattr_t *__restrict attributes);
int pthread_mutex_destroy(pthread_mutex_t *mutex);
int pthread_mutex_lock(pthread_mutex_t *mutex);
int pthread_mutex_trylock(pthread_mutex_t *mutex);
int pthread_mutex_unlock(pthread_mutex_t *mutex);
int pthread_mutex_timedlock(pthread_mutex_t *__restrict mutex,
			    const struct timespec *__restrict time);
int pthread_mutex_clocklock(pthread_mutex_t *__restrict mutex, clockid_t clock,
			    const struct timespec *__restrict time);
int pthread_mutex_consistent(pthread_mutex_t *mutex);
int pthread_mutex_getprioceiling(const pthread_mutex_t *__restrict mutex,
				 int *__restrict ceiling);
int pthread_mutex_setprioceiling(pthread_mutex_t *__restrict mutex, int ceiling,
				 int *__restrict old);
int pthread_mutexattr_init(pthread_mutexattr_t *attributes);
int pthread_mutexattr_destroy(pthread_mutexattr_t *attributes);
int pthread_mutexattr_gettype(const pthread_mutexattr_t *__restrict attributes,
			      int *__restrict type);
int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int type);
int pthread_mutexattr_getpshared(
	const pthread_mutexattr_t *__restrict attributes,
	int *__restrict shared);
int pthread_mutexattr_setpshared(pthread_mutexattr_t *attributes, int shared);
int pthread_mutexattr_getrobust(
	const pthread_mutexattr_t *__restrict attributes,
	int *__restrict robust);
int pthread_mutexattr_setrobust(pthread_mutexattr_t *attributes, int robust);
int pthread_mutexattr_getprotocol(
	const pthread_mutexattr_t *__restrict attributes,
	int *__restrict protocol);
int pthread_mutexattr_setprotocol(pthread_mutexattr_t *attributes,
				  int protocol);
int pthread_mutexattr_getprioceiling(
	const pthread_mutexattr_t *__restrict attributes,
	int *__restrict ceiling);
int pthread_mutexattr_setprioceiling(pthread_mutexattr_t *attributes,
				     int ceiling);

/* Condition variables */
int pthread_cond_init(pthread_cond_t *__restrict condition,
		      const pthread_condattr_t *__restrict attributes);
int pthread_cond_destroy(pthread_cond_t *condition);
int pthread_cond_wait(pthread_cond_t *__restrict condition,
		      pthread_mutex_t *__restrict mutex);
int pthread_cond_timedwait(pthread_cond_t *__restrict condition,
			   pthread_mutex_t *__restrict mutex,
			   const struct timespec *__restrict time);
int pthread_cond_clockwait(pthread_cond_t *__restrict condition,
			   pthread_mutex_t *__restrict mutex, clockid_t clock,
			   const struct timespec *__restrict time);
int pthread_cond_signal(pthread_cond_t *condition);
int pthread_cond_broadcast(pthread_cond_t *condition);
int pthread_condattr_init(pthread_condattr_t *attributes);
int pthread_condattr_destroy(pthread_condattr_t *attributes);
int pthread_condattr_getclock(const pthread_condattr_t *__restrict attributes,
			      clockid_t *__restrict clock);
int pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock);
int pthread_condattr_getpshared(const pthread_condattr_t *__restrict attributes,
				int *__restrict shared);
int pthread_condattr_setpshared(pthread_condattr_t *attributes, int shared);

/* Read-write locks */
int pthread_rwlock_init(pthread_rwlock_t *__restrict lock,
			const pthread_rwlockattr_t *__restrict attributes);
int pthread_rwlock_destroy(pthread_rwlock_t *lock);
int pthread_rwlock_rdlock(pthread_rwlock_t *lock);
int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock);
int pthread_rwlock_timedrdlock(pthread_rwlock_t *__restrict lock,
			       const struct timespec *__restrict time);
int pthread_rwlock_clockrdlock(pthread_rwlock_t *__restrict lock,
			       clockid_t clock,
			       const struct timespec *__restrict time);
int pthread_rwlock_wrlock(pthread_rwlock_t *lock);
int pthread_rwlock_trywrlock(pthread_rwlock_t *lock);
int pthread_rwlock_timedwrlock(pthread_rwlock_t *__restrict lock,
			       const struct timespec *__restrict time);
int pthread_rwlock_clockwrlock(pthread_rwlock_t *__restrict lock,
			       clockid_t clock,
			       const struct timespec *__restrict time);
int pthread_rwlock_unlock(pthread_rwlock_t *lock);
int pthread_rwlockattr_init(pthread_rwlockattr_t *attributes);
int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attributes);
int pthread_rwlockattr_getpshared(
	const pthread_rwlockattr_t *__restrict attributes,
	int *__restrict shared);
int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attributes, int shared);
#if __GNU_VISIBLE
int pthread_rwlockattr_getkind_np(const pthread_rwlockattr_t *attributes,
				  int *kind);
int pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *attributes, int kind);
#endif

/* Barriers */
int pthread_barrier_init(pthread_barrier_t *__restrict barrier,
			 const pthread_barrierattr_t *__restrict attributes,
			 unsigned int count);
int pthread_barrier_destroy(pthread_barrier_t *barrier);
int pthread_barrier_wait(pthread_barrier_t *barrier);
int pthread_barrierattr_init(pthread_barrierattr_t *attributes);
int pthread_barrierattr_destroy(pthread_barrierattr_t *attributes);
int pthread_barrierattr_getpshared(
	const pthread_barrierattr_t *__restrict attributes,
	int *__restrict shared);
int pthread_barrierattr_setpshared(pthread_barrierattr_t *attributes,
				   int shared);

/* Spin locks: they yield */
int pthread_spin_init(pthread_spinlock_t *lock, int shared);
int pthread_spin_destroy(pthread_spinlock_t *lock);
int pthread_spin_lock(pthread_spinlock_t *lock);
int pthread_spin_trylock(pthread_spinlock_t *lock);
int pthread_spin_unlock(pthread_spinlock_t *lock);

/* What each thread has of its own */
int pthread_key_create(pthread_key_t *key, void (*destructor)(void *));
int pthread_key_delete(pthread_key_t key);
void *pthread_getspecific(pthread_key_t key);
int pthread_setspecific(pthread_key_t key, const void *value);

__END_DECLS

#endif /* _PTHREAD_H */
