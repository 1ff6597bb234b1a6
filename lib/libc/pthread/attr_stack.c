/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attributes of threads: their stacks. One that the program brings also holds the thread's
 * thread-local storage, and has no guard.
 */
#include "internal.h"
#include "stack.h"

int pthread_attr_getstacksize(const pthread_attr_t *restrict attributes,
			      size_t *restrict size)
{
	*size = attributes->__stack_size ?: STACK_SIZE;
	return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
	if (size < PTHREAD_STACK_MIN)
		return EINVAL;
	attributes->__stack_size = size;
	return 0;
}

int pthread_attr_getstack(const pthread_attr_t *restrict attributes,
			  void **restrict stack, size_t *restrict size)
{
	*stack = attributes->__stack;
	return pthread_attr_getstacksize(attributes, size);
}

int pthread_attr_setstack(pthread_attr_t *attributes, void *stack, size_t size)
{
	if ((uintptr_t)stack % 16 || (uintptr_t)stack > UINTPTR_MAX - size)
		return EINVAL;
	if (pthread_attr_setstacksize(attributes, size))
		return EINVAL;
	attributes->__stack = stack;
	return 0;
}

/* The old calls: the address is that of the end where the stack begins. */
int pthread_attr_getstackaddr(const pthread_attr_t *restrict attributes,
			      void **restrict stack)
{
	char *lowest = attributes->__stack;

	*stack = lowest ? lowest + attributes->__stack_size : NULL;
	return 0;
}

int pthread_attr_setstackaddr(pthread_attr_t *attributes, void *stack)
{
	size_t size = attributes->__stack_size ?: STACK_SIZE;

	if ((uintptr_t)stack < size)
		return EINVAL;
	return pthread_attr_setstack(attributes, (char *)stack - size, size);
}

int pthread_attr_getguardsize(const pthread_attr_t *restrict attributes,
			      size_t *restrict size)
{
	*size = attributes->__guard_size;
	return 0;
}

/* There is one page, for all threads or for none (LIBUKSCHED_STACK_GUARD). */
int pthread_attr_setguardsize(pthread_attr_t *attributes, size_t size)
{
	if (size > GUARD_SIZE)
		return EINVAL;
	attributes->__guard_size = size;
	return 0;
}
