/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The part of signals that standard C has, where LIBPOSIXSIGNAL is off: a handler for
 * each, and raise(), which calls it at once, on the caller's stack. Handlers belong to
 * the program, not to a thread.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <uk/assert.h>

static _sig_func_ptr handlers[NSIG];

static int is_signal(int number)
{
	return number > 0 && number < NSIG;
}

_sig_func_ptr signal(int number, _sig_func_ptr handler)
{
	_sig_func_ptr old;

	if (!is_signal(number) || number == SIGKILL || number == SIGSTOP) {
		errno = EINVAL;
		return SIG_ERR;
	}
	old = handlers[number];
	handlers[number] = handler;
	return old;
}

/* What happens to a signal that the program does not handle (POSIX, <signal.h>). */
static void act_by_default(int number)
{
	switch (number) {
	case SIGCHLD:
	case SIGURG:
	case SIGWINCH:
	case SIGCONT:
		return;
	case SIGABRT:
	case SIGBUS:
	case SIGFPE:
	case SIGILL:
	case SIGQUIT:
	case SIGSEGV:
	case SIGSYS:
	case SIGTRAP:
		uk_panic("Signal %d was raised and not handled", number);
	default:
		_exit(128 + number);
	}
}

int raise(int number)
{
	_sig_func_ptr handler;

	if (!is_signal(number)) {
		errno = EINVAL;
		return -1;
	}
	handler = handlers[number];
	if (handler == SIG_DFL) {
		act_by_default(number);
	} else if (handler != SIG_IGN) {
		/* as in System V, and as standard C allows, once */
		handlers[number] = SIG_DFL;
		handler(number);
	}
	return 0;
}

int kill(pid_t process, int number)
{
	if (process != getpid() && process != 0 && process != -1) {
		errno = ESRCH;
		return -1;
	}
	return number ? raise(number) : 0;
}
