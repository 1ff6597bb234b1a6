/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * `xl save` and `xl migrate`: the domain stops between two requests to XenStore, when no device is
 * being connected or closed, and goes on as another one.
 */
#include <uk/plat/time.h>
#include <uk/print.h>
#include <uk/xen/store.h>
#include <uk/xen/suspend.h>

#include "private.h"

int xencontrol_ask(void)
{
	uint64_t since = uk_plat_clock_monotonic();
	int error;

	do
		error = uk_xen_suspend_ask();
	while (error == -EBUSY && xencontrol_give_way(since));
	if (error == -EBUSY)
		uk_pr_err("a device is busy: ask again\n");
	return error;
}

/* The request was acknowledged, and a device that is being connected now is so for a
 * minute at most.
 */
void xencontrol_suspend(void)
{
	uint64_t since = uk_plat_clock_monotonic();
	int result;

	do {
		uk_xenstore_hold();
		result = uk_xen_suspend();
		uk_xenstore_release();
	} while (result == -EBUSY && xencontrol_give_way(since));
	if (result < 0)
		uk_pr_err("the domain cannot be suspended: error %d\n",
			  -result);
	if (result)
		return;
	uk_xen_suspend_resume();
	uk_xenstore_watch_again();
	xencontrol_announce();
	uk_pr_info("this domain goes on where another one was suspended\n");
}
