/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The timers that are set, and who runs them.
 */
#ifndef TIMER_QUEUE_H
#define TIMER_QUEUE_H

#include <uk/timer.h>

/* When the first one is due; UINT64_MAX: none is set. */
uint64_t timer_next(void);

/* Has those expire whose time has come. True if there was one. */
bool timer_run(void);

/* A timer has become the first: whoever runs them must know. 0 or -ENOMEM. */
int timer_changed(void);

/* What a timer is set to now. */
static inline void timer_get(const struct uk_timer *timer,
			     struct uk_timer_value *value)
{
	value->value = uk_timer_remaining(timer);
	value->interval = timer->interval;
}

#endif /* TIMER_QUEUE_H */
