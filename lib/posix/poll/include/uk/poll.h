/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * poll() and select(), with the numbers and layouts of Linux on x86-64. They look at
 * each descriptor at every wake-up: for many descriptors, see <uk/epoll.h>.
 *
 * A timeout is in nanoseconds, UINT64_MAX: for ever; 0 looks once. Context: threads.
 */
#ifndef UK_POLL_H
#define UK_POLL_H

#include <uk/fd.h>

struct uk_pollfd {
	int fd; /* negative: skipped */
	uint16_t events;  /* UK_READY_* */
	uint16_t revents; /* UK_READY_INVALID: no such descriptor */
};

/* How many have something in `revents`; 0 when the time is up. -EINVAL (more than
 * there can be descriptors), -ENOMEM.
 */
int uk_poll(struct uk_pollfd *polls, unsigned long count, uint64_t timeout);

/*
 * Bitmaps of `count` descriptors: those to wait for, then those that are ready. Any
 * may be NULL. How many bits are set in all; 0 when the time is up.
 * -EINVAL (`count` is negative), -EBADF, -ENOMEM: the sets are as they were.
 * Bits beyond the most descriptors are not looked at.
 */
int uk_select(int count, unsigned long *read, unsigned long *write,
	      unsigned long *except, uint64_t timeout);

#endif /* UK_POLL_H */
