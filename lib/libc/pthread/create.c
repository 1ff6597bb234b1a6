/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pthread_create().
 */
#include "internal.h"

/* The first code of a thread; the hook has put aside what the program wants to run. */
void *pthread_run(void *argument)
{
	pthread_exit(self()->start(argument));
}

/* There is one policy, and one priority. */
static bool is_schedulable(const pthread_attr_t *attributes)
{
	return attributes->__inherit == PTHREAD_INHERIT_SCHED ||
	       (attributes->__policy == SCHED_OTHER && attributes->__priority == 0);
}

int pthread_create(pthread_t *restrict id, const pthread_attr_t *restrict given,
		   void *(*start)(void *), void *restrict argument)
{
	struct pthread_request request = { .start = start,
					   .argument = argument };
	struct uk_thread_attributes attributes = {
		.stack_size = CONFIG_LIBPTHREAD_STACK_KIB * 1024UL,
	};
	struct uk_thread *thread;
	int error;

	if (given) {
		if (!is_schedulable(given))
			return EPERM;
		if (given->__stack_size)
			attributes.stack_size = given->__stack_size;
		attributes.stack = given->__stack;
		attributes.detached = given->__detached;
		request.detached = given->__detached;
	}
	error = uk_thread_create(&thread, &attributes, pthread_run, &request);
	if (error)
		return error == -ENOMEM ? EAGAIN : -error;
	*id = (pthread_t)uk_thread_local_of(thread, pthread_own);
	return 0;
}
