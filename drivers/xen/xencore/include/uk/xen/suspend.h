/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Suspending (`xl save`, `xl migrate`): the toolstack copies the domain's memory and CPU, and lets
 * the copy go on as a new domain, maybe of another host. There all that Xen keeps of a domain is
 * gone: event channels, grants, the place of the shared page, the clock's past; and its devices
 * have new backends.
 */
#ifndef UK_XEN_SUSPEND_H
#define UK_XEN_SUSPEND_H

#include <uk/errno.h>
#include <uk/table.h>

/* Who has something that the new domain does not know. Each may be NULL. */
struct uk_xen_suspend_part {
	/* Whether it could be now: 0, -EBUSY: soon, or -ENOTSUP: never, which has been printed.
	 * Must not sleep.
	 */
	int (*ask)(void);
	/* It is about to be, and may be called off. Interrupts are disabled. */
	void (*leave)(void);
	/* In the new domain: shared page and event channels are as at boot, all grants have
	 * ended but have their owners (uk_xen_grant_end()). Interrupts are disabled; the
	 * clock may not be right yet.
	 */
	void (*arrive)(void);
	/* Then, where XenStore answers again, before its watches are set again. May sleep. */
	void (*resume)(void);
};

UK_TABLE_DECLARE(struct uk_xen_suspend_part, uk_xen_suspend_parts);

#define UK_XEN_SUSPEND_PART(name, ...)                                    \
	UK_TABLE_ENTRY(struct uk_xen_suspend_part, uk_xen_suspend_parts, \
		       name) = { __VA_ARGS__ }

/* What all parts say: 0, -EBUSY, -ENOTSUP. Must not sleep. */
int uk_xen_suspend_ask(void);

/*
 * Suspends the domain, if nobody is against it. Nobody else may run in the middle of using a
 * device. 0: this is the new domain; 1: the old one, which goes on (a checkpoint, or the
 * toolstack failed); or -EBUSY, -ENOTSUP, Xen's error. Ends the domain if Xen refuses it its
 * shared page.
 */
int uk_xen_suspend(void);

/* Calls `resume` of all parts. */
void uk_xen_suspend_resume(void);

/* ---- between the files of xencore; interrupts are disabled ---- */

void uk_xen_shared_arrive(void);
/* Forgets all channels and handlers: their owners bind them again. */
void uk_xen_events_arrive(void);
void uk_xen_grants_leave(void);
void uk_xen_grants_arrive(void);

#endif /* UK_XEN_SUSPEND_H */
