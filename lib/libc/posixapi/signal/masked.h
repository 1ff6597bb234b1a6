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

#define WITH_MASK(mask, call) \
	UK_SIGNAL_MASKED(mask, UK_INTERRUPTIBLE(call))
#else
#define WITH_MASK(mask, call)            \
	({                               \
		(void)(mask);            \
		UK_INTERRUPTIBLE(call);  \
	})
#endif

#endif /* POSIXAPI_MASKED_H */
