/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The types of POSIX threads, in place of newlib's, which are numbers. They are here because
 * <sys/types.h> and <signal.h> need them; the calls are LIBPTHREAD's. Zero bytes are an
 * object of each kind with the default attributes, ready for use.
 */
#ifndef _SYS__PTHREADTYPES_H_
#define _SYS__PTHREADTYPES_H_

typedef unsigned long pthread_t; /* an address; 0 is no thread */

/* Those who wait, from the first to the last (struct uk_wait_queue) */
struct __pthread_queue {
	void *__first, *__last;
};

typedef struct {
	void *__stack; /* its lowest byte; 0: one is allocated */
	unsigned long __stack_size;
	unsigned long __guard_size;
	int __priority;
	unsigned char __policy, __inherit, __detached, __scope;
} pthread_attr_t;

typedef struct {
	unsigned char __type, __shared;
} pthread_mutexattr_t;

typedef struct {
	unsigned long __owner;
	unsigned int __depth;
	unsigned char __type, __spare[3];
	struct __pthread_queue __waiters;
} pthread_mutex_t;

typedef struct {
	unsigned char __clock, __shared;
} pthread_condattr_t;

typedef struct {
	unsigned long __clock;
	struct __pthread_queue __waiters;
} pthread_cond_t;

typedef struct {
	unsigned char __kind, __shared;
} pthread_rwlockattr_t;

typedef struct {
	int __holders;
	unsigned char __kind, __spare[3];
	unsigned long __writer;
	struct __pthread_queue __waiters;
} pthread_rwlock_t;

typedef struct {
	unsigned char __shared;
} pthread_barrierattr_t;

typedef struct {
	unsigned int __count, __missing;
	unsigned long __round;
	struct __pthread_queue __waiters;
} pthread_barrier_t;

typedef unsigned long pthread_spinlock_t;
typedef unsigned int pthread_key_t;
typedef int pthread_once_t;

#endif /* _SYS__PTHREADTYPES_H_ */
