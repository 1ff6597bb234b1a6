/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * POSIX's timers, which have numbers. Each has a signal of its own in store, so that
 * sending never fails; while that is pending, expiries are counted.
 */
#include <uk/alloc.h>
#ifdef CONFIG_LIBPOSIXTIMER_TARGETS
#include <uk/thread.h>
#endif

#include "cpu_time.h"
#include "queue.h"

#define OVERRUN_MOST INT32_MAX /* DELAYTIMER_MAX */

struct posix_timer {
	struct uk_list_head link;
	struct cpu_timer timer; /* for other clocks only what it begins with */
	struct uk_signal_item item;
	struct uk_timer_event event;
	int id;
	bool is_cpu_time;
	bool is_pending;
	uint64_t overrun;      /* of the pending signal */
	uint64_t last_overrun; /* of the one before */
};

static struct uk_list_head all = UK_LIST_HEAD_INIT(all);

static struct posix_timer *find(int id)
{
	struct posix_timer *timer;

	uk_list_for_each_entry(timer, &all, link)
		if (timer->id == id)
			return timer;
	return NULL;
}

/* The lowest number that is free. */
static int free_id(void)
{
	int id = 0;

	while (find(id))
		id++;
	return id;
}

/* As siginfo has them: the id, and above it the overrun. */
static void fill(struct posix_timer *timer)
{
	uint64_t overrun = UK_MIN(timer->overrun, (uint64_t)OVERRUN_MOST);

	timer->item.words[0] = (uint32_t)timer->id | overrun << 32;
	timer->item.words[1] = timer->event.value;
}

static void taken(struct uk_signal_item *item)
{
	struct posix_timer *timer =
		UK_CONTAINER_OF(item, struct posix_timer, item);

	timer->is_pending = false;
	timer->last_overrun = timer->overrun;
}

static void tell(struct posix_timer *timer, uint64_t count)
{
	if (timer->event.call)
		timer->event.call(timer->event.value);
	if (!timer->event.number)
		return;
	if (timer->is_pending) {
		timer->overrun += count;
		fill(timer);
		return;
	}
	timer->overrun = count - 1;
	fill(timer);
	timer->is_pending = true;
	if (!uk_signal_send_item(timer->event.thread, &timer->item))
		timer->is_pending = false;
}

static void expire(struct uk_timer *expired, uint64_t count)
{
	tell(UK_CONTAINER_OF(expired, struct posix_timer, timer.timer), count);
}

static void expire_cpu_time(struct cpu_timer *expired, uint64_t count)
{
	tell(UK_CONTAINER_OF(expired, struct posix_timer, timer), count);
}

int uk_timer_create(int clock, const struct uk_timer_event *event)
{
	int cpu_clock = cpu_timer_clock(clock);
	struct posix_timer *timer;

	if (clock != UK_CLOCK_REALTIME && clock != UK_CLOCK_MONOTONIC &&
	    clock != UK_CLOCK_BOOTTIME && !cpu_clock)
		return -EINVAL;
	if (event->number < 0 || event->number > UK_SIGNALS)
		return -EINVAL;
	timer = uk_calloc(uk_alloc_default(), 1, sizeof(*timer));
	if (!timer)
		return -ENOMEM;
	timer->is_cpu_time = cpu_clock != 0;
	timer->event = *event;
	timer->timer.clock = cpu_clock ?: clock;
	timer->timer.expire = expire_cpu_time;
	timer->timer.timer.expire = expire;
	timer->item.number = event->number;
	timer->item.code = UK_SI_TIMER;
	timer->item.taken = taken;
	timer->id = free_id();
	if (event->brings_id)
		timer->event.value = (uint64_t)timer->id;
	uk_list_add_tail(&timer->link, &all);
	return timer->id;
}

static void get(const struct posix_timer *timer, struct uk_timer_value *value)
{
	if (timer->is_cpu_time)
		cpu_timer_get(&timer->timer, value);
	else
		timer_get(&timer->timer.timer, value);
}

static int set(struct posix_timer *timer, bool absolute,
	       const struct uk_timer_value *value)
{
	if (timer->is_cpu_time)
		return cpu_timer_set(&timer->timer, absolute, value);
	uk_timer_cancel(&timer->timer.timer);
	if (!value->value)
		return 0;
	return uk_timer_set(&timer->timer.timer,
			    uk_timer_deadline(timer->timer.clock, absolute,
					      value->value),
			    value->interval);
}

int uk_timer_settime(int id, int flags, const struct uk_timer_value *value,
		     struct uk_timer_value *old)
{
	struct posix_timer *timer = find(id);

	if (!timer || flags & ~UK_TIMER_ABSTIME)
		return -EINVAL;
	if (old)
		get(timer, old);
	return set(timer, flags & UK_TIMER_ABSTIME, value);
}

int uk_timer_gettime(int id, struct uk_timer_value *value)
{
	struct posix_timer *timer = find(id);

	if (!timer)
		return -EINVAL;
	get(timer, value);
	return 0;
}

int uk_timer_overrun(int id)
{
	struct posix_timer *timer = find(id);

	if (!timer)
		return -EINVAL;
	return (int)UK_MIN(timer->last_overrun, (uint64_t)OVERRUN_MOST);
}

int uk_timer_delete(int id)
{
	struct posix_timer *timer = find(id);

	if (!timer)
		return -EINVAL;
	uk_timer_cancel(&timer->timer.timer);
	if (timer->is_pending)
		uk_signal_item_cancel(&timer->item);
	uk_list_del(&timer->link);
	if (timer->event.end)
		timer->event.end(timer->event.value);
	uk_free(uk_alloc_default(), timer);
	return 0;
}

#ifdef CONFIG_LIBPOSIXTIMER_TARGETS
/* A pending signal has gone with the thread's others. */
static void forget_thread(struct uk_thread *thread)
{
	struct posix_timer *timer;

	uk_list_for_each_entry(timer, &all, link)
		if (timer->event.thread == thread) {
			timer->event.thread = NULL;
			timer->event.number = 0;
		}
}

UK_THREAD_HOOK(timer, NULL, forget_thread);
#endif
