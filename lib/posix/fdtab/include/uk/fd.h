/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors: small numbers for open files. 0, 1 and 2 are the console from the
 * start. What POSIX's calls of the same names do, with negative errno, and the
 * numbers and layouts of Linux on x86-64; a C library only sets errno.
 *
 * Context: threads.
 */
#ifndef UK_FD_H
#define UK_FD_H

#include <uk/bitops.h>
#include <uk/file.h>

#define UK_FD_MOST ((unsigned int)CONFIG_LIBFDTAB_LIMIT)

/* As many as a word has bits. A piece stays once it is there. */
#define UK_FD_PIECE 64u

struct uk_fd_piece {
	uint64_t taken;
	uint64_t close_on_exec;
	struct uk_file *files[UK_FD_PIECE]; /* NULL: free, or reserved */
};

extern struct uk_fd_piece *
	uk_fd_pieces[UK_DIV_ROUND_UP(UK_FD_MOST, UK_FD_PIECE)];

/*
 * The file behind `fd`, with a share for the caller, who gives it up by
 * uk_file_put(); NULL: no such descriptor (-EBADF).
 * Threads only switch when they ask to, so nobody closes it in between;
 * preemption and further CPUs put their guard here.
 */
static inline struct uk_file *uk_fd_get(int fd)
{
	unsigned int number = (unsigned int)fd;
	struct uk_fd_piece *piece;
	struct uk_file *file;

	if (UK_UNLIKELY(number >= UK_FD_MOST))
		return NULL;
	piece = uk_fd_pieces[number / UK_FD_PIECE];
	if (UK_UNLIKELY(!piece))
		return NULL;
	file = piece->files[number % UK_FD_PIECE];
	if (UK_LIKELY(file != NULL))
		uk_file_get(file);
	return file;
}

/*
 * Gives `file` the lowest free descriptor; the caller's share becomes the table's.
 * `flags` is 0 or UK_O_CLOEXEC. The descriptor, or -EMFILE, -ENOMEM: then the share
 * is still the caller's.
 */
int uk_fd_install(struct uk_file *file, uint32_t flags);

/*
 * For calls that must not fail any more once they have a file (accept): reserves the
 * lowest free descriptor that is `least` or more, which nobody else can use
 * until it gets its file, or is cancelled. Errors as above, and -EINVAL if `least`
 * is not below the limit.
 */
int uk_fd_reserve(unsigned int least, uint32_t flags);
void uk_fd_fill(int fd, struct uk_file *file);
void uk_fd_cancel(int fd);

/* Where uk_fd_reserve() stops: -EMFILE. UK_FD_MOST at most, which it is at first. */
extern unsigned int uk_fd_limit;

/* 0 or -EBADF. */
int uk_fd_close(int fd);

/* The new descriptor, or -EBADF, -EMFILE, -ENOMEM. Both stand for the same file.
 * -EINVAL if `least` is beyond the limit.
 */
int uk_fd_dup(int fd, unsigned int least, uint32_t flags);
/* Makes `to` stand for `fd`'s file, closing what it was. `to`, or -EBADF, -ENOMEM,
 * -EBUSY (`to` is reserved), -EINVAL (dup3: both are the same).
 */
int uk_fd_dup2(int fd, int to);
int uk_fd_dup3(int fd, int to, uint32_t flags);

/* Commands of uk_fd_control() (linux/fcntl.h) */
enum {
	UK_F_DUPFD = 0,
	UK_F_GETFD = 1,
	UK_F_SETFD = 2,
	UK_F_GETFL = 3,
	UK_F_SETFL = 4,
	UK_F_DUPFD_CLOEXEC = 1030,
	UK_F_SETPIPE_SZ = 1031, /* see <uk/pipe.h> */
	UK_F_GETPIPE_SZ = 1032,
};

#define UK_FD_CLOEXEC 1

/* fcntl(). -EINVAL for a command that is not above. */
int uk_fd_control(int fd, int command, unsigned long argument);

/* Most bytes in one transfer, and most pieces (Linux's MAX_RW_COUNT, UIO_MAXIOV) */
#define UK_FD_TRANSFER_MOST ((size_t)0x7ffff000)
#define UK_FD_PIECES_MOST 1024

/* Longer transfers are cut at UK_FD_TRANSFER_MOST. */
uk_ssize_t uk_fd_read(int fd, void *to, size_t length);
uk_ssize_t uk_fd_write(int fd, const void *from, size_t length);
/* readv, preadv and so on; `offset` may be UK_FILE_POSITION. -EINVAL for a
 * negative offset, too many pieces, or more than SSIZE_MAX bytes.
 */
uk_ssize_t uk_fd_read_pieces(int fd, const struct uk_iovec *pieces, int count,
			     int64_t offset);
uk_ssize_t uk_fd_write_pieces(int fd, const struct uk_iovec *pieces, int count,
			      int64_t offset);

int64_t uk_fd_seek(int fd, int64_t offset, int whence);
int uk_fd_ioctl(int fd, unsigned long request, void *argument);
int uk_fd_stat(int fd, struct uk_stat *stat);

#endif /* UK_FD_H */
