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
	/* Field by field: compilers clear a structure first, which is dear here. */
	to->st_dev = from->device;
	to->st_ino = from->inode;
	to->st_mode = from->mode;
	to->st_nlink = from->links;
	to->st_uid = from->uid;
	to->st_gid = from->gid;
	to->st_rdev = from->device_number;
	to->st_size = from->size;
	to->st_atim = time_of(&from->accessed);
	to->st_mtim = time_of(&from->modified);
	to->st_ctim = time_of(&from->changed);
	to->st_blksize = from->block_size;
	to->st_blocks = from->blocks;
	to->st_spare4[0] = 0;
	to->st_spare4[1] = 0;
	return 0;
}

int fstat(int fd, struct stat *stat)
{
	struct uk_stat from;

	return uk_libc_stat(uk_fd_stat(fd, &from), &from, stat);
}
