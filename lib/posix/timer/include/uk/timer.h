/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers: what is to happen at a time, once or again and again. Those of POSIX and
 * Linux are made of them. Context: threads; errors are negative errno. Times are
 * nanoseconds, of the monotonic clock where nothing else is said.
 */
#ifndef UK_TIMER_H
#define UK_TIMER_H

#include <uk/list.h>
#include <uk/signal.h>

/* Zero bytes are one that is not set. */
struct uk_timer {
	struct uk_list_head link;
	uint64_t at;
	uint64_t interval; /* 0: once */
	/*
	 * It has expired `count` times since it was asked about last. Must not
	 * sleep; may set, cancel and free the timer.
	 */
	void (*expire)(struct uk_timer *timer, uint64_t count);
};

static inline bool uk_timer_is_set(const struct uk_timer *timer)
{
	return timer->link.next != NULL;
}

/* (Re)starts it. 0, or -ENOMEM: there is no memory for the thread that runs timers. */
int uk_timer_set(struct uk_timer *timer, uint64_t at, uint64_t interval);
void uk_timer_cancel(struct uk_timer *timer);

/* How long until it expires, at least 1; 0: it is not set. */
uint64_t uk_timer_remaining(const struct uk_timer *timer);

/* Linux's numbers of clocks (uapi/linux/time.h) */
#define UK_CLOCK_REALTIME 0
#define UK_CLOCK_MONOTONIC 1
#define UK_CLOCK_BOOTTIME 7

/* The time `value`, absolute or from now, of a clock, as one of the monotonic clock. */
uint64_t uk_timer_deadline(int clock, bool absolute, uint64_t value);

#define UK_TIMER_ABSTIME 1

/* What setting a timer takes and asking gives. */
struct uk_timer_value {
	uint64_t value; /* 0: stops it; of a timer that is asked: what remains */
	uint64_t interval;
};

/* What is to happen: a signal, a call (which must not sleep), or nothing. */
struct uk_timer_event {
	int number; /* of the signal; 0: none */
	/* that gets it, while it is there; NULL: the process */
	struct uk_thread *thread;
	uint64_t value;		  /* for either */
	bool brings_id;		  /* instead of a value */
	void (*call)(uint64_t value);
	void (*end)(uint64_t value); /* NULL, or called when the timer is deleted */
};

/* timer_create() and its kin. An id, -EINVAL (the clock, the signal), -ENOMEM. */
int uk_timer_create(int clock, const struct uk_timer_event *event);
/* -EINVAL: no such timer. `old` may be NULL. */
int uk_timer_settime(int id, int flags, const struct uk_timer_value *value,
		     struct uk_timer_value *old);
int uk_timer_gettime(int id, struct uk_timer_value *value);
/* How often it expired while its last signal was pending already. */
int uk_timer_overrun(int id);
int uk_timer_delete(int id);

/* setitimer(ITIMER_REAL): SIGALRM. Either may be NULL. 0 or -ENOMEM. */
int uk_alarm(const struct uk_timer_value *value, struct uk_timer_value *old);

#ifdef CONFIG_LIBPOSIXTIMER_CPU_TIME
/* The same for ITIMER_VIRTUAL (SIGVTALRM) and ITIMER_PROF (SIGPROF). */
int uk_cpu_alarm(bool is_prof, const struct uk_timer_value *value,
		 struct uk_timer_value *old);
#endif

/* timerfd (linux/timerfd.h); flags are UK_O_NONBLOCK and UK_O_CLOEXEC. */
#define UK_TIMERFD_ABSTIME 1
#define UK_TIMERFD_CANCEL_ON_SET 2

int uk_timerfd_create(int clock, uint32_t flags);
int uk_timerfd_settime(int fd, int flags, const struct uk_timer_value *value,
		       struct uk_timer_value *old);
int uk_timerfd_gettime(int fd, struct uk_timer_value *value);

#endif /* UK_TIMER_H */
