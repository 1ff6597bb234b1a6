/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What happens at signals, masks, and waiting for signals. A handler returns to the kernel as
 * a function does, so nobody calls rt_sigreturn(2).
 */
#include <uk/interrupt.h>
#include <uk/signal.h>
#include <uk/string.h>

#include "../call.h"

_Static_assert(sizeof(struct uk_sigaction) == 32 &&
		       offsetof(struct uk_sigaction, mask) == 24,
	       "struct sigaction (arch/x86/include/uapi/asm/signal.h)");
_Static_assert(sizeof(struct uk_sigstack) == 24, "stack_t");

/* The kernel's own sets have 64 bits, whatever the C library's have. */
static inline bool is_set_size(long size)
{
	return size == sizeof(uint64_t);
}

long uk_sys_rt_sigaction(long number, long action, long old, long size)
{
	if (!is_set_size(size))
		return -EINVAL;
	return uk_signal_action((int)number,
				TO(const struct uk_sigaction, action),
				TO(struct uk_sigaction, old));
}

long uk_sys_rt_sigprocmask(long how, long set, long old, long size)
{
	if (!is_set_size(size))
		return -EINVAL;
	return uk_signal_mask((int)how, TO(const uint64_t, set),
			      TO(uint64_t, old));
}

/* Linux lets programs ask for fewer bits. */
long uk_sys_rt_sigpending(long set, long size)
{
	uint64_t pending = uk_signal_pending();

	if ((unsigned long)size > sizeof(pending))
		return -EINVAL;
	if (!set && size)
		return -EFAULT;
	memcpy(TO(void, set), &pending, (size_t)size);
	return 0;
}

long uk_sys_rt_sigsuspend(long mask, long size)
{
	if (!is_set_size(size))
		return -EINVAL;
	if (!mask)
		return -EFAULT;
	return UK_RESTARTABLE(uk_signal_suspend(*TO(const uint64_t, mask)));
}

long uk_sys_pause(void)
{
	uint64_t mask;

	uk_signal_mask(UK_SIG_BLOCK, NULL, &mask);
	return UK_RESTARTABLE(uk_signal_suspend(mask));
}

long uk_sys_rt_sigtimedwait(long set, long info, long timeout, long size)
{
	struct uk_siginfo taken;
	uint64_t nanoseconds;
	long number;
	int error;

	if (!is_set_size(size))
		return -EINVAL;
	if (!set)
		return -EFAULT;
	error = call_timespec(timeout, &nanoseconds);
	if (error)
		return error;
	number = UK_INTERRUPTIBLE(uk_signal_wait(*TO(const uint64_t, set),
						 &taken, nanoseconds));
	if (number > 0 && info)
		*TO(struct uk_siginfo, info) = taken;
	return number;
}

long uk_sys_sigaltstack(long stack, long old)
{
	return uk_signal_stack(TO(const struct uk_sigstack, stack),
			       TO(struct uk_sigstack, old));
}

long uk_sys_signalfd4(long fd, long set, long size, long flags)
{
	if (!is_set_size(size))
		return -EINVAL;
	if (!set)
		return -EFAULT;
	return uk_signal_fd((int)fd, *TO(const uint64_t, set), (uint32_t)flags);
}

long uk_sys_signalfd(long fd, long set, long size)
{
	return uk_sys_signalfd4(fd, set, size, 0);
}
