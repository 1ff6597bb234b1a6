/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for a signal without a handler.
 */
#include <uk/time.h>

#include "internal.h"

int uk_signal_wait(uint64_t set, struct uk_siginfo *info, uint64_t timeout)
{
	struct uk_ready_waiter nobody = { 0 };
	uint64_t deadline = uk_time_deadline(timeout);
	int number, error = 0;

	set &= ~SIGNALS_FIRM;
	while ((number = signal_take(set, info)) == 0 && !error) {
		if (!timeout)
			return -EAGAIN;
		/* Others first: they end the waiting. */
		if (signal_is_deliverable())
			return -EINTR;
		signal_own.awaited = set;
		error = uk_ready_sleep_interruptible(&nobody, deadline);
		signal_own.awaited = 0;
	}
	if (number)
		return number;
	return error == -ETIMEDOUT ? -EAGAIN : error;
}
