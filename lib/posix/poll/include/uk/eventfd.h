/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * eventfd: a counter to wait for, with Linux's numbers. Writing 8 bytes adds to it;
 * reading 8 bytes takes all of it, or one with UK_EVENTFD_SEMAPHORE, and waits
 * while it is 0.
 *
 * Context: threads.
 */
#ifndef UK_EVENTFD_H
#define UK_EVENTFD_H

#include <uk/fd.h>

#define UK_EVENTFD_SEMAPHORE 1u

/* `flags`: UK_EVENTFD_SEMAPHORE, UK_O_CLOEXEC, UK_O_NONBLOCK. The descriptor, or
 * -EINVAL, -EMFILE, -ENOMEM.
 */
int uk_eventfd_create(unsigned int count, uint32_t flags);

#endif /* UK_EVENTFD_H */
