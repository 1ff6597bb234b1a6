/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * epoll: a set of descriptors to wait for, kept from call to call, with the numbers and
 * layouts of Linux on x86-64 (linux/eventpoll.h). Waiting costs what is ready, whatever
 * is watched. An entry lasts until it is deleted or the last descriptor of its file is
 * closed.
 *
 * Context: threads.
 */
#ifndef UK_EPOLL_H
#define UK_EPOLL_H

#include <uk/fd.h>

enum {
	UK_EPOLL_ADD = 1,
	UK_EPOLL_DELETE = 2,
	UK_EPOLL_MODIFY = 3,
};

/* Beside UK_READY_* in uk_epoll_event.events */
#define UK_EPOLL_EXCLUSIVE UK_READY_EXCLUSIVE
#define UK_EPOLL_WAKE_UP (1u << 29) /* of no meaning here */
#define UK_EPOLL_ONE_SHOT (1u << 30)
#define UK_EPOLL_EDGE (1u << 31)

struct uk_epoll_event {
	uint32_t events;
	uint64_t data;
} __uk_packed;

_Static_assert(sizeof(struct uk_epoll_event) == 12, "the ABI's size");

/* A new set. `flags`: 0 or UK_O_CLOEXEC. The descriptor, -EINVAL, -EMFILE, -ENOMEM. */
int uk_epoll_create(uint32_t flags);

/*
 * Adds, changes or deletes the entry for `fd` in the set `epoll`. `event` may be
 * NULL when deleting. -EBADF, -EEXIST, -ENOENT, -ENOMEM; -EPERM (a kind of file
 * that is always ready), -EINVAL (no set, the set itself, a wrong flag), -ELOOP (a
 * set may watch sets that watch no further sets), -EFAULT.
 */
int uk_epoll_control(int epoll, int operation, int fd,
		     const struct uk_epoll_event *event);

/*
 * Waits until an entry is ready, at most `timeout` nanoseconds (UINT64_MAX: for
 * ever), and stores up to `most` of them. How many; 0 when the time is
 * up. -EBADF, -EINVAL (no set, `most` not positive), -EFAULT.
 */
int uk_epoll_wait(int epoll, struct uk_epoll_event *events, int most,
		  uint64_t timeout);

#endif /* UK_EPOLL_H */
