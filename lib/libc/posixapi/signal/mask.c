/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Masks of blocked signals, and waiting with another one.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>

#include "convert.h"

int pthread_sigmask(int how, const sigset_t *restrict set,
		    sigset_t *restrict old)
{
	uint64_t was;
	int error = uk_signal_mask(how, kernel_set(set), &was);

	if (!error && old)
		*old = was;
	return -error;
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
	return (int)result(-pthread_sigmask(how, set, old));
}

int sigpending(sigset_t *set)
{
	*set = uk_signal_pending();
	return 0;
}

int sigsuspend(const sigset_t *mask)
{
	return (int)result(UK_RESTARTABLE(uk_signal_suspend(*mask)));
}

int pause(void)
{
	sigset_t mask;

	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	return sigsuspend(&mask);
}

/* X/Open's: waits with one signal fewer in the mask. */
int sigpause(int number)
{
	sigset_t mask;

	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	return sigdelset(&mask, number) ? -1 : sigsuspend(&mask);
}
