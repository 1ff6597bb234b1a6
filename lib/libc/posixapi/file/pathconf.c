/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Limits of files: the vfs's, and the file system's own.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <unistd.h>
#include <uk/fscalls.h>

#include "../result.h"

static long limit(int name, const struct uk_statfs *stat)
{
	switch (name) {
	case _PC_NAME_MAX:
		return (long)stat->name_most;
	case _PC_PATH_MAX:
		return UK_PATH_MOST;
	case _PC_SYMLINK_MAX:
		return UK_PATH_MOST - 1;
	case _PC_FILESIZEBITS:
		return 64;
	case _PC_NO_TRUNC:
	case _PC_CHOWN_RESTRICTED:
	case _PC_2_SYMLINKS:
	case _PC_TIMESTAMP_RESOLUTION: /* nanoseconds */
		return 1;
	case _PC_VDISABLE:
		return 0;
	case _PC_REC_INCR_XFER_SIZE:
	case _PC_REC_MIN_XFER_SIZE:
	case _PC_REC_XFER_ALIGN:
	case _PC_ALLOC_SIZE_MIN:
		return (long)stat->block_size;
	case _PC_MAX_CANON:
	case _PC_MAX_INPUT:
		return MAX_CANON;
	case _PC_PIPE_BUF:
		return PIPE_BUF;
	case _PC_SYNC_IO:
		return 1;
	case _PC_LINK_MAX: /* the file system says EMLINK; there is no one number */
	case _PC_ASYNC_IO:
	case _PC_PRIO_IO:
	case _PC_REC_MAX_XFER_SIZE:
		return -1;
	default:
		return result(-EINVAL);
	}
}

long pathconf(const char *path, int name)
{
	struct uk_statfs stat;
	int error = uk_statfs(path, &stat);

	return error ? result(error) : limit(name, &stat);
}

long fpathconf(int fd, int name)
{
	struct uk_statfs stat = { .name_most = UK_NAME_MOST,
				  .block_size = 4096 };
	int error = uk_fstatfs(fd, &stat);

	/* The console and sockets have limits, too. */
	return error && error != -ENOSYS ? result(error) : limit(name, &stat);
}
