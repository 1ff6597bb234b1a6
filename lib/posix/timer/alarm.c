/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The process's own timer (alarm(), ITIMER_REAL).
 */
#include "queue.h"

static struct uk_signal_item item;
static bool is_pending;

static void taken(struct uk_signal_item *it __uk_unused)
{
	is_pending = false;
}

static void expire(struct uk_timer *timer __uk_unused,
		   uint64_t count __uk_unused)
{
	if (is_pending)
		return;
	item.number = UK_SIGALRM;
	item.code = UK_SI_KERNEL;
	item.taken = taken;
	is_pending = true;
	if (!uk_signal_send_item(NULL, &item))
		is_pending = false;
}

static struct uk_timer timer = { .expire = expire };

int uk_alarm(const struct uk_timer_value *value, struct uk_timer_value *old)
{
	if (old)
		timer_get(&timer, old);
	if (!value)
		return 0;
	uk_timer_cancel(&timer);
	timer.interval = value->interval;
	if (!value->value)
		return 0;
	return uk_timer_set(&timer,
			    uk_timer_deadline(UK_CLOCK_MONOTONIC, false,
					      value->value),
			    value->interval);
}
