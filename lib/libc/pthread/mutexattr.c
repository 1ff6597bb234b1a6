/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attributes of mutexes. All threads share one address space, so those for several processes
 * are as any other; there are no priorities to inherit, and no owner dies alone.
 */
#include "internal.h"

int pthread_mutexattr_init(pthread_mutexattr_t *attributes)
{
	*attributes = (pthread_mutexattr_t){ .__type = PTHREAD_MUTEX_DEFAULT };
	return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attributes __uk_unused)
{
	return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *restrict attributes,
			      int *restrict type)
{
	*type = attributes->__type;
	return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int type)
{
	if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ERRORCHECK)
		return EINVAL;
	attributes->__type = (unsigned char)type;
	return 0;
}

int pthread_mutexattr_getpshared(const pthread_mutexattr_t *restrict attributes,
				 int *restrict shared)
{
	*shared = attributes->__shared;
	return 0;
}

int pthread_mutexattr_setpshared(pthread_mutexattr_t *attributes, int shared)
{
	if (!is_sharing(shared))
		return EINVAL;
	attributes->__shared = (unsigned char)shared;
	return 0;
}

int pthread_mutexattr_getrobust(
	const pthread_mutexattr_t *restrict attributes __uk_unused,
	int *restrict robust)
{
	*robust = PTHREAD_MUTEX_STALLED;
	return 0;
}

/* The one option, or ENOTSUP; EINVAL for what is no option at all */
static int only(int wanted, int there, int last)
{
	if (wanted == there)
		return 0;
	return wanted >= 0 && wanted <= last ? ENOTSUP : EINVAL;
}

int pthread_mutexattr_setrobust(pthread_mutexattr_t *attributes __uk_unused,
				int robust)
{
	return only(robust, PTHREAD_MUTEX_STALLED, PTHREAD_MUTEX_ROBUST);
}

/* No mutex is robust, so none is to be made consistent. */
int pthread_mutex_consistent(pthread_mutex_t *mutex __uk_unused)
{
	return EINVAL;
}

int pthread_mutexattr_getprotocol(
	const pthread_mutexattr_t *restrict attributes __uk_unused,
	int *restrict protocol)
{
	*protocol = PTHREAD_PRIO_NONE;
	return 0;
}

int pthread_mutexattr_setprotocol(pthread_mutexattr_t *attributes __uk_unused,
				  int protocol)
{
	return only(protocol, PTHREAD_PRIO_NONE, PTHREAD_PRIO_PROTECT);
}

int pthread_mutexattr_getprioceiling(
	const pthread_mutexattr_t *restrict attributes __uk_unused,
	int *restrict ceiling __uk_unused)
{
	return ENOTSUP;
}

int pthread_mutexattr_setprioceiling(
	pthread_mutexattr_t *attributes __uk_unused, int ceiling __uk_unused)
{
	return ENOTSUP;
}

int pthread_mutex_getprioceiling(
	const pthread_mutex_t *restrict mutex __uk_unused,
	int *restrict ceiling __uk_unused)
{
	return ENOTSUP;
}

int pthread_mutex_setprioceiling(pthread_mutex_t *restrict mutex __uk_unused,
				 int ceiling __uk_unused,
				 int *restrict old __uk_unused)
{
	return ENOTSUP;
}
