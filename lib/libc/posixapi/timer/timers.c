/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timer_create() and its kin. The function of SIGEV_THREAD runs on a new thread each time.
 */
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "value.h"

#ifdef CONFIG_LIBPOSIXAPI_TIMER_THREADS
#include <uk/thread.h>

struct notice {
	void (*function)(union sigval);
	union sigval value;
};

static void *run(void *argument)
{
	struct notice notice = *(struct notice *)argument;

	free(argument);
	notice.function(notice.value);
	return NULL;
}

/* A thread that there is no memory for is an expiry that nobody is told of. */
static void start(uint64_t value)
{
	static const struct uk_thread_attributes attributes = {
		.name = "timer",
		.detached = true,
	};
	struct notice *notice = malloc(sizeof(*notice));

	if (!notice)
		return;
	*notice = *(const struct notice *)value;
	if (uk_thread_create(NULL, &attributes, run, notice))
		free(notice);
}

static void forget(uint64_t value)
{
	free((void *)value);
}

static int prepare_thread(const struct sigevent *event,
			  struct uk_timer_event *to)
{
	struct notice *notice = malloc(sizeof(*notice));

	if (!notice)
		return -EAGAIN;
	*notice = (struct notice){ event->sigev_notify_function,
				   event->sigev_value };
	to->call = start;
	to->end = forget;
	to->value = (uintptr_t)notice;
	return 0;
}
#else
static int prepare_thread(const struct sigevent *event, struct uk_timer_event *to)
{
	(void)event;
	(void)to;
	return -ENOTSUP; /* an image without threads */
}
#endif

static int prepare(const struct sigevent *event, struct uk_timer_event *to)
{
	to->value = (uintptr_t)event->sigev_value.sival_ptr;
	switch (event->sigev_notify) {
	case SIGEV_NONE:
		return 0;
	case SIGEV_SIGNAL:
		to->number = event->sigev_signo;
		return to->number > 0 && to->number < NSIG ? 0 : -EINVAL;
	case SIGEV_THREAD:
		return prepare_thread(event, to);
	default:
		return -EINVAL;
	}
}

int timer_create(clockid_t clock, struct sigevent *restrict event,
		 timer_t *restrict timer)
{
	struct uk_timer_event wanted = { .brings_id = !event };
	int id = 0;

	if (event)
		id = prepare(event, &wanted);
	else
		wanted.number = SIGALRM;
	if (!id)
		id = uk_timer_create((int)clock, &wanted);
	if (id < 0) {
		if (wanted.end)
			wanted.end(wanted.value);
		return (int)result(id == -ENOMEM ? -EAGAIN : id);
	}
	*timer = (timer_t)id;
	return 0;
}

int timer_delete(timer_t timer)
{
	return (int)result(uk_timer_delete((int)timer));
}

int timer_settime(timer_t timer, int flags,
		  const struct itimerspec *restrict value,
		  struct itimerspec *restrict old)
{
	struct uk_timer_value wanted, was;
	int error = from_itimerspec(value, &wanted);

	if (!error)
		error = uk_timer_settime((int)timer, flags, &wanted, &was);
	if (!error && old)
		*old = to_itimerspec(&was);
	return (int)result(error == -ENOMEM ? -EAGAIN : error);
}

int timer_gettime(timer_t timer, struct itimerspec *value)
{
	struct uk_timer_value now;
	int error = uk_timer_gettime((int)timer, &now);

	if (!error)
		*value = to_itimerspec(&now);
	return (int)result(error);
}

int timer_getoverrun(timer_t timer)
{
	return (int)result(uk_timer_overrun((int)timer));
}
