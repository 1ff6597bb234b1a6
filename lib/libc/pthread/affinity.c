/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CPUs to run on: there is CPU 0. A set must have it, and then means it.
 */
#define _GNU_SOURCE
#include <string.h>

#include "internal.h"
#include "process.h"

int sched_getcpu(void)
{
	return 0;
}

int __sched_cpucount(size_t size, const cpu_set_t *set)
{
	int count = 0;

	for (size_t i = 0; i < size / sizeof(set->__bits[0]); i++)
		count += __builtin_popcountl(set->__bits[i]);
	return count;
}

static int give(size_t size, cpu_set_t *set)
{
	if (size < sizeof(set->__bits[0]) || size % sizeof(set->__bits[0]))
		return EINVAL;
	memset(set, 0, size);
	set->__bits[0] = 1;
	return 0;
}

static int take(size_t size, const cpu_set_t *set)
{
	return size && *(const unsigned char *)set & 1 ? 0 : EINVAL;
}

int sched_getaffinity(pid_t process, size_t size, cpu_set_t *set)
{
	int error = is_process(process) ? give(size, set) : ESRCH;

	return error ? fail(error) : 0;
}

int sched_setaffinity(pid_t process, size_t size, const cpu_set_t *set)
{
	int error = is_process(process) ? take(size, set) : ESRCH;

	return error ? fail(error) : 0;
}

int pthread_getaffinity_np(pthread_t id, size_t size, cpu_set_t *set)
{
	return thread_of(id) ? give(size, set) : ESRCH;
}

int pthread_setaffinity_np(pthread_t id, size_t size, const cpu_set_t *set)
{
	return thread_of(id) ? take(size, set) : ESRCH;
}

int pthread_attr_getaffinity_np(
	const pthread_attr_t *attributes __uk_unused, size_t size,
	cpu_set_t *set)
{
	return give(size, set);
}

int pthread_attr_setaffinity_np(pthread_attr_t *attributes __uk_unused,
				size_t size, const cpu_set_t *set)
{
	return take(size, set);
}
