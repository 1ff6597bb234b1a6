/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of threads (PR_SET_NAME). In an image without threads only the program itself
 * asks for it again.
 */
#include <uk/process.h>
#include <uk/string.h>

#ifdef CONFIG_LIBPOSIXPROCESS_THREADS
#include <uk/thread.h>

static const char *current(void)
{
	return uk_thread_current()->name ?: "";
}

static void show(const char *name)
{
	uk_thread_current()->name = name;
}
#else
static const char *shown = "main";

static const char *current(void)
{
	return shown;
}

static void show(const char *name)
{
	shown = name;
}
#endif

static _Thread_local char own[UK_PROCESS_NAME];

static void copy(char to[UK_PROCESS_NAME], const char *from)
{
	size_t length = strnlen(from, UK_PROCESS_NAME - 1);

	memmove(to, from, length);
	memset(to + length, 0, UK_PROCESS_NAME - length);
}

void uk_process_set_name(const char *name)
{
	copy(own, name);
	show(own);
}

void uk_process_get_name(char name[UK_PROCESS_NAME])
{
	copy(name, current());
}
