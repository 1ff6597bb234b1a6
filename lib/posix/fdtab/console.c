/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console as an open file, which descriptors 0, 1 and 2 share as they do in a
 * terminal.
 */
#include <uk/console.h>
#include <uk/stat.h>

#include "console.h"
#include "table.h"

/* What a terminal's device file is on Linux: /dev/console, 5:1 */
#define CONSOLE_NUMBER 0x501
#define CONSOLE_MODE (UK_S_IFCHR | 0620u)

void uk_fd_console_arrived(void)
{
	uk_file_notify(&uk_fd_console, UK_READY_IN);
}

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
	bool in;

	if (uk_fd_console_waiting(&in) < 0)
		return UK_READY_OUT | UK_READY_ERROR;
	return in ? UK_READY_OUT | UK_READY_IN : UK_READY_OUT;
}

static int console_ioctl(struct uk_file *file __uk_unused,
			 unsigned long request, void *argument)
{
	uk_ssize_t count;
	bool in;

	if (request != UK_FIONREAD)
		return uk_fd_console_control(request, argument);
	if (!argument)
		return -EFAULT;
	count = uk_fd_console_waiting(&in);
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
	.read = uk_fd_console_read,
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
