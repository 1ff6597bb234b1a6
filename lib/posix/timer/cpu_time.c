/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers of CPU time. It never passes faster than time itself, so such a timer waits, as
 * any other, for as long as is missing, and then looks whether that has been used: an
 * image without ticks needs no more, and what expires is late by no more than it
 * takes until a thread of the kernel's runs.
 */
#include <uk/process.h>
#include <uk/thread.h>
#include <uk/time.h>

#include "cpu_time.h"

static int wait_for(struct cpu_timer *timer, uint64_t missing)
{
	return uk_timer_set(&timer->timer, uk_time_deadline(missing), 0);
}

static void expire(struct uk_timer *expired, uint64_t passed __uk_unused)
{
	struct cpu_timer *timer =
		UK_CONTAINER_OF(expired, struct cpu_timer, timer);
	uint64_t now, count = 1;

	/* A thread that has ended uses no more. */
	if (uk_process_cpu_time(timer->clock, &now))
		return;
	if (now < timer->at) {
		wait_for(timer, timer->at - now);
		return;
	}
	if (timer->interval) {
		count += (now - timer->at) / timer->interval;
		timer->at = uk_time_add(timer->at, count * timer->interval);
		/* The thread that runs timers is there: this cannot fail. */
		wait_for(timer, timer->at - now);
	}
	timer->expire(timer, count);
}

int cpu_timer_set(struct cpu_timer *timer, bool absolute,
		  const struct uk_timer_value *value)
{
	uint64_t now;
	int error;

	uk_timer_cancel(&timer->timer);
	timer->interval = value->interval;
	if (!value->value)
		return 0;
	error = uk_process_cpu_time(timer->clock, &now);
	if (error)
		return error;
	timer->timer.expire = expire;
	timer->at = absolute ? value->value : uk_time_add(now, value->value);
	return wait_for(timer, timer->at > now ? timer->at - now : 0);
}

void cpu_timer_get(const struct cpu_timer *timer, struct uk_timer_value *value)
{
	uint64_t now;

	*value = (struct uk_timer_value){ .interval = timer->interval };
	if (!uk_timer_is_set(&timer->timer) ||
	    uk_process_cpu_time(timer->clock, &now))
		return;
	value->value = timer->at > now ? timer->at - now : 1;
}

int cpu_timer_clock(int clock)
{
	uint64_t now;

	/* It is another thread that will look at it. */
#ifdef CONFIG_LIBPOSIXPROCESS_NUMBERS
	if (clock == UK_CLOCK_THREAD_CPU_TIME)
		clock = uk_process_cpu_clock_of(
			uk_process_thread_number(uk_thread_current()));
#else
	if (clock == UK_CLOCK_THREAD_CPU_TIME)
		return 0;
#endif
	return uk_process_cpu_time(clock, &now) ? 0 : clock;
}
