/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attributes of read-write locks.
 */
#define _GNU_SOURCE
#include "internal.h"

int pthread_rwlockattr_init(pthread_rwlockattr_t *attributes)
{
	*attributes = (pthread_rwlockattr_t){ 0 };
	return 0;
}

int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attributes __uk_unused)
{
	return 0;
}

int pthread_rwlockattr_getpshared(
	const pthread_rwlockattr_t *restrict attributes, int *restrict shared)
{
	*shared = attributes->__shared;
	return 0;
}

int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attributes, int shared)
{
	if (!is_sharing(shared))
		return EINVAL;
	attributes->__shared = (unsigned char)shared;
	return 0;
}

int pthread_rwlockattr_getkind_np(const pthread_rwlockattr_t *attributes,
				  int *kind)
{
	*kind = attributes->__kind;
	return 0;
}

int pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *attributes, int kind)
{
	if (kind < PTHREAD_RWLOCK_PREFER_READER_NP ||
	    kind > PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
		return EINVAL;
	attributes->__kind = (unsigned char)kind;
	return 0;
}
