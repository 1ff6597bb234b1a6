/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Running the timers in an image without threads: whenever the program waits, or would.
 */
#include <uk/ready.h>

#include "queue.h"

UK_READY_POLLER(timer, .poll = timer_run, .deadline = timer_next);

int timer_changed(void)
{
	return 0;
}
