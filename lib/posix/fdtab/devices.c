/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Device files that lead to what is open already: the console, and descriptors 0 to 2.
 */
#include <uk/device.h>

#include "table.h"

static int open_console(struct uk_vfs_file *file __uk_unused,
			struct uk_file **instead)
{
	uk_file_get(&uk_fd_console);
	*instead = &uk_fd_console;
	return 0;
}

static int open_descriptor(int fd, struct uk_file **instead)
{
	*instead = uk_fd_get(fd);
	return *instead ? 0 : -ENXIO;
}

static int open_stdin(struct uk_vfs_file *file __uk_unused,
		      struct uk_file **instead)
{
	return open_descriptor(0, instead);
}

static int open_stdout(struct uk_vfs_file *file __uk_unused,
		       struct uk_file **instead)
{
	return open_descriptor(1, instead);
}

static int open_stderr(struct uk_vfs_file *file __uk_unused,
		       struct uk_file **instead)
{
	return open_descriptor(2, instead);
}

UK_DEVICE(console, .mode = UK_S_IFCHR | 0620, .number = UK_DEVICE_NUMBER(5, 1),
	  .open = open_console);
UK_DEVICE(tty, .mode = UK_S_IFCHR | 0666, .number = UK_DEVICE_NUMBER(5, 0),
	  .open = open_console);
UK_DEVICE(stdin, .mode = UK_S_IFCHR | 0666, .open = open_stdin);
UK_DEVICE(stdout, .mode = UK_S_IFCHR | 0666, .open = open_stdout);
UK_DEVICE(stderr, .mode = UK_S_IFCHR | 0666, .open = open_stderr);
