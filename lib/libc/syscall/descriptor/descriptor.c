/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors themselves: closing, doubling, and what one says of its file.
 */
#include <uk/fd.h>
#include <uk/interrupt.h>
#ifdef CONFIG_LIBSYSCALL_FILES
#include <uk/fscalls.h>
#endif

#include "../call.h"

_Static_assert(offsetof(struct uk_stat, mode) == 24 &&
		       offsetof(struct uk_stat, size) == 48 &&
		       offsetof(struct uk_stat, accessed) == 72,
	       "struct stat (arch/x86/include/uapi/asm/stat.h)");

long uk_sys_close(long fd)
{
	return uk_fd_close((int)fd);
}

long uk_sys_lseek(long fd, long offset, long whence)
{
	return uk_fd_seek((int)fd, offset, (int)whence);
}

long uk_sys_ioctl(long fd, long request, long argument)
{
	/* an unsigned int in Linux */
	return uk_fd_ioctl((int)fd, (uint32_t)request, TO(void, argument));
}

long uk_sys_fstat(long fd, long to)
{
	if (!to)
		return -EFAULT;
	return uk_fd_stat((int)fd, TO(struct uk_stat, to));
}

long uk_sys_dup(long fd)
{
	return uk_fd_dup((int)fd, 0, 0);
}

long uk_sys_dup2(long fd, long to)
{
	return uk_fd_dup2((int)fd, (int)to);
}

long uk_sys_dup3(long fd, long to, long flags)
{
	return uk_fd_dup3((int)fd, (int)to, (uint32_t)flags);
}

long uk_sys_fcntl(long fd, long command, long argument)
{
#ifdef CONFIG_LIBSYSCALL_FILES
	return UK_RESTARTABLE(
		uk_fcntl((int)fd, (int)command, (unsigned long)argument));
#else
	return uk_fd_control((int)fd, (int)command, (unsigned long)argument);
#endif
}

#define CLOSE_RANGE_UNSHARE 2u /* linux/close_range.h */
#define CLOSE_RANGE_CLOEXEC 4u

long uk_sys_close_range(long first, long last, long flags)
{
	unsigned int from = (unsigned int)first;
	unsigned int to = UK_MIN((unsigned int)last, UK_FD_MOST - 1);

	/* Nobody else has the table, so it is nothing to unshare it. */
	if ((uint32_t)flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC) ||
	    from > (unsigned int)last)
		return -EINVAL;
	for (unsigned int fd = from; fd <= to; fd++) {
		if (flags & CLOSE_RANGE_CLOEXEC)
			uk_fd_control((int)fd, UK_F_SETFD, UK_FD_CLOEXEC);
		else
			uk_fd_close((int)fd);
	}
	return 0;
}
