/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The timers that are set, in order of time. A list: programs have few.
 */
#include <uk/time.h>

#include "queue.h"

static struct uk_list_head timers = UK_LIST_HEAD_INIT(timers);

static struct uk_timer *first(void)
{
	return uk_list_first(&timers, struct uk_timer, link);
}

uint64_t timer_next(void)
{
	struct uk_timer *timer = first();

	return timer ? timer->at : UK_TIME_NEVER;
}

void uk_timer_cancel(struct uk_timer *timer)
{
	if (!uk_timer_is_set(timer))
		return;
	uk_list_del(&timer->link);
	timer->link.next = NULL;
}

/* Behind those of the same time. */
static void insert(struct uk_timer *timer)
{
	struct uk_list_head *before = timers.prev;

	while (before != &timers &&
	       uk_list_entry(before, struct uk_timer, link)->at > timer->at)
		before = before->prev;
	uk_list_add(&timer->link, before);
}

int uk_timer_set(struct uk_timer *timer, uint64_t at, uint64_t interval)
{
	int error = 0;

	uk_timer_cancel(timer);
	timer->at = at;
	timer->interval = interval;
	insert(timer);
	if (first() == timer)
		error = timer_changed();
	if (error)
		uk_timer_cancel(timer);
	return error;
}

uint64_t uk_timer_remaining(const struct uk_timer *timer)
{
	uint64_t now = uk_time_monotonic();

	if (!uk_timer_is_set(timer))
		return 0;
	return timer->at > now ? timer->at - now : 1;
}

uint64_t uk_timer_deadline(int clock, bool absolute, uint64_t value)
{
	uint64_t now;

	if (!absolute)
		return uk_time_deadline(value);
	if (clock != UK_CLOCK_REALTIME)
		return value;
	/* Nobody sets the wall clock. */
	now = uk_time_wall();
	return value > now ? uk_time_deadline(value - now) : 0;
}

/* Goes on with it in steps of its interval, so that it does not drift. */
static uint64_t step(struct uk_timer *timer, uint64_t now)
{
	uint64_t count = 1;

	uk_timer_cancel(timer);
	if (timer->interval) {
		count += (now - timer->at) / timer->interval;
		timer->at = uk_time_add(timer->at, count * timer->interval);
		insert(timer);
	}
	return count;
}

bool timer_run(void)
{
	struct uk_timer *timer;
	uint64_t now;

	if (uk_list_empty(&timers))
		return false;
	now = uk_time_monotonic();
	timer = first();
	if (timer->at > now)
		return false;
	/* What expires again meanwhile waits for the next time. */
	while ((timer = first()) && timer->at <= now)
		timer->expire(timer, step(timer, now));
	return true;
}
