/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls of System V, of which POSIX says that new programs use others.
 */
#define _GNU_SOURCE
#include <signal.h>

#include "convert.h"

static int change(int how, int number)
{
	sigset_t set = 0;

	if (sigaddset(&set, number))
		return -1;
	return sigprocmask(how, &set, NULL);
}

int sighold(int number)
{
	return change(SIG_BLOCK, number);
}

int sigrelse(int number)
{
	return change(SIG_UNBLOCK, number);
}

int sigignore(int number)
{
	return signal(number, SIG_IGN) == SIG_ERR ? -1 : 0;
}

_sig_func_ptr sigset(int number, _sig_func_ptr handler)
{
	struct sigaction action = { .sa_handler = handler }, old;
	sigset_t mask;
	int blocked;

	if (sigprocmask(SIG_BLOCK, NULL, &mask))
		return SIG_ERR;
	blocked = sigismember(&mask, number);
	if (blocked < 0 || sigaction(number, NULL, &old))
		return SIG_ERR;
	if (handler == SIG_HOLD) {
		sighold(number);
	} else {
		if (sigaction(number, &action, NULL))
			return SIG_ERR;
		sigrelse(number);
	}
	return blocked ? SIG_HOLD : old.sa_handler;
}
