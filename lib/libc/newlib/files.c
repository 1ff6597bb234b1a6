/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls on files that newlib itself makes, where there are files (LIBFSCALLS), and
 * those that differ from these in a flag. The others are in posixapi.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <uk/essentials.h>
#include <uk/fscalls.h>
#include <uk/interrupt.h>

#include "result.h"

/* Without O_CREAT and O_TMPFILE nobody looks at the mode. */
int open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = va_arg(arguments, mode_t);
	va_end(arguments);
	return (int)result(UK_RESTARTABLE(
		uk_openat(AT_FDCWD, path, (uint32_t)flags, mode)));
}

int openat(int at, const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = va_arg(arguments, mode_t);
	va_end(arguments);
	return (int)result(
		UK_RESTARTABLE(uk_openat(at, path, (uint32_t)flags, mode)));
}

int fstatat(int at, const char *restrict path, struct stat *restrict stat,
	    int flags)
{
	struct uk_stat from;

	return uk_libc_stat(uk_fstatat(at, path, &from, flags), &from, stat);
}

int stat(const char *restrict path, struct stat *restrict stat)
{
	return fstatat(AT_FDCWD, path, stat, 0);
}

int lstat(const char *restrict path, struct stat *restrict stat)
{
	return fstatat(AT_FDCWD, path, stat, AT_SYMLINK_NOFOLLOW);
}

int unlink(const char *path)
{
	return (int)result(uk_unlinkat(AT_FDCWD, path, 0));
}

/* ISO C's: POSIX says that it removes directories too. */
int remove(const char *path)
{
	int error = uk_unlinkat(AT_FDCWD, path, 0);

	if (error == -EISDIR)
		error = uk_unlinkat(AT_FDCWD, path, UK_AT_REMOVEDIR);
	return (int)result(error);
}

int rename(const char *from, const char *to)
{
	return (int)result(uk_renameat2(AT_FDCWD, from, AT_FDCWD, to, 0));
}

int link(const char *from, const char *to)
{
	return (int)result(uk_linkat(AT_FDCWD, from, AT_FDCWD, to, 0));
}

int mkdir(const char *path, mode_t mode)
{
	return (int)result(uk_mkdirat(AT_FDCWD, path, mode));
}

/* The commands without an argument do not look at it. */
int fcntl(int fd, int command, ...)
{
	va_list arguments;
	unsigned long argument;

	va_start(arguments, command);
	argument = va_arg(arguments, unsigned long);
	va_end(arguments);
	return (int)result(UK_RESTARTABLE(uk_fcntl(fd, command, argument)));
}
