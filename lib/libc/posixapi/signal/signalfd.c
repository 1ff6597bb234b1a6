/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signalfd().
 */
#include <sys/signalfd.h>

#include "convert.h"

_Static_assert(sizeof(struct signalfd_siginfo) ==
		       sizeof(struct uk_signalfd_info),
	       "the same structure under two names");

int signalfd(int fd, const sigset_t *set, int flags)
{
	return (int)result(uk_signal_fd(fd, *set, (uint32_t)flags));
}
