/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cancellation, as the C library's own locks see it: a thread that holds one (a
 * stream's, say) is not ended before it has let go.
 */
#ifndef UK_CANCEL_H
#define UK_CANCEL_H

/* Bits, and a count of the library's locks that the thread holds above them */
#define UK_CANCEL_REQUESTED 1u
#define UK_CANCEL_LATE 2u /* a wait has ended by the request, with locks held */
#define UK_CANCEL_ASYNCHRONOUS 4u
#define UK_CANCEL_DISABLED 8u
#define UK_CANCEL_ENDING 16u
#define UK_CANCEL_SPARED 32u /* the call that was interrupted is no such point */
#define UK_CANCEL_LOCK 64u /* one of them */

#define UK_CANCEL_IGNORED \
	(UK_CANCEL_LATE | UK_CANCEL_ASYNCHRONOUS | UK_CANCEL_SPARED)

extern _Thread_local unsigned int uk_cancel_state;

/* Nothing keeps the calling thread from being ended, as it is to be. */
static inline int uk_cancel_is_due(void)
{
	return (uk_cancel_state & ~UK_CANCEL_IGNORED) == UK_CANCEL_REQUESTED;
}

/* The library has let go of its last lock: ends the thread whose wait was ended. */
void uk_cancel_late(void);

#endif /* UK_CANCEL_H */
