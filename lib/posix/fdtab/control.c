/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fcntl, ioctl, fstat and lseek.
 */
#include <uk/stat.h>

#include "table.h"

/* What F_SETFL may change */
#define STATUS (UK_O_APPEND | UK_O_NONBLOCK)

/* What only a pipe knows; Linux says EBADF of anything else. */
static int control_pipe(struct uk_file *file, int command,
			unsigned long argument)
{
	int result = uk_file_ioctl(file,
				   UK_FILE_CONTROL | (unsigned int)command,
				   (void *)argument);

	return result == -ENOTTY || result == -EFAULT ? -EBADF : result;
}

static int control(unsigned int fd, struct uk_file *file, int command,
		   unsigned long argument)
{
	switch (command) {
	case UK_F_GETFD:
		return *uk_fd_close_on_exec(fd) & UK_BIT(fd % UK_FD_PIECE) ?
			       UK_FD_CLOEXEC :
			       0;
	case UK_F_SETFD:
		uk_fd_flags_set(fd,
				argument & UK_FD_CLOEXEC ? UK_O_CLOEXEC : 0);
		return 0;
	case UK_F_GETFL:
		return (int)file->flags;
	case UK_F_SETFL:
		file->flags = (file->flags & ~STATUS) |
			      ((uint32_t)argument & STATUS);
		return 0;
	case UK_F_DUPFD:
	case UK_F_DUPFD_CLOEXEC:
		return uk_fd_dup((int)fd,
				 (unsigned int)argument,
				 command == UK_F_DUPFD ? 0 : UK_O_CLOEXEC);
	case UK_F_SETPIPE_SZ:
	case UK_F_GETPIPE_SZ:
		return control_pipe(file, command, argument);
	default:
		return -EINVAL;
	}
}

int uk_fd_control(int fd, int command, unsigned long argument)
{
	struct uk_file *file = uk_fd_get(fd);
	int result;

	if (!file)
		return -EBADF;
	result = control((unsigned int)fd, file, command, argument);
	uk_file_put(file);
	return result;
}

int uk_fd_ioctl(int fd, unsigned long request, void *argument)
{
	struct uk_file *file = uk_fd_get(fd);
	int result;

	if (!file)
		return -EBADF;
	result = uk_file_ioctl(file, request, argument);
	uk_file_put(file);
	return result;
}

int uk_fd_stat(int fd, struct uk_stat *stat)
{
	struct uk_file *file = uk_fd_get(fd);
	int result;

	if (!file)
		return -EBADF;
	result = uk_file_stat(file, stat);
	uk_file_put(file);
	return result;
}

int64_t uk_fd_seek(int fd, int64_t offset, int whence)
{
	struct uk_file *file = uk_fd_get(fd);
	int64_t result;

	if (!file)
		return -EBADF;
	result = uk_file_seek(file, offset, whence);
	uk_file_put(file);
	return result;
}
