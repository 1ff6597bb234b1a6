/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of threads, which crash reports show. As on Linux they have at most 15 bytes; only
 * images that name threads keep room for them.
 */
#define _GNU_SOURCE
#include <string.h>

#include "internal.h"

#define NAME_SIZE 16

static _Thread_local char name_own[NAME_SIZE];

int pthread_setname_np(pthread_t id, const char *name)
{
	struct pthread *thread = thread_of(id);
	char *to;

	if (!thread)
		return ESRCH;
	if (strlen(name) >= NAME_SIZE)
		return ERANGE;
	to = *uk_thread_local_of(thread->thread, name_own);
	strcpy(to, name);
	thread->thread->name = to;
	return 0;
}

int pthread_getname_np(pthread_t id, char *name, size_t size)
{
	const struct pthread *thread = thread_of(id);
	const char *own;

	if (!thread)
		return ESRCH;
	own = thread->thread->name ?: "";
	if (strlen(own) >= size)
		return ERANGE;
	strcpy(name, own);
	return 0;
}
