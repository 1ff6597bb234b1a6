/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of an image with threads: in order, as the program or we see to.
 */
#include <uk/boot.h>
#include <uk/event.h>
#include <uk/plat/time.h>
#include <uk/thread.h>

#include "private.h"

#define PATIENCE 60000000000ULL /* as long as `xl` waits */

void xencontrol_end(void)
{
	bool taken = false;

	uk_event_raise(uk_event_power_off, &taken);
	if (!taken)
		uk_exit(0);
}

bool xencontrol_give_way(uint64_t since)
{
	uk_thread_yield();
	return uk_plat_clock_monotonic() - since < PATIENCE;
}
