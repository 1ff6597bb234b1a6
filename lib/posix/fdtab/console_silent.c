/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A console without input.
 */
#include "console.h"

uk_ssize_t uk_fd_console_read(struct uk_file *file __uk_unused,
			      const struct uk_iovec *pieces __uk_unused,
			      unsigned int count __uk_unused,
			      int64_t offset __uk_unused)
{
	return -ENODEV;
}

uk_ssize_t uk_fd_console_waiting(bool *in __uk_unused)
{
	return -ENODEV;
}

int uk_fd_console_control(unsigned long request, void *argument)
{
	return uk_fd_console_size(request, argument);
}
