/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the program wants to happen at each signal.
 */
#include "internal.h"

struct uk_sigaction signal_actions[UK_SIGNALS];

/* What is ignored is not pending either (POSIX, 2.4.3). */
static void drop(int number)
{
	uint64_t bit = UK_SIGNAL_BIT(number);
	struct signal_thread *thread;

	pending_drop(&signal_process, bit);
	uk_list_for_each_entry(thread, &signal_threads, link)
		pending_drop(&thread->pending, bit);
}

int uk_signal_action(int number, const struct uk_sigaction *action,
		     struct uk_sigaction *old)
{
	struct uk_sigaction *mine;

	if (!signal_is_valid(number))
		return -EINVAL;
	if (action && UK_SIGNAL_BIT(number) & SIGNALS_FIRM)
		return -EINVAL;
	mine = &signal_actions[number - 1];
	if (old)
		*old = *mine;
	if (!action)
		return 0;
	*mine = *action;
	mine->mask &= ~SIGNALS_FIRM;
	if (signal_is_ignored(number))
		drop(number);
	return 0;
}
