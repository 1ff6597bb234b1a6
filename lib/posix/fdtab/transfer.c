/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading and writing by descriptor. What a signal interrupts is begun again here, if
 * the signal allows that: between two attempts nothing is held.
 */
#include <uk/interrupt.h>

#include "table.h"

/* All bytes of the pieces, or -EINVAL. */
static uk_ssize_t check(const struct uk_iovec *pieces, int count,
			int64_t offset)
{
	size_t total = 0;

	if (offset < UK_FILE_POSITION || count < 0 || count > UK_FD_PIECES_MOST)
		return -EINVAL;
	for (int i = 0; i < count; i++)
		if (__builtin_add_overflow(total, pieces[i].length, &total) ||
		    total > PTRDIFF_MAX)
			return -EINVAL;
	return (uk_ssize_t)total;
}

static uk_ssize_t read_pieces(int fd, const struct uk_iovec *pieces, int count,
			      int64_t offset)
{
	struct uk_file *file = uk_fd_get(fd);
	uk_ssize_t result;

	if (!file)
		return -EBADF;
	result = check(pieces, count, offset);
	if (result > 0)
		result = uk_file_read(file, pieces, (unsigned int)count,
				      offset);
	uk_file_put(file);
	return result;
}

static uk_ssize_t write_pieces(int fd, const struct uk_iovec *pieces, int count,
			       int64_t offset)
{
	struct uk_file *file = uk_fd_get(fd);
	uk_ssize_t result;

	if (!file)
		return -EBADF;
	result = check(pieces, count, offset);
	if (result > 0)
		result = uk_file_write(file, pieces, (unsigned int)count,
				       offset);
	uk_file_put(file);
	return result;
}

uk_ssize_t uk_fd_read_pieces(int fd, const struct uk_iovec *pieces, int count,
			     int64_t offset)
{
	return UK_RESTARTABLE(read_pieces(fd, pieces, count, offset));
}

uk_ssize_t uk_fd_write_pieces(int fd, const struct uk_iovec *pieces, int count,
			      int64_t offset)
{
	return UK_RESTARTABLE(write_pieces(fd, pieces, count, offset));
}

/*
 * The calls that are made most. Where they may be made again the descriptor is kept in
 * memory: two instructions, where a register would have to be saved and restored.
 */
#ifdef CONFIG_LIBUKFILE_INTERRUPT
#define KEPT const volatile int
#else
#define KEPT const int
#endif

static __uk_always_inline bool is_over(uk_ssize_t result)
{
	return UK_LIKELY(result != -EINTR) || !uk_interrupt_again(result);
}

uk_ssize_t uk_fd_read(int fd, void *to, size_t length)
{
	struct uk_iovec piece = { to, UK_MIN(length, UK_FD_TRANSFER_MOST) };
	uk_ssize_t result;
	KEPT kept = fd;

	do {
		struct uk_file *file = uk_fd_get(kept);

		if (!file)
			return -EBADF;
		result = uk_file_read(file, &piece, 1, UK_FILE_POSITION);
		uk_file_put(file);
	} while (!is_over(result));
	return result;
}

uk_ssize_t uk_fd_write(int fd, const void *from, size_t length)
{
	struct uk_iovec piece = { (void *)(uintptr_t)from,
				  UK_MIN(length, UK_FD_TRANSFER_MOST) };
	uk_ssize_t result;
	KEPT kept = fd;

	do {
		struct uk_file *file = uk_fd_get(kept);

		if (!file)
			return -EBADF;
		result = uk_file_write(file, &piece, 1, UK_FILE_POSITION);
		uk_file_put(file);
	} while (!is_over(result));
	return result;
}
