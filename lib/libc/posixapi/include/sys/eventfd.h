/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's <sys/eventfd.h> (eventfd(2)). */
#ifndef _SYS_EVENTFD_H
#define _SYS_EVENTFD_H

#include <fcntl.h>
#include <stdint.h>
#include <sys/cdefs.h>

#define EFD_SEMAPHORE 1
#define EFD_CLOEXEC O_CLOEXEC
#define EFD_NONBLOCK O_NONBLOCK

typedef uint64_t eventfd_t;

__BEGIN_DECLS

int eventfd(unsigned int count, int flags);
int eventfd_read(int fd, eventfd_t *value);
int eventfd_write(int fd, eventfd_t value);

__END_DECLS

#endif /* _SYS_EVENTFD_H */
