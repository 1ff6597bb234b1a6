/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * POSIX's timers (timer_create(2)). What a C library calls SIGEV_THREAD it makes of signals to
 * a thread of its own.
 */
#include <uk/signal.h>

#include "../thread/number.h"
#include "value.h"

/* asm-generic/siginfo.h */
enum {
	SIGEV_SIGNAL,
	SIGEV_NONE,
	SIGEV_THREAD,
	SIGEV_THREAD_ID = 4,
};

/* struct sigevent, as far as the kernel looks at it */
struct sigevent {
	uint64_t value;
	int32_t number;
	int32_t notify;
	int32_t thread;
};

static int event_of(const struct sigevent *from, struct uk_timer_event *to)
{
	if (!from) {
		*to = (struct uk_timer_event){ .number = UK_SIGALRM,
					       .brings_id = true };
		return 0;
	}
	*to = (struct uk_timer_event){ .value = from->value };
	if (from->notify == SIGEV_NONE)
		return 0;
	if (from->notify != SIGEV_SIGNAL && from->notify != SIGEV_THREAD_ID)
		return -EINVAL;
	if (from->number <= 0 || from->number > UK_SIGNALS)
		return -EINVAL;
	to->number = from->number;
	if (from->notify == SIGEV_THREAD_ID &&
	    !call_thread(from->thread, &to->thread))
		return -EINVAL;
	return 0;
}

long uk_sys_timer_create(long clock, long event, long id)
{
	struct uk_timer_event wanted;
	int result = event_of(TO(const struct sigevent, event), &wanted);

	if (!result && !id)
		result = -EFAULT;
	if (!result)
		result = uk_timer_create((int)clock, &wanted);
	if (result < 0)
		return result == -ENOMEM ? -EAGAIN : result;
	*TO(int, id) = result;
	return 0;
}

long uk_sys_timer_settime(long id, long flags, long value, long old)
{
	struct uk_timer_value wanted, was;
	int error = value ? call_timer_value(value, &wanted) : -EINVAL;

	if (!error)
		error = uk_timer_settime((int)id, (int)flags, &wanted, &was);
	if (!error)
		call_give_timer_value(&was, old);
	return error == -ENOMEM ? -EAGAIN : error;
}

long uk_sys_timer_gettime(long id, long value)
{
	struct uk_timer_value now;
	int error = uk_timer_gettime((int)id, &now);

	if (!error && !value)
		error = -EFAULT;
	if (!error)
		call_give_timer_value(&now, value);
	return error;
}

long uk_sys_timer_getoverrun(long id)
{
	return uk_timer_overrun((int)id);
}

long uk_sys_timer_delete(long id)
{
	return uk_timer_delete((int)id);
}
