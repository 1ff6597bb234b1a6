/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending signals, to the one process there is or to one of its threads.
 */
#include <uk/process.h>
#include <uk/signal.h>

#include "../call.h"
#include "../thread/number.h"

long uk_sys_kill(long process, long number)
{
	int to = (int)process;

	/* Itself, its group, and all that there are */
	if (to != UK_SIGNAL_PROCESS && to != 0 && to != -1 &&
	    to != -UK_SIGNAL_PROCESS)
		return -ESRCH;
	return uk_signal_send((int)number, UK_SI_USER, 0);
}

/* To the thread with the number `to`, in the process `process`. */
static long send_thread(int process, int to, int number, int code,
			uint64_t value)
{
	struct uk_thread *thread;

	if (process <= 0 || to <= 0)
		return -EINVAL;
	if (process != UK_SIGNAL_PROCESS || !call_thread(to, &thread))
		return -ESRCH;
	return uk_signal_send_thread(thread, number, code, value);
}

long uk_sys_tkill(long thread, long number)
{
	return send_thread(UK_SIGNAL_PROCESS, (int)thread, (int)number,
			   UK_SI_TKILL, 0);
}

long uk_sys_tgkill(long process, long thread, long number)
{
	return send_thread((int)process, (int)thread, (int)number, UK_SI_TKILL,
			   0);
}

/* Of what the sender says of the signal, the code and the value arrive. */
static long check(const struct uk_siginfo *info)
{
	return info ? 0 : -EFAULT;
}

long uk_sys_rt_sigqueueinfo(long process, long number, long info)
{
	const struct uk_siginfo *said = TO(const struct uk_siginfo, info);
	long error = check(said);

	if (error)
		return error;
	if ((int)process != UK_SIGNAL_PROCESS)
		return -ESRCH;
	return uk_signal_send((int)number, said->code, said->data.from.value);
}

long uk_sys_rt_tgsigqueueinfo(long process, long thread, long number, long info)
{
	const struct uk_siginfo *said = TO(const struct uk_siginfo, info);

	return check(said) ?: send_thread((int)process, (int)thread, (int)number,
					  said->code, said->data.from.value);
}
