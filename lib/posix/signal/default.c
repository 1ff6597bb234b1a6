/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What happens to a signal that the program does not handle (POSIX, <signal.h>;
 * signal(7)). Stopping is not possible: nobody would be there to continue.
 */
#include <uk/assert.h>
#include <uk/boot.h>
#include <uk/print.h>

#include "internal.h"

#define STATUS 128 /* what shells add to the number */

static const char names[][7] = {
	"HUP",	"INT",	"QUIT", "ILL",	"TRAP", "ABRT",	  "BUS",  "FPE",
	"KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",	  "TERM", "STKFLT",
	"CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",	  "URG",  "XCPU",
	"XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR",	  "SYS",
};

#define IGNORED                                                           \
	(UK_SIGNAL_BIT(UK_SIGCHLD) | UK_SIGNAL_BIT(UK_SIGURG) |           \
	 UK_SIGNAL_BIT(UK_SIGWINCH) | UK_SIGNAL_BIT(UK_SIGCONT) |         \
	 UK_SIGNAL_BIT(UK_SIGSTOP) | UK_SIGNAL_BIT(UK_SIGTSTP) |          \
	 UK_SIGNAL_BIT(UK_SIGTTIN) | UK_SIGNAL_BIT(UK_SIGTTOU))

#define CRASHES                                                           \
	(UK_SIGNAL_BIT(UK_SIGQUIT) | UK_SIGNAL_BIT(UK_SIGILL) |           \
	 UK_SIGNAL_BIT(UK_SIGTRAP) | UK_SIGNAL_BIT(UK_SIGABRT) |          \
	 UK_SIGNAL_BIT(UK_SIGBUS) | UK_SIGNAL_BIT(UK_SIGFPE) |            \
	 UK_SIGNAL_BIT(UK_SIGSEGV) | UK_SIGNAL_BIT(UK_SIGXCPU) |          \
	 UK_SIGNAL_BIT(UK_SIGXFSZ) | UK_SIGNAL_BIT(UK_SIGSYS))

enum signal_default signal_default_of(int number)
{
	uint64_t bit = UK_SIGNAL_BIT(number);

	if (bit & IGNORED)
		return DEFAULT_IGNORE;
	return bit & CRASHES ? DEFAULT_CRASH : DEFAULT_END;
}

void signal_default(int number)
{
	const char *name = number < UK_SIGRTMIN ? names[number - 1] : "RT";

	switch (signal_default_of(number)) {
	case DEFAULT_IGNORE:
		return;
	case DEFAULT_CRASH:
		uk_panic("signal %d (SIG%s), which the program does not handle",
			 number, name);
	case DEFAULT_END:
		uk_printf("Ended by signal %d (SIG%s), which the program does not handle\n",
			  number, name);
		uk_exit(STATUS + number);
	}
}
