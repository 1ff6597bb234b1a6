/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pending signals of a thread or of the process: a set, and for most of its members
 * what is known of them, in the order in which they came. Pure: also tested on the host.
 */
#ifndef SIGNAL_QUEUE_H
#define SIGNAL_QUEUE_H

#include <uk/signal.h>

/* Zero bytes are an empty one. */
struct pending {
	uint64_t set;
	struct uk_signal_item *first;
};

/*
 * Adds a signal. One below the real-time ones is pending once: what comes then is
 * dropped. Where the pool is exhausted, those are pending without details;
 * real-time ones by SI_QUEUE are refused: -EAGAIN. Else 0.
 */
int pending_add(struct pending *pending, const struct uk_siginfo *info);

/* Adds an item of its owner's. False: one of that number is pending already. */
bool pending_add_item(struct pending *pending, struct uk_signal_item *item);

/* Takes the first signal of the lowest number in `set`. Its number, or 0. */
int pending_take(struct pending *pending, uint64_t set, struct uk_siginfo *info);

/* Drops all signals of `set`. */
void pending_drop(struct pending *pending, uint64_t set);

/* Takes the item out. False: it is not there. */
bool pending_remove(struct pending *pending, struct uk_signal_item *item);

#endif /* SIGNAL_QUEUE_H */
