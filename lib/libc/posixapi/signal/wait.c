/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for signals that are blocked.
 */
#include <signal.h>
#include <string.h>

#include "convert.h"

static int wait(const sigset_t *set, siginfo_t *info, uint64_t timeout)
{
	struct uk_siginfo taken;
	int number = (int)UK_INTERRUPTIBLE(
		uk_signal_wait(*set, &taken, timeout));

	if (number > 0 && info)
		memcpy(info, &taken, sizeof(*info));
	return number;
}

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info,
		 const struct timespec *restrict timeout)
{
	uint64_t nanoseconds;
	int error = from_timespec(timeout, &nanoseconds);

	return (int)result(error ? error : wait(set, info, nanoseconds));
}

int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info)
{
	return (int)result(wait(set, info, UK_TIME_NEVER));
}

/* An error number; handlers of other signals do not end it. */
int sigwait(const sigset_t *restrict set, int *restrict number)
{
	int taken;

	do
		taken = wait(set, NULL, UK_TIME_NEVER);
	while (taken == -EINTR);
	if (taken < 0)
		return -taken;
	*number = taken;
	return 0;
}
