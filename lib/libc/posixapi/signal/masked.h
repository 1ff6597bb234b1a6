/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls that wait with another mask of signals (ppoll, pselect, epoll_pwait). Without
 * LIBPOSIXSIGNAL there are none to mask.
 */
#ifndef POSIXAPI_MASKED_H
#define POSIXAPI_MASKED_H

#include <signal.h>
#include <uk/interrupt.h>

#ifdef CONFIG_LIBPOSIXAPI_SIGNALS
#include <uk/signal.h>

/* The value of `call`, with `mask` if it is not NULL. */
#define WITH_MASK(mask, call)                                \
	({                                                   \
		const sigset_t *masked_by = (mask);          \
		long masked_result;                          \
		uint64_t mask_before;                        \
							     \
		if (masked_by)                               \
			uk_signal_mask_swap(*masked_by, &mask_before); \
		masked_result = UK_INTERRUPTIBLE(call);      \
		if (masked_by)                               \
			uk_signal_mask_restore(mask_before); \
		masked_result;                               \
	})
#else
#define WITH_MASK(mask, call)            \
	({                               \
		(void)(mask);            \
		UK_INTERRUPTIBLE(call);  \
	})
#endif

#endif /* POSIXAPI_MASKED_H */
