/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console's input: bytes as they come (console_bytes.c), or a terminal with modes
 * (terminal.c); none of both in an image without input.
 */
#ifndef FDTAB_CONSOLE_H
#define FDTAB_CONSOLE_H

#include <uk/file.h>
#include <uk/termios.h>

/* As the operation of that name. */
uk_ssize_t uk_fd_console_read(struct uk_file *file,
			      const struct uk_iovec *pieces, unsigned int count,
			      int64_t offset);

/* How many bytes a read would return now, or -ENODEV: none ever; *in is whether
 * it would return at all. Has uk_fd_console_arrived() called for what comes.
 */
uk_ssize_t uk_fd_console_waiting(bool *in);

/* Those requests that the input's kind has: 0, -ENOTTY, -EFAULT, -EINVAL. */
int uk_fd_console_control(unsigned long request, void *argument);

/* The same without modes: of unknown size, but a terminal. */
static inline int uk_fd_console_size(unsigned long request, void *argument)
{
	if (request != UK_TIOCGWINSZ)
		return -ENOTTY;
	if (!argument)
		return -EFAULT;
	*(struct uk_window_size *)argument = (struct uk_window_size){ 0 };
	return 0;
}

/* Tells those who wait. From the interrupt. */
void uk_fd_console_arrived(void);

#endif /* FDTAB_CONSOLE_H */
