/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the kernel's terms to C's.
 */
#ifndef NEWLIB_RESULT_H
#define NEWLIB_RESULT_H

#include <errno.h>
#include <sys/stat.h>
#include <uk/stat.h>

/* A negative errno becomes -1 and errno. */
static inline long result(long value)
{
	if (value >= 0)
		return value;
	errno = (int)-value;
	return -1;
}

/* Stores `from` as newlib lays it out, if `error` is 0. 0, or -1 and errno. */
int uk_libc_stat(int error, const struct uk_stat *from, struct stat *to);

#endif /* NEWLIB_RESULT_H */
