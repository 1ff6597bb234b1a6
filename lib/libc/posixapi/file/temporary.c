/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mkstemp() and its relatives, in the place of newlib's: those count from the process's
 * number, which is always the same here, so that on a disk or a share each start would try
 * all names of the starts before it, and anybody can tell the next.
 */
#define _GNU_SOURCE /* mkostemps() */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <uk/rng.h>

#include "../result.h"

/* As many as newlib and POSIX want at least: 5 bits each */
#define PATTERN "XXXXXX"
#define LETTERS (sizeof(PATTERN) - 1)
#define TRIES 1000

static int make_file(const char *path, int flags)
{
	return open(path, O_RDWR | O_CREAT | O_EXCL | (flags & ~O_ACCMODE),
		    0600);
}

static int make_directory(const char *path, int flags)
{
	(void)flags;
	return mkdir(path, 0700);
}

static int make_nothing(const char *path, int flags)
{
	struct stat stat;

	(void)flags;
	if (lstat(path, &stat) && errno == ENOENT)
		return 0;
	errno = EEXIST;
	return -1;
}

/* Without entropy they are as good as the clock: O_EXCL is what makes a file one's own. */
static void fill(char *place)
{
	uint64_t bits;

	if (uk_rng_get(&bits, sizeof(bits)))
		bits = uk_time_wall();
	for (size_t i = 0; i < LETTERS; i++, bits >>= 5)
		place[i] = "abcdefghijklmnopqrstuvwxyz234567"[bits % 32];
}

static int make(char *path, int suffix, int flags,
		int (*make_one)(const char *path, int flags))
{
	size_t length = strlen(path), rest = (size_t)suffix + LETTERS;
	char *place = path + length - rest;
	int made = -1;

	if (suffix < 0 || length < rest || memcmp(place, PATTERN, LETTERS))
		return (int)result(-EINVAL);
	for (int i = 0; i < TRIES; i++) {
		fill(place);
		made = make_one(path, flags);
		if (made >= 0 || errno != EEXIST)
			break;
	}
	return made;
}

int mkostemps(char *path, int suffix, int flags)
{
	return make(path, suffix, flags, make_file);
}

int mkostemp(char *path, int flags)
{
	return mkostemps(path, 0, flags);
}

int mkstemps(char *path, int suffix)
{
	return mkostemps(path, suffix, 0);
}

int mkstemp(char *path)
{
	return mkostemps(path, 0, 0);
}

char *mkdtemp(char *path)
{
	return make(path, 0, 0, make_directory) < 0 ? NULL : path;
}

char *mktemp(char *path)
{
	return make(path, 0, 0, make_nothing) < 0 ? NULL : path;
}
