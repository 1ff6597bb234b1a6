/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending: finds who takes the signal, and has its wait end. What ends the image does so
 * here, since the thread that would take it may compute for long.
 */
#include "internal.h"

struct pending signal_process;
void (*signal_tell_fds)(void);

static bool takes(const struct signal_thread *thread, int number)
{
	return !(thread->mask & UK_SIGNAL_BIT(number));
}

/* Who takes one for the process: the caller first; NULL: all block it. */
static struct signal_thread *taker(int number)
{
	struct signal_thread *thread;

	if (signal_own.link.next && takes(&signal_own, number))
		return &signal_own;
	uk_list_for_each_entry(thread, &signal_threads, link)
		if (takes(thread, number))
			return thread;
	return NULL;
}

/* One that is blocked may be waited for, or read. */
static void tell_waiting(struct signal_thread *only, int number)
{
	struct signal_thread *thread;

	if (signal_tell_fds)
		signal_tell_fds();
	uk_list_for_each_entry(thread, &signal_threads, link)
		if ((!only || thread == only) &&
		    thread->awaited & UK_SIGNAL_BIT(number))
			signal_wake(thread);
}

/*
 * Settles what need not be queued. True if it does; *target is then who takes it, NULL
 * while it is blocked. `only` is the thread it is for; NULL: the process.
 */
static bool prepare(struct signal_thread *only, int number,
		    struct signal_thread **target)
{
	struct signal_thread *thread = only ?: taker(number);

	if (thread && !takes(thread, number))
		thread = NULL;
	*target = thread;
	if (UK_SIGNAL_BIT(number) & SIGNALS_FIRM) {
		signal_default(number);
		return false;
	}
	if (!thread)
		return true;
	if (signal_is_ignored(number))
		return false;
	if (!signal_has_handler(number))
		signal_default(number);
	return true;
}

/* It has been queued. The caller of a call that sends needs no waking. */
static void announce(struct signal_thread *only, struct signal_thread *target,
		     int number, bool delivers)
{
	if (!target)
		tell_waiting(only, number);
	else if (target != &signal_own || !delivers)
		signal_wake(target);
}

/* `delivers`: the caller runs handlers that are its own next. */
static int post(struct signal_thread *only, int number, int code,
		uint64_t value, bool delivers)
{
	struct uk_siginfo info = {
		.number = number,
		.code = code,
		.data.from = { .process = UK_SIGNAL_PROCESS, .value = value },
	};
	struct signal_thread *target;
	int error;

	if (!prepare(only, number, &target))
		return 0;
	error = pending_add(only ? &only->pending : &signal_process, &info);
	if (!error)
		announce(only, target, number, delivers);
	return error;
}

static int send(struct signal_thread *only, int number, int code,
		uint64_t value)
{
	int error;

	if (!number)
		return 0;
	if (!signal_is_valid(number))
		return -EINVAL;
	error = post(only, number, code, value, true);
	if (!error && signal_is_deliverable())
		signal_deliver();
	return error;
}

static struct signal_thread *of(struct uk_thread *thread)
{
#ifdef CONFIG_LIBPOSIXSIGNAL_THREADS
	if (thread)
		return uk_thread_local_of(thread, signal_own);
#endif
	(void)thread;
	return &signal_own;
}

int uk_signal_send(int number, int code, uint64_t value)
{
	return send(NULL, number, code, value);
}

int uk_signal_send_thread(struct uk_thread *thread, int number, int code,
			  uint64_t value)
{
	return send(of(thread), number, code, value);
}

bool uk_signal_send_item(struct uk_thread *thread, struct uk_signal_item *item)
{
	struct signal_thread *only = thread ? of(thread) : NULL, *target;

	if (!prepare(only, item->number, &target))
		return false;
	if (!pending_add_item(only ? &only->pending : &signal_process, item))
		return false;
	announce(only, target, item->number, false);
	return true;
}

void uk_signal_item_cancel(struct uk_signal_item *item)
{
	struct signal_thread *thread;

	if (pending_remove(&signal_process, item))
		return;
	uk_list_for_each_entry(thread, &signal_threads, link)
		if (pending_remove(&thread->pending, item))
			return;
}

bool uk_signal_from_console(int number)
{
	if (!signal_has_handler(number) && !signal_is_ignored(number) &&
	    taker(number))
		return false;
	post(NULL, number, UK_SI_KERNEL, 0, false);
	return true;
}

void signal_hand_over(uint64_t set)
{
	uint64_t left = signal_process.set & set;

	while (left) {
		struct signal_thread *next = taker(__builtin_ctzll(left) + 1);

		left &= left - 1;
		if (next && next != &signal_own)
			signal_wake(next);
	}
}
