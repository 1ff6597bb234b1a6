/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors 0, 1 and 2 on the console, for images without a table of
 * descriptors (LIBFDTAB), which defines the same functions for everything
 * that can be open.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/console.h>

#define CONSOLE_MODE (S_IFCHR | S_IRUSR | S_IWUSR | S_IWGRP)

static int fail(int number)
{
	errno = number;
	return -1;
}

static int is_open(int fd)
{
	return fd >= STDIN_FILENO && fd <= STDERR_FILENO;
}

ssize_t write(int fd, const void *data, size_t length)
{
	if (!is_open(fd))
		return fail(EBADF);
	uk_console_write(data, length);
	return (ssize_t)length;
}

/* A terminal sends a carriage return where programs expect the end of a line. */
ssize_t read(int fd, void *data, size_t length)
{
#ifdef CONFIG_LIBUKCONSOLE_INPUT
	char *text = data;
	uk_ssize_t count;

	if (!is_open(fd))
		return fail(EBADF);
	if (!length)
		return 0;
	count = uk_console_read(text, length);
	if (count < 0)
		return fail((int)-count);
	for (uk_ssize_t i = 0; i < count; i++)
		if (text[i] == '\r')
			text[i] = '\n';
	return count;
#else
	(void)data;
	(void)length;
	return fail(is_open(fd) ? ENODEV : EBADF);
#endif
}

int close(int fd)
{
	return is_open(fd) ? 0 : fail(EBADF);
}

off_t lseek(int fd, off_t offset, int from)
{
	(void)offset;
	(void)from;
	return fail(is_open(fd) ? ESPIPE : EBADF);
}

int isatty(int fd)
{
	if (is_open(fd))
		return 1;
	errno = EBADF;
	return 0;
}

int fstat(int fd, struct stat *result)
{
	if (!is_open(fd))
		return fail(EBADF);
	*result = (struct stat){ .st_mode = CONSOLE_MODE, .st_nlink = 1 };
	return 0;
}

int fcntl(int fd, int command, ...)
{
	if (!is_open(fd))
		return fail(EBADF);
	switch (command) {
	case F_GETFL:
		return O_RDWR;
	case F_GETFD:
	case F_SETFD: /* nothing is ever executed */
		return 0;
	default:
		return fail(EINVAL);
	}
}
