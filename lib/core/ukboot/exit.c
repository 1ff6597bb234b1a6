/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's orderly end.
 */
#include <uk/boot.h>
#include <uk/event.h>
#include <uk/output.h>
#include <uk/plat/lifecycle.h>

void uk_exit(int status)
{
	if (status < 0 || status > UK_EXIT_MOST)
		status = UK_EXIT_MOST;
	uk_event_raise(uk_event_exit, &status);
	uk_console_drain();
	uk_plat_exit(status);
}
