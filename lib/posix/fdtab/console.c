/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console as an open file, which descriptors 0, 1 and 2 share as they do in a
 * terminal.
 */
#include <uk/console.h>
#include <uk/stat.h>

#include "table.h"

/* What a terminal's device file is on Linux: /dev/console, 5:1 */
#define CONSOLE_NUMBER 0x501
#define CONSOLE_MODE (UK_S_IFCHR | 0620u)

#define TIOCGWINSZ 0x5413ul /* asm-generic/ioctls.h */

struct window_size { /* asm-generic/termios.h: struct winsize */
	uint16_t rows, columns, width, height;
};

#ifdef CONFIG_LIBUKCONSOLE_INPUT
static void arrived(void)
{
	uk_file_notify(&uk_fd_console, UK_READY_IN);
}

/* A terminal sends a carriage return where programs expect the end of a line. */
static void end_lines(char *text, uk_ssize_t count)
{
	for (uk_ssize_t i = 0; i < count; i++)
		if (text[i] == '\r')
			text[i] = '\n';
}

static uk_ssize_t console_read(struct uk_file *file __uk_unused,
			       const struct uk_iovec *pieces,
			       unsigned int count, int64_t offset __uk_unused)
{
	uk_ssize_t done = 0;

	for (; count; pieces++, count--) {
		uk_ssize_t part =
			uk_console_try_read(pieces->base, pieces->length);

		if (part < 0)
			return done ? done : part;
		end_lines(pieces->base, part);
		done += part;
		if ((size_t)part < pieces->length)
			break;
	}
	return done;
}

static uk_ssize_t waiting(void)
{
	return uk_console_waiting(arrived);
}
#else
static uk_ssize_t console_read(struct uk_file *file __uk_unused,
			       const struct uk_iovec *pieces __uk_unused,
			       unsigned int count __uk_unused,
			       int64_t offset __uk_unused)
{
	return -ENODEV;
}

static uk_ssize_t waiting(void)
{
	return -ENODEV;
}
#endif

static uk_ssize_t console_write(struct uk_file *file __uk_unused,
				const struct uk_iovec *pieces,
				unsigned int count, int64_t offset __uk_unused)
{
	size_t done = 0;

	for (; count; pieces++, count--) {
		uk_console_write(pieces->base, pieces->length);
		done += pieces->length;
	}
	return (uk_ssize_t)done;
}

static unsigned int console_ready(struct uk_file *file __uk_unused)
{
	uk_ssize_t count = waiting();

	if (count < 0)
		return UK_READY_OUT | UK_READY_ERROR;
	return count ? UK_READY_OUT | UK_READY_IN : UK_READY_OUT;
}

static int console_ioctl(struct uk_file *file __uk_unused,
			 unsigned long request, void *argument)
{
	uk_ssize_t count;

	if (request != UK_FIONREAD && request != TIOCGWINSZ)
		return -ENOTTY;
	if (!argument)
		return -EFAULT;
	if (request == TIOCGWINSZ) { /* of unknown size, but a terminal */
		*(struct window_size *)argument = (struct window_size){ 0 };
		return 0;
	}
	count = waiting();
	if (count < 0)
		return (int)count;
	*(int *)argument = (int)count;
	return 0;
}

static int console_stat(struct uk_file *file __uk_unused,
			struct uk_stat *stat)
{
	stat->mode = CONSOLE_MODE;
	stat->links = 1;
	stat->device_number = CONSOLE_NUMBER;
	return 0;
}

/* Never released: the image keeps a share. */
static const struct uk_file_ops console_ops = {
	.kind = "console",
	.read = console_read,
	.write = console_write,
	.ready = console_ready,
	.ioctl = console_ioctl,
	.stat = console_stat,
};

struct uk_file uk_fd_console = {
	.ops = &console_ops,
	.owners = { UK_FD_CONSOLE_SHARES },
	.flags = UK_O_RDWR,
	.ready = { UK_LIST_HEAD_INIT(uk_fd_console.ready.watchers) },
};
