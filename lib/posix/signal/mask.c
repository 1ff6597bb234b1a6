/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Masks, and waiting with another one.
 */
#include <uk/time.h>

#include "internal.h"

static void set_mask(uint64_t mask)
{
	uint64_t before = signal_own.mask;

	signal_own.mask = mask & ~SIGNALS_FIRM;
	signal_hand_over(mask & ~before);
}

int uk_signal_mask(int how, const uint64_t *set, uint64_t *old)
{
	uint64_t mask = signal_own.mask;

	if (old)
		*old = mask;
	if (!set)
		return 0;
	switch (how) {
	case UK_SIG_BLOCK:
		set_mask(mask | *set);
		return 0;
	case UK_SIG_UNBLOCK:
		set_mask(mask & ~*set);
		break;
	case UK_SIG_SETMASK:
		set_mask(*set);
		break;
	default:
		return -EINVAL;
	}
	if (signal_is_deliverable())
		signal_deliver();
	return 0;
}

uint64_t uk_signal_pending(void)
{
	return (signal_own.pending.set | signal_process.set) & signal_own.mask;
}

void uk_signal_mask_swap(uint64_t mask, uint64_t *old)
{
	*old = signal_own.mask;
	set_mask(mask);
	/* The call ends at once, and runs them. */
	if (signal_is_deliverable())
		signal_wake(&signal_own);
}

void uk_signal_mask_restore(uint64_t old)
{
	set_mask(old);
	if (signal_is_deliverable())
		signal_deliver();
}

int uk_signal_suspend(uint64_t mask)
{
	struct uk_ready_waiter nobody = { 0 };

	if (!signal_own.suspended) {
		signal_own.saved_mask = signal_own.mask;
		signal_own.suspended = true;
	}
	set_mask(mask);
	if (signal_is_deliverable())
		return -EINTR;
	return uk_ready_sleep_interruptible(&nobody, UK_TIME_NEVER);
}
