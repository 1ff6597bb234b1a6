/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open files: what stands behind every descriptor, be it a file, a socket, the
 * console, an epoll or an event counter. A kind of file is a table of
 * operations; an open file begins with `struct uk_file` and is shared by
 * counting its owners.
 *
 * Operations of a kind never wait for somebody to act: they return -EAGAIN, and the
 * calls below wait where the file is in blocking mode. So waiting, its deadlines,
 * and O_NONBLOCK are written once. Those of a file on a disk, or on a host's share,
 * sleep until their device has answered, in either mode, as POSIX says.
 *
 * Context: threads, except uk_file_notify(). Errors are negative errno.
 */
#ifndef UK_FILE_H
#define UK_FILE_H

#include <uk/atomic.h>
#include <uk/errno.h>
#include <uk/ready.h>

/* Flags of an open file: Linux's O_* on x86-64 (asm-generic/fcntl.h) */
#define UK_O_RDONLY 0u
#define UK_O_WRONLY 01u
#define UK_O_RDWR 02u
#define UK_O_ACCMODE 03u
#define UK_O_CREAT 0100u
#define UK_O_EXCL 0200u
#define UK_O_NOCTTY 0400u
#define UK_O_TRUNC 01000u
#define UK_O_APPEND 02000u
#define UK_O_NONBLOCK 04000u
#define UK_O_DSYNC 010000u
#define UK_O_DIRECT 040000u
#define UK_O_DIRECTORY 0200000u
#define UK_O_NOFOLLOW 0400000u
#define UK_O_NOATIME 01000000u
#define UK_O_CLOEXEC 02000000u /* a descriptor's, never in uk_file.flags */
#define UK_O_SYNC 04010000u    /* includes DSYNC */
#define UK_O_PATH 010000000u

/* Requests of ioctl that every kind may be asked (asm-generic/ioctls.h) */
#define UK_FIONREAD 0x541bul /* int *: how many bytes can be read now */
#define UK_FIONBIO 0x5421ul  /* const int *: sets or clears O_NONBLOCK */

/* Commands of fcntl() that one kind only has come as requests: this | the command, and
 * its argument itself in the pointer's place. No request has this bit.
 */
#define UK_FILE_CONTROL (1ul << 32)

/* `whence` of a seek (linux/fs.h) */
#define UK_SEEK_SET 0
#define UK_SEEK_CUR 1
#define UK_SEEK_END 2

/* Layout of POSIX's struct iovec, under which name programs write it */
struct __attribute__((may_alias)) uk_iovec {
	void *base;
	size_t length;
};

/* The position of a transfer: an offset, or the file's own, which moves. */
#define UK_FILE_POSITION (-1)

struct uk_file;
struct uk_stat; /* <uk/stat.h> */

/* What a kind has not got is NULL: reading gives -EINVAL, seeking -ESPIPE,
 * ioctl -ENOTTY, stat a nameless file of no kind.
 */
struct uk_file_ops {
	const char *kind; /* "socket", for messages */
	/*
	 * Moves bytes between the file and `count` pieces (at least one), at
	 * `offset` or UK_FILE_POSITION (always that where seek is NULL). Returns
	 * how many, 0 at the end of the file, -EAGAIN where nothing can be moved
	 * now. All pieces together are below SSIZE_MAX bytes.
	 */
	uk_ssize_t (*read)(struct uk_file *file, const struct uk_iovec *pieces,
			   unsigned int count, int64_t offset);
	uk_ssize_t (*write)(struct uk_file *file, const struct uk_iovec *pieces,
			    unsigned int count, int64_t offset);
	/* The new position. */
	int64_t (*seek)(struct uk_file *file, int64_t offset, int whence);
	/* Which of UK_READY_* hold now; never waits (for a lock: briefly).
	 * NULL: always ready for in and out.
	 */
	unsigned int (*ready)(struct uk_file *file);
	/* FIONBIO never comes here. */
	int (*ioctl)(struct uk_file *file, unsigned long request,
		     void *argument);
	/* All fields are zero, block_size 4096, when it is called. */
	int (*stat)(struct uk_file *file, struct uk_stat *stat);
	/* The last owner is gone, and nobody watches: frees the file. */
	void (*release)(struct uk_file *file);
};

struct uk_file {
	const struct uk_file_ops *ops;
	struct uk_refcount owners;
	uint32_t flags;		      /* UK_O_*: access mode and status */
	struct uk_ready_source ready; /* who waits for, or watches, it */
	/* Nanoseconds that a blocking call waits at most; 0: for ever */
	uint64_t read_timeout;
	uint64_t write_timeout;
};

/* A file with one owner, the caller. */
void uk_file_init(struct uk_file *file, const struct uk_file_ops *ops,
		  uint32_t flags);

static inline void uk_file_get(struct uk_file *file)
{
	uk_refcount_get(&file->owners);
}

void uk_file_end(struct uk_file *file);

/*
 * Gives up one's share; the last one releases the file. Who waits in a file owns
 * a share of it, so it stays until he is back. Not under a lock that operations of
 * the kind take, unless nobody can know the file.
 */
static inline void uk_file_put(struct uk_file *file)
{
	if (uk_refcount_put(&file->owners))
		uk_file_end(file);
}

/* The state changed: those of `events` (UK_READY_*) that hold now may not have
 * held before. Any context.
 */
static inline void uk_file_notify(struct uk_file *file, unsigned int events)
{
	uk_ready_notify(&file->ready, events);
}

/*
 * As the calls of POSIX. A blocking read waits for the first byte, a blocking
 * write until all is written; after a part of it an error is left for the
 * next call. -EBADF if the file is not open for it, -ESPIPE for an offset where
 * there are none, -EAGAIN in non-blocking mode, and when the time is up.
 */
uk_ssize_t uk_file_read(struct uk_file *file, const struct uk_iovec *pieces,
			unsigned int count, int64_t offset);
uk_ssize_t uk_file_write(struct uk_file *file, const struct uk_iovec *pieces,
			 unsigned int count, int64_t offset);
int64_t uk_file_seek(struct uk_file *file, int64_t offset, int whence);
int uk_file_ioctl(struct uk_file *file, unsigned long request, void *argument);
int uk_file_stat(struct uk_file *file, struct uk_stat *stat);

/* Which of UK_READY_* hold. */
static __uk_always_inline unsigned int uk_file_ready(struct uk_file *file)
{
	return file->ops->ready ? file->ops->ready(file) :
				  UK_READY_IN | UK_READY_OUT;
}

/*
 * Waits until one of `events`, an error or a hang-up holds, or until the
 * monotonic time `deadline` (UINT64_MAX: none). Returns the events that hold,
 * -ETIMEDOUT, or -EINTR (<uk/interrupt.h>). Another thread may be faster in using them up.
 */
int uk_file_wait(struct uk_file *file, unsigned int events, uint64_t deadline);

/*
 * The waiting of a call that tries without waiting (accept, recv):
 *
 *	struct uk_file_patience patience = uk_file_patience(
 *		file->read_timeout, file->flags & UK_O_NONBLOCK);
 *	do
 *		result = try(...);
 *	while (result == -EAGAIN &&
 *	       uk_file_try_again(file, UK_READY_IN, &patience));
 *	return uk_file_outcome(&patience, result);
 */
struct uk_file_patience {
	uint64_t time; /* how long; after the first wait: the deadline */
	bool dont_wait;
	bool started;
#ifdef CONFIG_LIBUKFILE_INTERRUPT
	bool interrupted;
#endif
};

/* `timeout` in nanoseconds, 0: for ever. */
static inline struct uk_file_patience uk_file_patience(uint64_t timeout,
						       bool dont_wait)
{
	return (struct uk_file_patience){ .time = timeout,
					  .dont_wait = dont_wait };
}

/* `result` of the last try, or -EINTR if the waiting for another was interrupted. */
static inline int64_t uk_file_outcome(
	const struct uk_file_patience *patience __uk_unused, int64_t result)
{
#ifdef CONFIG_LIBUKFILE_INTERRUPT
	if (patience->interrupted)
		return -EINTR;
#endif
	return result;
}

/*
 * Runs the pollers, then waits for one of `events`, an error or a hang-up, if
 * the caller is willing to. True: try once more; false: it stays with -EAGAIN.
 */
bool uk_file_try_again(struct uk_file *file, unsigned int events,
		       struct uk_file_patience *patience);

#endif /* UK_FILE_H */
