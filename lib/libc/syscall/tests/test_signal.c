/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls on signals: their results and their errors.
 */
#include <uk/signal.h>
#include <uk/stat.h>

#include "calls.h"

UK_TESTSUITE(syscall_signals, "system calls on signals");

#define BIT(number) UK_SIGNAL_BIT(number)
#define SET sizeof(uint64_t)

static int taken[65], last_code;
static uint64_t last_value;
static volatile uint64_t mask_inside;

static void handler(int number, struct uk_siginfo *info, void *context)
{
	taken[number]++;
	last_code = info->code;
	last_value = info->data.from.value;
	uk_sys_rt_sigprocmask(0, 0, AT(&mask_inside), SET);
	(void)context;
}

static long handle(int number, uint64_t flags)
{
	struct uk_sigaction action = {
		.handler = (uintptr_t)handler,
		.flags = UK_SA_SIGINFO | flags,
		.mask = BIT(UK_SIGUSR2),
	};

	taken[number] = 0;
	return uk_sys_rt_sigaction(number, AT(&action), 0, SET);
}

static void forget(int number)
{
	struct uk_sigaction action = { .handler = UK_SIG_DEFAULT };

	UK_EXPECT_EQ(uk_sys_rt_sigaction(number, AT(&action), 0, SET), 0);
}

static long mask(int how, uint64_t set)
{
	return uk_sys_rt_sigprocmask(how, AT(&set), 0, SET);
}

UK_TEST(syscall_signals, actions)
{
	struct uk_sigaction old;

	UK_EXPECT_EQ(handle(UK_SIGUSR1, UK_SA_RESTART), 0);
	UK_EXPECT_EQ(uk_sys_rt_sigaction(UK_SIGUSR1, 0, AT(&old), SET), 0);
	UK_EXPECT_EQ(old.handler, (uintptr_t)handler);
	UK_EXPECT_EQ(old.mask, BIT(UK_SIGUSR2));
	UK_EXPECT_EQ(old.flags, UK_SA_SIGINFO | UK_SA_RESTART);
	UK_EXPECT_EQ(handle(UK_SIGKILL, 0), -EINVAL);
	UK_EXPECT_EQ(handle(0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_rt_sigaction(65, 0, 0, SET), -EINVAL);
	UK_EXPECT_EQ(uk_sys_rt_sigaction(-1, 0, 0, SET), -EINVAL);
	UK_EXPECT_EQ(uk_sys_rt_sigaction(UK_SIGUSR1, 0, 0, 16), -EINVAL);
	forget(UK_SIGUSR1);
}

UK_TEST(syscall_signals, sent_to_the_process)
{
	UK_EXPECT_EQ(handle(UK_SIGUSR1, 0), 0);
	UK_EXPECT_EQ(uk_sys_kill(1, UK_SIGUSR1), 0);
	UK_EXPECT_EQ(taken[UK_SIGUSR1], 1);
	UK_EXPECT_EQ(last_code, UK_SI_USER);
	UK_EXPECT_EQ(mask_inside, BIT(UK_SIGUSR1) | BIT(UK_SIGUSR2));
	for (long to = -1; to <= 1; to++)
		UK_EXPECT_EQ(uk_sys_kill(to, UK_SIGUSR1), 0);
	UK_EXPECT_EQ(taken[UK_SIGUSR1], 4);
	UK_EXPECT_EQ(uk_sys_kill(1, 0), 0);
	UK_EXPECT_EQ(uk_sys_kill(2, UK_SIGUSR1), -ESRCH);
	UK_EXPECT_EQ(uk_sys_kill(-2, UK_SIGUSR1), -ESRCH);
	UK_EXPECT_EQ(uk_sys_kill(1, 65), -EINVAL);
	UK_EXPECT_EQ(taken[UK_SIGUSR1], 4);
	forget(UK_SIGUSR1);
}

UK_TEST(syscall_signals, sent_to_a_thread)
{
	long self = uk_sys_gettid();

	UK_EXPECT_EQ(handle(UK_SIGUSR1, 0), 0);
	UK_EXPECT_EQ(uk_sys_tkill(self, UK_SIGUSR1), 0);
	UK_EXPECT_EQ(uk_sys_tgkill(1, self, UK_SIGUSR1), 0);
	UK_EXPECT_EQ(taken[UK_SIGUSR1], 2);
	UK_EXPECT_EQ(last_code, UK_SI_TKILL);
	UK_EXPECT_EQ(uk_sys_tgkill(2, self, UK_SIGUSR1), -ESRCH);
	UK_EXPECT_EQ(uk_sys_tkill(4000000, UK_SIGUSR1), -ESRCH);
	UK_EXPECT_EQ(uk_sys_tkill(0, UK_SIGUSR1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_tgkill(0, self, UK_SIGUSR1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_tkill(self, -1), -EINVAL);
	UK_EXPECT_EQ(taken[UK_SIGUSR1], 2);
	forget(UK_SIGUSR1);
}

UK_TEST(syscall_signals, queued_with_values)
{
	struct uk_siginfo info = { .code = UK_SI_QUEUE,
				   .data.from.value = 4711 };

	UK_EXPECT_EQ(handle(40, 0), 0);
	UK_EXPECT_EQ(uk_sys_rt_sigqueueinfo(1, 40, AT(&info)), 0);
	UK_EXPECT_EQ(last_value, 4711u);
	info.data.from.value = 4712;
	UK_EXPECT_EQ(uk_sys_rt_tgsigqueueinfo(1, 1, 40, AT(&info)), 0);
	UK_EXPECT_EQ(last_value, 4712u);
	UK_EXPECT_EQ(last_code, UK_SI_QUEUE);
	UK_EXPECT_EQ(uk_sys_rt_sigqueueinfo(2, 40, AT(&info)), -ESRCH);
	UK_EXPECT_EQ(uk_sys_rt_sigqueueinfo(1, 40, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_rt_tgsigqueueinfo(1, 9, 40, AT(&info)), -ESRCH);
	forget(40);
}

UK_TEST(syscall_signals, masks)
{
	uint64_t old = 0, pending = 0;

	UK_EXPECT_EQ(handle(UK_SIGUSR1, 0), 0);
	UK_EXPECT_EQ(mask(UK_SIG_BLOCK, BIT(UK_SIGUSR1) | BIT(UK_SIGKILL)), 0);
	UK_EXPECT_EQ(uk_sys_kill(1, UK_SIGUSR1), 0);
	UK_EXPECT_EQ(taken[UK_SIGUSR1], 0);
	UK_EXPECT_EQ(uk_sys_rt_sigpending(AT(&pending), SET), 0);
	UK_EXPECT_EQ(pending, BIT(UK_SIGUSR1));
	UK_EXPECT_EQ(uk_sys_rt_sigprocmask(0, 0, AT(&old), SET), 0);
	UK_EXPECT_EQ(old, BIT(UK_SIGUSR1));
	UK_EXPECT_EQ(mask(UK_SIG_UNBLOCK, BIT(UK_SIGUSR1)), 0);
	UK_EXPECT_EQ(taken[UK_SIGUSR1], 1);
	UK_EXPECT_EQ(mask(UK_SIG_SETMASK, 0), 0);
	UK_EXPECT_EQ(mask(3, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_rt_sigprocmask(0, 0, 0, 4), -EINVAL);
	UK_EXPECT_EQ(uk_sys_rt_sigpending(AT(&pending), 9), -EINVAL);
	UK_EXPECT_EQ(uk_sys_rt_sigpending(0, SET), -EFAULT);
	forget(UK_SIGUSR1);
}

UK_TEST(syscall_signals, waited_for)
{
	uint64_t set = BIT(UK_SIGUSR1) | BIT(UK_SIGUSR2);
	struct uk_timespec none = { 0, 0 }, soon = { 0, 1000000 };
	struct uk_timespec wrong = { 0, 1000000000 };
	struct uk_siginfo info;

	UK_EXPECT_EQ(mask(UK_SIG_BLOCK, set), 0);
	UK_EXPECT_EQ(uk_sys_kill(1, UK_SIGUSR2), 0);
	UK_EXPECT_EQ(uk_sys_rt_sigtimedwait(AT(&set), AT(&info), AT(&none), SET),
		     UK_SIGUSR2);
	UK_EXPECT_EQ(info.number, UK_SIGUSR2);
	UK_EXPECT_EQ(uk_sys_kill(1, UK_SIGUSR1), 0);
	UK_EXPECT_EQ(uk_sys_rt_sigtimedwait(AT(&set), 0, 0, SET), UK_SIGUSR1);
	UK_EXPECT_EQ(uk_sys_rt_sigtimedwait(AT(&set), 0, AT(&none), SET), -EAGAIN);
	UK_EXPECT_EQ(uk_sys_rt_sigtimedwait(AT(&set), 0, AT(&soon), SET), -EAGAIN);
	UK_EXPECT_EQ(uk_sys_rt_sigtimedwait(AT(&set), 0, AT(&wrong), SET), -EINVAL);
	UK_EXPECT_EQ(uk_sys_rt_sigtimedwait(AT(&set), 0, AT(&soon), 4), -EINVAL);
	UK_EXPECT_EQ(uk_sys_rt_sigtimedwait(0, 0, AT(&soon), SET), -EFAULT);
	UK_EXPECT_EQ(mask(UK_SIG_SETMASK, 0), 0);
}

UK_TEST(syscall_signals, suspended)
{
	uint64_t none = 0, old = 0;

	UK_EXPECT_EQ(handle(UK_SIGUSR1, UK_SA_RESTART), 0);
	UK_EXPECT_EQ(mask(UK_SIG_BLOCK, BIT(UK_SIGUSR1)), 0);
	UK_EXPECT_EQ(uk_sys_kill(1, UK_SIGUSR1), 0);
	UK_EXPECT_EQ(uk_sys_rt_sigsuspend(AT(&none), SET), -EINTR);
	UK_EXPECT_EQ(taken[UK_SIGUSR1], 1);
	UK_EXPECT_EQ(uk_sys_rt_sigprocmask(0, 0, AT(&old), SET), 0);
	UK_EXPECT_EQ(old, BIT(UK_SIGUSR1));
	UK_EXPECT_EQ(uk_sys_rt_sigsuspend(AT(&none), 4), -EINVAL);
	UK_EXPECT_EQ(uk_sys_rt_sigsuspend(0, SET), -EFAULT);
	UK_EXPECT_EQ(mask(UK_SIG_SETMASK, 0), 0);
	forget(UK_SIGUSR1);
}

UK_TEST(syscall_signals, a_stack_for_handlers)
{
	static char memory[8192] __uk_aligned(16);
	struct uk_sigstack stack = { .base = memory, .size = sizeof(memory) };
	struct uk_sigstack old;

	UK_EXPECT_EQ(uk_sys_sigaltstack(AT(&stack), AT(&old)), 0);
	UK_EXPECT_EQ(old.flags, UK_SS_DISABLE);
	UK_EXPECT_EQ(uk_sys_sigaltstack(0, AT(&old)), 0);
	UK_EXPECT(old.base == memory && old.size == sizeof(memory));
	stack.size = 100;
	UK_EXPECT_EQ(uk_sys_sigaltstack(AT(&stack), 0), -ENOMEM);
	stack.flags = 4;
	UK_EXPECT_EQ(uk_sys_sigaltstack(AT(&stack), 0), -EINVAL);
	stack.flags = UK_SS_DISABLE;
	UK_EXPECT_EQ(uk_sys_sigaltstack(AT(&stack), 0), 0);
}

UK_TEST(syscall_signals, read_from_a_descriptor)
{
	uint64_t set = BIT(UK_SIGUSR1);
	struct uk_signalfd_info info;
	long fd;

	UK_EXPECT_EQ(mask(UK_SIG_BLOCK, set), 0);
	fd = uk_sys_signalfd4(-1, AT(&set), SET, UK_O_NONBLOCK);
	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(uk_sys_read(fd, AT(&info), sizeof(info)), -EAGAIN);
	UK_EXPECT_EQ(uk_sys_kill(1, UK_SIGUSR1), 0);
	UK_EXPECT_EQ(uk_sys_read(fd, AT(&info), sizeof(info)),
		     (long)sizeof(info));
	UK_EXPECT_EQ(info.number, (uint32_t)UK_SIGUSR1);
	UK_EXPECT_EQ(uk_sys_signalfd(fd, AT(&set), SET), fd);
	UK_EXPECT_EQ(uk_sys_signalfd(fd, AT(&set), 4), -EINVAL);
	UK_EXPECT_EQ(uk_sys_signalfd(fd, 0, SET), -EFAULT);
	UK_EXPECT_EQ(uk_sys_signalfd4(-1, AT(&set), SET, 1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_close(fd), 0);
	UK_EXPECT_EQ(mask(UK_SIG_SETMASK, 0), 0);
}
