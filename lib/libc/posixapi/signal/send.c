/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kill(), raise() and their kin. There is one process, in one group.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/types.h>
#include <uk/process.h>

#include "convert.h"

static int send(pid_t process, int number, int code, uint64_t value)
{
	if (process != UK_SIGNAL_PROCESS)
		return (int)result(-ESRCH);
	return (int)result(uk_signal_send(number, code, value));
}

int kill(pid_t process, int number)
{
	/* Its group, and all that there are */
	if (process == 0 || process == -1 || process == -UK_SIGNAL_PROCESS)
		process = UK_SIGNAL_PROCESS;
	return send(process, number, UK_SI_USER, 0);
}

int killpg(pid_t group, int number)
{
	if (group < 0)
		return (int)result(-EINVAL);
	return kill(group ? group : UK_SIGNAL_PROCESS, number);
}

int sigqueue(pid_t process, int number, const union sigval value)
{
	return send(process, number, UK_SI_QUEUE,
		    (uint64_t)(uintptr_t)value.sival_ptr);
}

int raise(int number)
{
	return (int)result(
		uk_signal_send_thread(NULL, number, UK_SI_TKILL, 0));
}

/* The thread with that number: false if none has it. NULL: the only one. */
static int find(pid_t number, struct uk_thread **thread)
{
#ifdef CONFIG_LIBPOSIXAPI_THREADS
	*thread = uk_process_thread(number);
	return *thread != NULL;
#else
	*thread = NULL;
	return number == UK_PROCESS_SELF;
#endif
}

int tgkill(pid_t process, pid_t to, int number)
{
	struct uk_thread *thread;

	if (process <= 0 || to <= 0)
		return (int)result(-EINVAL);
	if (process != UK_SIGNAL_PROCESS || !find(to, &thread))
		return (int)result(-ESRCH);
	return (int)result(
		uk_signal_send_thread(thread, number, UK_SI_TKILL, 0));
}
