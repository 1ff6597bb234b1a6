/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The toolstack's requests: it writes what it wants into control/shutdown, and the domain
 * acknowledges it by emptying that (Xen: docs/misc/xenstore-paths.pandoc).
 */
#include <uk/init.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/xen/hypercall.h>
#include <uk/xen/store.h>

#include "private.h"

#define PATH "control/shutdown"
#define REQUEST_MOST 16

/* sched.h */
#define REASON_POWER_OFF 0
#define REASON_REBOOT 1
#define REASON_SUSPEND 2

static int answer(const char *request)
{
	if (!strcmp(request, "poweroff") || !strcmp(request, "halt"))
		return REASON_POWER_OFF;
	if (!strcmp(request, "reboot"))
		return REASON_REBOOT;
	if (!strcmp(request, "suspend"))
		return xencontrol_ask() ?: REASON_SUSPEND;
	if (*request)
		uk_pr_err("unknown request '%s'\n", request);
	return -ENOTSUP;
}

/* The reason for an end or a pause, when one is asked for. A request that is not answered
 * stays: so who asked for it finds out.
 */
static int take(uk_xenstore_transaction t)
{
	char request[REQUEST_MOST];
	int reason, result = uk_xenstore_read(t, PATH, request,
					      sizeof(request));

	if (result < 0)
		return result;
	reason = answer(request);
	if (reason < 0)
		return reason;
	result = uk_xenstore_write(t, PATH, "");
	return result < 0 ? result : reason;
}

/* In one transaction, for the toolstack may take the request back meanwhile. */
static void changed(struct uk_xenstore_watch *watch)
{
	uk_xenstore_transaction t;
	int reason, error;

	(void)watch;
	do {
		if (uk_xenstore_begin(&t))
			return;
		reason = take(t);
		error = uk_xenstore_end(t, reason >= 0);
	} while (error == -EAGAIN);
	if (error || reason < 0)
		return;
	if (reason == REASON_SUSPEND) {
		xencontrol_suspend();
		return;
	}
	uk_xen_end_reason = (uint32_t)reason;
	xencontrol_end();
}

/* Values that a toolstack which does not ask makes no place for. */
void xencontrol_announce(void)
{
	uk_xenstore_write(0, "control/feature-poweroff", "1");
	uk_xenstore_write(0, "control/feature-reboot", "1");
#ifdef CONFIG_DRV_XENCONTROL_SUSPEND
	uk_xenstore_write(0, "control/feature-suspend", "1");
#endif
}

static int start(void)
{
	static struct uk_xenstore_watch watch = { .path = PATH,
						  .changed = changed };
	int error = uk_xenstore_watch(&watch);

	if (!error)
		xencontrol_announce();
	/* a dom0 has no toolstack above it, and no store at its start */
	if (error && error != -ENODEV)
		uk_pr_err("requests of the toolstack do not "
			  "arrive: error %d\n", -error);
	return 0;
}
UK_INIT(device, start);
