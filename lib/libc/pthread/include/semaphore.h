/* SPDX-License-Identifier: BSD-3-Clause */
/* Semaphores (POSIX.1-2017, <semaphore.h>; POSIX.1-2024's sem_clockwait). */
#ifndef _SEMAPHORE_H
#define _SEMAPHORE_H

#include <fcntl.h> /* O_CREAT, O_EXCL */
#include <sys/cdefs.h>
#include <sys/types.h>
#include <time.h>

typedef struct {
	unsigned int __value, __spare;
	struct __pthread_queue __waiters;
} sem_t;

#define SEM_FAILED ((sem_t *)0)
#define SEM_VALUE_MAX 2147483647

__BEGIN_DECLS

int sem_init(sem_t *semaphore, int shared, unsigned int value);
int sem_destroy(sem_t *semaphore);
int sem_post(sem_t *semaphore);
int sem_wait(sem_t *semaphore);
int sem_trywait(sem_t *semaphore);
int sem_timedwait(sem_t *__restrict semaphore,
		  const struct timespec *__restrict time);
int sem_clockwait(sem_t *__restrict semaphore, clockid_t clock,
		  const struct timespec *__restrict time);
int sem_getvalue(sem_t *__restrict semaphore, int *__restrict value);

sem_t *sem_open(const char *name, int flags, ...);
int sem_close(sem_t *semaphore);
int sem_unlink(const char *name);

__END_DECLS

#endif /* _SEMAPHORE_H */
