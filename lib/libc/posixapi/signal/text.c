/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A signal in words. psignal() is newlib's.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

void psiginfo(const siginfo_t *info, const char *text)
{
	fprintf(stderr, "%s%s%s (code %d, address %p)\n", text ? text : "",
		text && *text ? ": " : "", strsignal(info->si_signo),
		info->si_code, info->si_addr);
}
