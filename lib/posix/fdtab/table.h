/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the table share.
 */
#ifndef FDTAB_TABLE_H
#define FDTAB_TABLE_H

#include <uk/fd.h>

/* Descriptors 0 to 2. One share for each, and one that keeps it for good. */
#define UK_FD_CONSOLE_SHARES 4
extern struct uk_file uk_fd_console;

/* Marks `fd`, which is in the range, as taken, making its piece if need be. 0, -EBUSY if
 * it was taken, -ENOMEM.
 */
int uk_fd_take(unsigned int fd, uint32_t flags);

static inline uint64_t *uk_fd_close_on_exec(unsigned int fd)
{
	return &uk_fd_pieces[fd / UK_FD_PIECE]->close_on_exec;
}

static inline void uk_fd_flags_set(unsigned int fd, uint32_t flags)
{
	if (flags & UK_O_CLOEXEC)
		*uk_fd_close_on_exec(fd) |= UK_BIT(fd % UK_FD_PIECE);
	else
		*uk_fd_close_on_exec(fd) &= ~UK_BIT(fd % UK_FD_PIECE);
}

#endif /* FDTAB_TABLE_H */
