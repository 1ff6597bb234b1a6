/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Handlers, masks, and waiting for signals, in one thread.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/signalfd.h>
#include <uk/test.h>

UK_TESTSUITE(posix_signals, "posixapi: signals");

static int calls, last, last_value, last_code;
static sigset_t mask_inside;

static void count(int number)
{
	calls++;
	last = number;
	pthread_sigmask(SIG_BLOCK, NULL, &mask_inside);
}

static void inform(int number, siginfo_t *info, void *context)
{
	count(number);
	last_code = info->si_code;
	last_value = info->si_value.sival_int;
	if (info->si_signo != number || !context)
		last = -1;
}

static void handle(int number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	calls = last = 0;
	sigaction(number, &action, NULL);
}

static sigset_t only(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	return set;
}

static void block(int how, int number)
{
	sigset_t set = only(number);

	sigprocmask(how, &set, NULL);
}

UK_TEST(posix_signals, sets)
{
	sigset_t set;

	sigfillset(&set);
	UK_EXPECT_EQ(sigismember(&set, 64), 1);
	UK_EXPECT_EQ(sigdelset(&set, SIGHUP), 0);
	UK_EXPECT_EQ(sigismember(&set, SIGHUP), 0);
	UK_EXPECT_EQ(sigismember(&set, SIGINT), 1);
	UK_EXPECT_EQ(sigaddset(&set, 65), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(sigaddset(&set, 0), -1);
	sigemptyset(&set);
	UK_EXPECT_EQ(sigismember(&set, SIGHUP), 0);
}

UK_TEST(posix_signals, a_handler_runs_before_raise_returns)
{
	struct sigaction old;

	handle(SIGUSR1, count, 0);
	UK_EXPECT_EQ(raise(SIGUSR1), 0);
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(last, SIGUSR1);
	UK_EXPECT_EQ(mask_inside, only(SIGUSR1));
	UK_EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	UK_EXPECT_EQ(kill(0, SIGUSR1), 0);
	UK_EXPECT_EQ(calls, 3);
	UK_EXPECT_EQ(kill(getpid(), 0), 0);
	UK_EXPECT_EQ(kill(4711, SIGUSR1), -1);
	UK_EXPECT_EQ(errno, ESRCH);
	UK_EXPECT_EQ(kill(getpid(), 65), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(sigaction(SIGUSR1, NULL, &old), 0);
	UK_EXPECT(old.sa_handler == count);
	UK_EXPECT_EQ(sigaction(SIGKILL, &old, NULL), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT(signal(SIGUSR1, SIG_IGN) == count);
	UK_EXPECT_EQ(raise(SIGUSR1), 0);
	UK_EXPECT_EQ(calls, 3);
	UK_EXPECT(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
	UK_EXPECT_EQ(raise(SIGCHLD), 0); /* ignored by default */
}

UK_TEST(posix_signals, flags)
{
	struct sigaction old;

	handle(SIGUSR2, count, (int)SA_RESETHAND | SA_NODEFER);
	raise(SIGUSR2);
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(mask_inside, 0);
	sigaction(SIGUSR2, NULL, &old);
	UK_EXPECT(old.sa_handler == SIG_DFL);
}

UK_TEST(posix_signals, blocked_ones_wait)
{
	sigset_t pending, set = only(SIGUSR1);

	handle(SIGUSR1, count, 0);
	block(SIG_BLOCK, SIGUSR1);
	raise(SIGUSR1);
	raise(SIGUSR1);
	UK_EXPECT_EQ(calls, 0);
	sigpending(&pending);
	UK_EXPECT_EQ(pending, set);
	block(SIG_UNBLOCK, SIGUSR1);
	UK_EXPECT_EQ(calls, 1);
	sigpending(&pending);
	UK_EXPECT_EQ(pending, 0);
	/* Ignoring drops what is pending. */
	block(SIG_BLOCK, SIGUSR1);
	raise(SIGUSR1);
	signal(SIGUSR1, SIG_IGN);
	sigpending(&pending);
	UK_EXPECT_EQ(pending, 0);
	block(SIG_UNBLOCK, SIGUSR1);
	UK_EXPECT_EQ(calls, 1);
	/* These cannot be blocked. */
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	sigprocmask(SIG_SETMASK, NULL, &set);
	UK_EXPECT_EQ(sigismember(&set, SIGKILL), 0);
	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	UK_EXPECT_EQ(sigprocmask(17, &set, NULL), -1);
	UK_EXPECT_EQ(errno, EINVAL);
}

UK_TEST(posix_signals, queued_ones_bring_their_values)
{
	struct sigaction action = { .sa_sigaction = inform,
				    .sa_flags = SA_SIGINFO };

	calls = 0;
	sigaction(SIGRTMIN + 1, &action, NULL);
	block(SIG_BLOCK, SIGRTMIN + 1);
	for (int i = 1; i <= 3; i++)
		UK_EXPECT_EQ(sigqueue(getpid(), SIGRTMIN + 1,
				      (union sigval){ .sival_int = i }), 0);
	block(SIG_UNBLOCK, SIGRTMIN + 1);
	UK_EXPECT_EQ(calls, 3);
	UK_EXPECT_EQ(last, SIGRTMIN + 1);
	UK_EXPECT_EQ(last_value, 3);
	UK_EXPECT_EQ(last_code, SI_QUEUE);
	raise(SIGRTMIN + 1);
	UK_EXPECT_EQ(last_code, SI_TKILL);
	kill(getpid(), SIGRTMIN + 1);
	UK_EXPECT_EQ(last_code, SI_USER);
	signal(SIGRTMIN + 1, SIG_DFL);
}

UK_TEST(posix_signals, sigsuspend)
{
	sigset_t none, mask;

	sigemptyset(&none);
	handle(SIGUSR1, count, SA_RESTART);
	block(SIG_BLOCK, SIGUSR1);
	raise(SIGUSR1);
	UK_EXPECT_EQ(calls, 0);
	UK_EXPECT_EQ(sigsuspend(&none), -1);
	UK_EXPECT_EQ(errno, EINTR);
	UK_EXPECT_EQ(calls, 1);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	UK_EXPECT_EQ(mask, only(SIGUSR1));
	block(SIG_UNBLOCK, SIGUSR1);
	signal(SIGUSR1, SIG_DFL);
}

UK_TEST(posix_signals, waiting_for_blocked_ones)
{
	const struct timespec soon = { 0, 1000000 };
	sigset_t set = only(SIGRTMIN);
	siginfo_t info;
	int number = 0;

	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	UK_EXPECT_EQ(sigtimedwait(&set, &info, &soon), -1);
	UK_EXPECT_EQ(errno, EAGAIN);
	sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = 42 });
	raise(SIGUSR2);
	UK_EXPECT_EQ(sigwait(&set, &number), 0);
	UK_EXPECT_EQ(number, SIGUSR2);
	UK_EXPECT_EQ(sigwaitinfo(&set, &info), SIGRTMIN);
	UK_EXPECT_EQ(info.si_value.sival_int, 42);
	UK_EXPECT_EQ(info.si_code, SI_QUEUE);
	UK_EXPECT_EQ(info.si_pid, getpid());
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static sigjmp_buf jump_at;

static void jump(int number)
{
	siglongjmp(jump_at, number);
}

UK_TEST(posix_signals, leaving_a_handler_by_siglongjmp)
{
	sigset_t mask;

	handle(SIGUSR1, jump, 0);
	if (!sigsetjmp(jump_at, 1)) {
		raise(SIGUSR1);
		UK_EXPECT(false);
	}
	sigprocmask(SIG_BLOCK, NULL, &mask);
	UK_EXPECT_EQ(mask, 0);
	signal(SIGUSR1, SIG_DFL);
}

static char *stack_seen;

static void note_stack(int number)
{
	char here;

	count(number);
	stack_seen = (char *)__builtin_frame_address(0);
	(void)here;
}

UK_TEST(posix_signals, another_stack)
{
	stack_t mine = { .ss_sp = malloc(SIGSTKSZ), .ss_size = SIGSTKSZ }, old;
	stack_t off = { .ss_flags = SS_DISABLE };

	UK_REQUIRE(mine.ss_sp != NULL);
	UK_EXPECT_EQ(sigaltstack(NULL, &old), 0);
	UK_EXPECT_EQ(old.ss_flags, SS_DISABLE);
	UK_EXPECT_EQ(sigaltstack(&mine, NULL), 0);
	handle(SIGUSR1, note_stack, SA_ONSTACK);
	raise(SIGUSR1);
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT(stack_seen > (char *)mine.ss_sp &&
		  stack_seen < (char *)mine.ss_sp + SIGSTKSZ);
	handle(SIGUSR1, note_stack, 0);
	raise(SIGUSR1);
	UK_EXPECT(stack_seen < (char *)mine.ss_sp ||
		  stack_seen >= (char *)mine.ss_sp + SIGSTKSZ);
	mine.ss_size = MINSIGSTKSZ - 1;
	UK_EXPECT_EQ(sigaltstack(&mine, NULL), -1);
	UK_EXPECT_EQ(errno, ENOMEM);
	UK_EXPECT_EQ(sigaltstack(&off, &old), 0);
	UK_EXPECT(old.ss_sp == mine.ss_sp);
	free(mine.ss_sp);
	signal(SIGUSR1, SIG_DFL);
}

UK_TEST(posix_signals, signalfd)
{
	struct signalfd_siginfo info[2];
	sigset_t set = only(SIGUSR1);
	int fd;

	sigaddset(&set, SIGRTMIN + 2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK);
	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(read(fd, info, sizeof(info)), -1);
	UK_EXPECT_EQ(errno, EAGAIN);
	UK_EXPECT_EQ(read(fd, info, sizeof(info[0]) - 1), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	sigqueue(getpid(), SIGRTMIN + 2, (union sigval){ .sival_int = 5 });
	kill(getpid(), SIGUSR1);
	UK_EXPECT_EQ(read(fd, info, sizeof(info)), (ssize_t)sizeof(info));
	UK_EXPECT_EQ(info[0].ssi_signo, (uint32_t)SIGUSR1);
	UK_EXPECT_EQ(info[0].ssi_pid, (uint32_t)getpid());
	UK_EXPECT_EQ(info[1].ssi_signo, (uint32_t)SIGRTMIN + 2);
	UK_EXPECT_EQ(info[1].ssi_int, 5);
	set = only(SIGUSR2);
	UK_EXPECT_EQ(signalfd(fd, &set, 0), fd);
	UK_EXPECT_EQ(signalfd(0, &set, 0), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	UK_EXPECT_EQ(signalfd(-1, &set, 1), -1);
	UK_EXPECT_EQ(errno, EINVAL);
	close(fd);
	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
}

#ifdef CONFIG_LIBPOSIXAPI_PIPE
UK_TEST(posix_signals, writing_to_nobody)
{
	char byte = 'x';
	int ends[2];

	UK_REQUIRE(pipe(ends) == 0);
	close(ends[0]);
	handle(SIGPIPE, count, 0);
	UK_EXPECT_EQ(write(ends[1], &byte, 1), -1);
	UK_EXPECT_EQ(errno, EPIPE);
	UK_EXPECT_EQ(calls, 1);
	signal(SIGPIPE, SIG_IGN);
	UK_EXPECT_EQ(write(ends[1], &byte, 1), -1);
	UK_EXPECT_EQ(errno, EPIPE);
	UK_EXPECT_EQ(calls, 1);
	close(ends[1]);
	signal(SIGPIPE, SIG_DFL);
}

/* A reader that waits is told, and its pipe is whole afterwards. */
UK_TEST(posix_signals, a_pending_signal_ends_a_wait_before_it_begins)
{
	sigset_t none, before;
	char byte = 0;
	int ends[2];
	struct pollfd polled;

	UK_REQUIRE(pipe(ends) == 0);
	handle(SIGUSR1, count, 0);
	block(SIG_BLOCK, SIGUSR1);
	raise(SIGUSR1);
	sigemptyset(&none);
	polled = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	UK_EXPECT_EQ(ppoll(&polled, 1, NULL, &none), -1);
	UK_EXPECT_EQ(errno, EINTR);
	UK_EXPECT_EQ(calls, 1);
	sigprocmask(SIG_BLOCK, NULL, &before);
	UK_EXPECT_EQ(before, only(SIGUSR1));
	UK_EXPECT_EQ(write(ends[1], "y", 1), 1);
	raise(SIGUSR1);
	UK_EXPECT_EQ(ppoll(&polled, 1, NULL, &none), 1);
	UK_EXPECT_EQ(calls, 2);
	UK_EXPECT_EQ(read(ends[0], &byte, 1), 1);
	UK_EXPECT_EQ(byte, 'y');
	close(ends[0]);
	close(ends[1]);
	block(SIG_UNBLOCK, SIGUSR1);
	signal(SIGUSR1, SIG_DFL);
}
#endif
