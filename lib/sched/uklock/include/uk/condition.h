/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Condition variables: wait for a change of data that a mutex guards. A
 * signal counts for those who wait at that moment, in the order in which
 * they came.
 */
#ifndef UK_CONDITION_H
#define UK_CONDITION_H

#include <uk/mutex.h>

/* Zero bytes are ready for use. Nothing to free at the end. */
struct uk_condition {
	struct uk_wait_queue waiters;
};

#define UK_CONDITION_INIT { .waiters = UK_WAIT_QUEUE_INIT }

/*
 * Unlocks `mutex`, which the caller has locked once, waits for a signal and
 * locks it again. No signal after the unlocking is missed. Check the condition
 * in a loop: another thread may have changed it before the mutex came back.
 */
void uk_condition_wait(struct uk_condition *condition,
		       struct uk_mutex *mutex);

/* 0, or -ETIMEDOUT if no signal came before the monotonic time `deadline`
 * (UINT64_MAX: never); with the mutex locked in both cases.
 */
int uk_condition_wait_until(struct uk_condition *condition,
			    struct uk_mutex *mutex, uint64_t deadline);

/* Wakes one waiter, or all. With or without the mutex. Any context. */
static inline void uk_condition_signal(struct uk_condition *condition)
{
	uk_wait_wake_one(&condition->waiters);
}

static inline void uk_condition_broadcast(struct uk_condition *condition)
{
	uk_wait_wake_all(&condition->waiters);
}

#endif /* UK_CONDITION_H */
