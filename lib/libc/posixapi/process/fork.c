/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Second processes, and other programs: refused.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>
#include <uk/essentials.h>

#include "refuse.h"

pid_t fork(void)
{
	return (pid_t)refuse("fork");
}

pid_t vfork(void)
{
	return (pid_t)refuse("vfork");
}

int execve(const char *path __uk_unused, char *const arguments[] __uk_unused,
	   char *const environment[] __uk_unused)
{
	return (int)refuse("exec");
}

int execv(const char *path, char *const arguments[])
{
	return execve(path, arguments, NULL);
}

int execvp(const char *path, char *const arguments[])
{
	return execve(path, arguments, NULL);
}

int execvpe(const char *path, char *const arguments[], char *const environment[])
{
	return execve(path, arguments, environment);
}

int fexecve(int fd __uk_unused, char *const arguments[],
	    char *const environment[])
{
	return execve("", arguments, environment);
}

int execl(const char *path, const char *first __uk_unused, ...)
{
	return execve(path, NULL, NULL);
}

int execlp(const char *path, const char *first __uk_unused, ...)
{
	return execve(path, NULL, NULL);
}

int execle(const char *path, const char *first __uk_unused, ...)
{
	return execve(path, NULL, NULL);
}
