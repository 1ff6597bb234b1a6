/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The process's own timers of CPU time (ITIMER_VIRTUAL, ITIMER_PROF). Both count the same:
 * the program's code and that of the libraries are not told apart.
 */
#include <uk/process.h>

#include "cpu_time.h"

struct cpu_alarm {
	struct cpu_timer timer;
	struct uk_signal_item item;
	bool is_pending;
};

static void taken(struct uk_signal_item *item)
{
	UK_CONTAINER_OF(item, struct cpu_alarm, item)->is_pending = false;
}

static void expire(struct cpu_timer *timer, uint64_t count __uk_unused)
{
	struct cpu_alarm *alarm =
		UK_CONTAINER_OF(timer, struct cpu_alarm, timer);

	if (alarm->is_pending)
		return;
	alarm->is_pending = true;
	if (!uk_signal_send_item(NULL, &alarm->item))
		alarm->is_pending = false;
}

#define CPU_ALARM(signal)                                      \
	{                                                      \
		.timer = { .clock = UK_CLOCK_PROCESS_CPU_TIME, \
			   .expire = expire },                 \
		.item = { .number = (signal),                  \
			  .code = UK_SI_KERNEL,                \
			  .taken = taken },                    \
	}

static struct cpu_alarm alarms[] = { CPU_ALARM(UK_SIGVTALRM),
				     CPU_ALARM(UK_SIGPROF) };

int uk_cpu_alarm(bool is_prof, const struct uk_timer_value *value,
		 struct uk_timer_value *old)
{
	struct cpu_timer *timer = &alarms[is_prof].timer;

	if (old)
		cpu_timer_get(timer, old);
	return value ? cpu_timer_set(timer, false, value) : 0;
}
