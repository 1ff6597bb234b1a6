/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What fstat() says, in newlib's layout.
 */
#include <uk/fd.h>

#include "result.h"

static struct timespec time_of(const struct uk_timespec *time)
{
	return (struct timespec){ .tv_sec = time->seconds,
				  .tv_nsec = time->nanoseconds };
}

int uk_libc_stat(int error, const struct uk_stat *from, struct stat *to)
{
	if (result(error) < 0)
		return -1;
	*to = (struct stat){
		.st_dev = from->device,
		.st_ino = from->inode,
		.st_mode = from->mode,
		.st_nlink = from->links,
		.st_uid = from->uid,
		.st_gid = from->gid,
		.st_rdev = from->device_number,
		.st_size = from->size,
		.st_atim = time_of(&from->accessed),
		.st_mtim = time_of(&from->modified),
		.st_ctim = time_of(&from->changed),
		.st_blksize = from->block_size,
		.st_blocks = from->blocks,
	};
	return 0;
}

int fstat(int fd, struct stat *stat)
{
	struct uk_stat from;

	return uk_libc_stat(uk_fd_stat(fd, &from), &from, stat);
}
