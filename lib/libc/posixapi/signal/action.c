/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sigaction() and signal().
 */
#include <signal.h>
#include <stddef.h>

#include "convert.h"

_Static_assert(sizeof(siginfo_t) == sizeof(struct uk_siginfo) &&
		       offsetof(siginfo_t, si_value) ==
			       offsetof(struct uk_siginfo, data.from.value) &&
		       offsetof(siginfo_t, si_addr) ==
			       offsetof(struct uk_siginfo, data.address),
	       "the same structure under two names");
_Static_assert(NSIG == UK_SIGNALS + 1, "the same signals");

int sigaction(int number, const struct sigaction *restrict action,
	      struct sigaction *restrict old)
{
	struct uk_sigaction wanted, was;
	int error;

	if (action)
		wanted = (struct uk_sigaction){
			.handler = (uintptr_t)action->sa_handler,
			.flags = (unsigned int)action->sa_flags,
			.mask = action->sa_mask,
		};
	error = uk_signal_action(number, action ? &wanted : NULL, &was);
	if (!error && old)
		*old = (struct sigaction){
			.sa_handler = (_sig_func_ptr)was.handler,
			.sa_flags = (int)was.flags,
			.sa_mask = was.mask,
		};
	return (int)result(error);
}

/* BSD's: the handler stays, its signal is blocked meanwhile, calls begin again. */
_sig_func_ptr signal(int number, _sig_func_ptr handler)
{
	struct uk_sigaction wanted = { .handler = (uintptr_t)handler,
				       .flags = UK_SA_RESTART };
	struct uk_sigaction was;

	if (result(uk_signal_action(number, &wanted, &was)))
		return SIG_ERR;
	return (_sig_func_ptr)was.handler;
}

int siginterrupt(int number, int interrupts)
{
	struct uk_sigaction action;
	int error = uk_signal_action(number, NULL, &action);

	if (error)
		return (int)result(error);
	if (interrupts)
		action.flags &= ~UK_SA_RESTART;
	else
		action.flags |= UK_SA_RESTART;
	return (int)result(uk_signal_action(number, &action, NULL));
}
