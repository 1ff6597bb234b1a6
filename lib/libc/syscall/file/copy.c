/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open files as a whole: copying, locking, and getting them onto the device.
 */
#include <uk/fscalls.h>
#include <uk/interrupt.h>

#include "../call.h"

long uk_sys_sendfile(long out, long in, long offset, long length)
{
	return UK_WRITING(UK_RESTARTABLE(uk_sendfile(
		(int)out, (int)in, TO(int64_t, offset), (size_t)length)));
}

long uk_sys_copy_file_range(long in, long in_offset, long out, long out_offset,
			    long length, long flags)
{
	return uk_copy_file_range((int)in, TO(int64_t, in_offset), (int)out,
				  TO(int64_t, out_offset), (size_t)length,
				  (uint32_t)flags);
}

long uk_sys_flock(long fd, long operation)
{
	return UK_RESTARTABLE(uk_flock((int)fd, (unsigned int)operation));
}

long uk_sys_fsync(long fd)
{
	return uk_fsync((int)fd);
}

long uk_sys_fdatasync(long fd)
{
	return uk_fdatasync((int)fd);
}

long uk_sys_syncfs(long fd)
{
	return uk_syncfs((int)fd);
}

/* It has no way to say that it failed. */
long uk_sys_sync(void)
{
	uk_sync();
	return 0;
}

#define SYNC_FILE_RANGE_ALL 7u /* linux/fs.h: all flags there are */

/* Writes more than is asked for, and waits where it need not. */
long uk_sys_sync_file_range(long fd, long offset, long length, long flags)
{
	long end;

	if ((uint32_t)flags & ~SYNC_FILE_RANGE_ALL || offset < 0 ||
	    __builtin_add_overflow(offset, length, &end) || end < offset)
		return -EINVAL;
	return uk_fdatasync((int)fd);
}

long uk_sys_fadvise64(long fd, long offset, long length, long advice)
{
	return uk_fadvise((int)fd, offset, length, (int)advice);
}

#define POSIX_FADV_WILLNEED 3 /* linux/fadvise.h */

long uk_sys_readahead(long fd, long offset, long length)
{
	int error = uk_fadvise((int)fd, offset, length, POSIX_FADV_WILLNEED);

	return error == -ESPIPE ? -EINVAL : error;
}
