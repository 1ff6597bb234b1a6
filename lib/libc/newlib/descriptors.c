/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls on descriptors that newlib itself makes, where there is a table of
 * descriptors (LIBFDTAB). The others are in posixapi.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/fd.h>
#include <uk/stat.h>

static long result(long value)
{
	if (value >= 0)
		return value;
	errno = (int)-value;
	return -1;
}

ssize_t write(int fd, const void *data, size_t length)
{
	return result(uk_fd_write(fd, data, length));
}

ssize_t read(int fd, void *data, size_t length)
{
	return result(uk_fd_read(fd, data, length));
}

int close(int fd)
{
	return (int)result(uk_fd_close(fd));
}

off_t lseek(int fd, off_t offset, int from)
{
	return result(uk_fd_seek(fd, offset, from));
}

/* What every terminal answers, and nothing else (asm-generic/ioctls.h) */
#define TIOCGWINSZ 0x5413

int isatty(int fd)
{
	unsigned short size[4];

	return result(uk_fd_ioctl(fd, TIOCGWINSZ, size)) == 0;
}

static struct timespec time_of(const struct uk_timespec *time)
{
	return (struct timespec){ .tv_sec = time->seconds,
				  .tv_nsec = time->nanoseconds };
}

int fstat(int fd, struct stat *stat)
{
	struct uk_stat from;

	if (result(uk_fd_stat(fd, &from)) < 0)
		return -1;
	*stat = (struct stat){
		.st_dev = from.device,
		.st_ino = from.inode,
		.st_mode = from.mode,
		.st_nlink = (nlink_t)from.links,
		.st_uid = from.uid,
		.st_gid = from.gid,
		.st_rdev = from.device_number,
		.st_size = from.size,
		.st_atim = time_of(&from.accessed),
		.st_mtim = time_of(&from.modified),
		.st_ctim = time_of(&from.changed),
		.st_blksize = from.block_size,
		.st_blocks = from.blocks,
	};
	return 0;
}

/* The commands without an argument do not look at it. */
int fcntl(int fd, int command, ...)
{
	va_list arguments;
	unsigned long argument;

	va_start(arguments, command);
	argument = va_arg(arguments, unsigned long);
	va_end(arguments);
	return (int)result(uk_fd_control(fd, command, argument));
}
