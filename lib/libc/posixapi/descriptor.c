/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls on one descriptor, beside those that newlib itself makes.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <uk/fd.h>

#include "result.h"

int dup(int fd)
{
	return (int)result(uk_fd_dup(fd, 0, 0));
}

int dup2(int fd, int to)
{
	return (int)result(uk_fd_dup2(fd, to));
}

int dup3(int fd, int to, int flags)
{
	return (int)result(uk_fd_dup3(fd, to, (uint32_t)flags));
}

/* Every request has a pointer, or does not look at it. */
int ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;
	void *argument;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	return (int)result(uk_fd_ioctl(fd, request, argument));
}
