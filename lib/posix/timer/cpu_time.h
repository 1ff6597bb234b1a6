/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers of CPU time.
 */
#ifndef TIMER_CPU_TIME_H
#define TIMER_CPU_TIME_H

#include <uk/timer.h>

struct cpu_timer {
	struct uk_timer timer;
	int clock; /* as in <uk/process.h> */
	uint64_t at;
	uint64_t interval;
	void (*expire)(struct cpu_timer *timer, uint64_t count);
};

#ifdef CONFIG_LIBPOSIXTIMER_CPU_TIME

/* The clock of CPU time that this one is for the calling thread; 0: it is none. */
int cpu_timer_clock(int clock);

/* 0, -ENOMEM, or -EINVAL: the clock's thread has ended. */
int cpu_timer_set(struct cpu_timer *timer, bool absolute,
		  const struct uk_timer_value *value);
void cpu_timer_get(const struct cpu_timer *timer, struct uk_timer_value *value);

#else

static inline int cpu_timer_clock(int clock __uk_unused)
{
	return 0;
}

static inline int cpu_timer_set(struct cpu_timer *timer __uk_unused,
				bool absolute __uk_unused,
				const struct uk_timer_value *value __uk_unused)
{
	return -EINVAL;
}

static inline void cpu_timer_get(const struct cpu_timer *timer __uk_unused,
				 struct uk_timer_value *value __uk_unused)
{
}

#endif

#endif /* TIMER_CPU_TIME_H */
