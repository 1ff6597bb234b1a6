/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of ukschedcoop share. The timer is set for the next sleeper when
 * nobody is ready; with slices, also for the end of one while somebody runs.
 */
#ifndef UKSCHEDCOOP_COOP_H
#define UKSCHEDCOOP_COOP_H

#include <uk/arch/cpu.h>
#include <uk/plat/time.h>
#include <uk/sched.h>

extern struct uk_thread *coop_ready_first;
extern struct uk_deadline_heap coop_sleepers;

#ifdef CONFIG_LIBUKSCHEDCOOP_SLICES

/* Around a halt, with interrupts disabled; `next` is the earliest sleeper's time. */
void coop_timer_prepare(uint64_t next);
void coop_timer_resume(void);

#else

/* The timer is set even where it has nothing to do the first time: this is what
 * makes the platform ready for interrupts.
 */
static inline void coop_timer_prepare(uint64_t next)
{
	static uint64_t set; /* 0: never */

	if (next != UINT64_MAX || set != UINT64_MAX) {
		set = next;
		uk_plat_timer_set(next);
	}
}

static inline void coop_timer_resume(void)
{
}

#endif

#endif /* UKSCHEDCOOP_COOP_H */
