/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sets of signals: bit n - 1 stands for signal n, as Linux's kernel has it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>

/* 0, or -1 and errno; *bit is the signal's. */
static int bit_of(int number, sigset_t *bit)
{
	if (number < 1 || number >= NSIG) {
		errno = EINVAL;
		return -1;
	}
	*bit = 1ul << (number - 1);
	return 0;
}

int sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

int sigfillset(sigset_t *set)
{
	*set = ~0ul;
	return 0;
}

int sigaddset(sigset_t *set, int number)
{
	sigset_t bit;

	if (bit_of(number, &bit))
		return -1;
	*set |= bit;
	return 0;
}

int sigdelset(sigset_t *set, int number)
{
	sigset_t bit;

	if (bit_of(number, &bit))
		return -1;
	*set &= ~bit;
	return 0;
}

int sigismember(const sigset_t *set, int number)
{
	sigset_t bit;

	if (bit_of(number, &bit))
		return -1;
	return (*set & bit) != 0;
}

int sigisemptyset(const sigset_t *set)
{
	return *set == 0;
}

int sigandset(sigset_t *to, const sigset_t *a, const sigset_t *b)
{
	*to = *a & *b;
	return 0;
}

int sigorset(sigset_t *to, const sigset_t *a, const sigset_t *b)
{
	*to = *a | *b;
	return 0;
}
