/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A VMM's request to end is SIGTERM to the program that deals with it.
 */
#include <uk/event.h>

#include "internal.h"

static void power_off(void *data)
{
	bool *taken = data;

	if (uk_signal_from_console(UK_SIGTERM))
		*taken = true;
}
UK_EVENT_HANDLER(uk_event_power_off, power_off);
