/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sigaltstack().
 */
#include <signal.h>
#include <stddef.h>

#include "convert.h"

_Static_assert(sizeof(stack_t) == sizeof(struct uk_sigstack) &&
		       offsetof(stack_t, ss_size) ==
			       offsetof(struct uk_sigstack, size),
	       "the same structure under two names");
_Static_assert(MINSIGSTKSZ == UK_SIGSTACK_MIN, "the same limit");

int sigaltstack(const stack_t *restrict stack, stack_t *restrict old)
{
	return (int)result(
		uk_signal_stack((const struct uk_sigstack *)stack,
				(struct uk_sigstack *)old));
}
