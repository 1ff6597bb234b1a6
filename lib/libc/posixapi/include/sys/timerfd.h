/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers to be read (timerfd_create(2)), with Linux's numbers. */
#ifndef _SYS_TIMERFD_H
#define _SYS_TIMERFD_H

#include <fcntl.h>
#include <sys/cdefs.h>
#include <time.h>

#define TFD_CLOEXEC O_CLOEXEC
#define TFD_NONBLOCK O_NONBLOCK
#define TFD_TIMER_ABSTIME 1
#define TFD_TIMER_CANCEL_ON_SET 2

__BEGIN_DECLS

int timerfd_create(clockid_t clock, int flags);
int timerfd_settime(int fd, int flags, const struct itimerspec *value,
		    struct itimerspec *old);
int timerfd_gettime(int fd, struct itimerspec *value);

__END_DECLS

#endif /* _SYS_TIMERFD_H */
