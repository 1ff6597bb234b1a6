/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * flock() and lockf().
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <uk/fscalls.h>
#include <uk/interrupt.h>

#include "../result.h"

int flock(int fd, int operation)
{
	return (int)result(
		UK_RESTARTABLE(uk_flock(fd, (unsigned int)operation)));
}

int lockf(int fd, int command, off_t length)
{
	struct flock lock = { .l_type = F_WRLCK,
			      .l_whence = SEEK_CUR,
			      .l_len = length };

	switch (command) {
	case F_ULOCK:
		lock.l_type = F_UNLCK;
		return fcntl(fd, F_SETLK, &lock);
	case F_LOCK:
		return fcntl(fd, F_SETLKW, &lock);
	case F_TLOCK:
	case F_TEST: /* nobody else's lock is there, but the arguments count */
		return fcntl(fd, command == F_TEST ? F_GETLK : F_SETLK, &lock);
	default:
		return (int)result(-EINVAL);
	}
}
