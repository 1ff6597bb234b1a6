/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pipes: what is written to one end is read from the other, in order. As pipe(7) of
 * Linux says, with its numbers: a write of up to UK_PIPE_BUF bytes goes in as one step;
 * writing without a reader is -EPIPE (the signal is the C library's, see
 * <uk/interrupt.h>); reading what is empty and has no writer is the end, 0.
 *
 * FIFOs are pipes with a path (uk_mknodat() with UK_S_IFIFO); opening one connects its
 * ends, and waits for the other one unless O_NONBLOCK or O_RDWR is given.
 *
 * Context: threads.
 */
#ifndef UK_PIPE_H
#define UK_PIPE_H

#include <uk/fd.h>

#define UK_PIPE_BUF 4096u /* linux/limits.h */

/*
 * A pipe: fds[0] reads, fds[1] writes. `flags`: UK_O_NONBLOCK, UK_O_CLOEXEC. -EINVAL
 * (another flag; pipes of whole packets, O_DIRECT, are not there), -EFAULT, -EMFILE,
 * -ENOMEM: then `fds` is as it was.
 */
int uk_pipe(int fds[2], uint32_t flags);

/* The same without descriptors: files of one owner each, the caller. -ENOMEM. */
int uk_pipe_files(struct uk_file *ends[2], uint32_t flags);

/*
 * By uk_fd_control(), in bytes: UK_F_GETPIPE_SZ tells the capacity, UK_F_SETPIPE_SZ
 * sets it to a power of two that is as large at least, and tells it. -EBUSY (more than
 * that waits), -EINVAL (more than 1 GiB), -EBADF (no pipe).
 */

#endif /* UK_PIPE_H */
