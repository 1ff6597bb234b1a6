/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attributes of threads. Zero bytes are the defaults; a size of 0 is the image's
 * (LIBPTHREAD_STACK_KIB). Policies are kept, and refused by pthread_create() where they
 * would matter.
 */
#define _GNU_SOURCE
#include "internal.h"
#include "stack.h"

int pthread_attr_init(pthread_attr_t *attributes)
{
	*attributes = (pthread_attr_t){ .__guard_size = GUARD_SIZE };
	return 0;
}

int pthread_attr_destroy(pthread_attr_t *attributes __uk_unused)
{
	return 0;
}

int pthread_getattr_default_np(pthread_attr_t *attributes)
{
	return pthread_attr_init(attributes);
}

int pthread_attr_getdetachstate(const pthread_attr_t *attributes, int *state)
{
	*state = attributes->__detached;
	return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attributes, int state)
{
	if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED)
		return EINVAL;
	attributes->__detached = (unsigned char)state;
	return 0;
}

int pthread_attr_getinheritsched(const pthread_attr_t *restrict attributes,
				 int *restrict inherit)
{
	*inherit = attributes->__inherit;
	return 0;
}

int pthread_attr_setinheritsched(pthread_attr_t *attributes, int inherit)
{
	if (inherit != PTHREAD_INHERIT_SCHED &&
	    inherit != PTHREAD_EXPLICIT_SCHED)
		return EINVAL;
	attributes->__inherit = (unsigned char)inherit;
	return 0;
}

int pthread_attr_getschedparam(const pthread_attr_t *restrict attributes,
			       struct sched_param *restrict parameters)
{
	parameters->sched_priority = attributes->__priority;
	return 0;
}

int pthread_attr_setschedparam(pthread_attr_t *restrict attributes,
			       const struct sched_param *restrict parameters)
{
	int policy = attributes->__policy;

	if (parameters->sched_priority < sched_get_priority_min(policy) ||
	    parameters->sched_priority > sched_get_priority_max(policy))
		return EINVAL;
	attributes->__priority = parameters->sched_priority;
	return 0;
}

int pthread_attr_getschedpolicy(const pthread_attr_t *restrict attributes,
				int *restrict policy)
{
	*policy = attributes->__policy;
	return 0;
}

int pthread_attr_setschedpolicy(pthread_attr_t *attributes, int policy)
{
	if (policy < SCHED_OTHER || policy > SCHED_RR)
		return EINVAL;
	attributes->__policy = (unsigned char)policy;
	return 0;
}

int pthread_attr_getscope(const pthread_attr_t *restrict attributes __uk_unused,
			  int *restrict scope)
{
	*scope = PTHREAD_SCOPE_SYSTEM;
	return 0;
}

int pthread_attr_setscope(pthread_attr_t *attributes __uk_unused, int scope)
{
	if (scope == PTHREAD_SCOPE_SYSTEM)
		return 0;
	return scope == PTHREAD_SCOPE_PROCESS ? ENOTSUP : EINVAL;
}
