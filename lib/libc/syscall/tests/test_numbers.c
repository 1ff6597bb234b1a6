/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls by their numbers; those that are not there; and what a program may ask by mistake.
 */
#include <uk/syscall_statistics.h>

#include "../number.h"
#include "../trace/line.h"
#include "calls.h"

UK_TESTSUITE(syscall_numbers, "system calls by their numbers");

UK_TEST(syscall_numbers, table)
{
	int fds[2];

	UK_EXPECT_EQ(uk_syscall(SYSCALL_pipe2, AT(fds), 0, 0, 0, 0, 0), 0);
	UK_EXPECT_EQ(uk_syscall(SYSCALL_write, fds[1], AT("abc"), 3, 0, 0, 0),
		     3);
	UK_EXPECT_EQ(
		uk_syscall(SYSCALL_close_range, fds[0], fds[1], 0, 0, 0, 0), 0);
	/* behind the gap of the numbers, and six arguments */
	UK_EXPECT_EQ(uk_syscall(SYSCALL_faccessat2, -100, AT("/"), 4, 0, 0, 0),
		     0);
	UK_EXPECT_EQ(uk_syscall(SYSCALL_mmap, 0, 4096, 3, 0x22, -1, 1),
		     -EINVAL);
}

UK_TEST(syscall_numbers, names)
{
	UK_EXPECT(same(uk_syscall_name(0), "read"));
	UK_EXPECT(same(uk_syscall_name(334), "rseq"));
	UK_EXPECT(same(uk_syscall_name(424), "pidfd_send_signal"));
	UK_EXPECT(same(uk_syscall_name(452), "fchmodat2"));
	UK_EXPECT(!uk_syscall_name(335) && !uk_syscall_name(423));
	UK_EXPECT(!uk_syscall_name(134)); /* uselib, long gone */
	UK_EXPECT(!uk_syscall_name(453) && !uk_syscall_name(-1));
	UK_EXPECT(!uk_syscall_name(INT64_MAX) && !uk_syscall_name(INT64_MIN));
}

UK_TEST(syscall_numbers, not_there)
{
	UK_EXPECT_EQ(uk_sys_io_uring_setup(1, 0), -ENOSYS);
	UK_EXPECT_EQ(uk_sys_io_uring_setup(1, 0), -ENOSYS);
	UK_EXPECT_EQ(uk_syscall(SYSCALL_swapon, 0, 0, 0, 0, 0, 0), -ENOSYS);
	UK_EXPECT_EQ(uk_syscall(400, 0, 0, 0, 0, 0, 0), -ENOSYS);
	UK_EXPECT_EQ(uk_syscall(400, 0, 0, 0, 0, 0, 0), -ENOSYS);
	UK_EXPECT_EQ(uk_syscall(-1, 0, 0, 0, 0, 0, 0), -ENOSYS);
	UK_EXPECT_EQ(uk_syscall(INT64_MIN, 0, 0, 0, 0, 0, 0), -ENOSYS);
	UK_EXPECT_EQ(uk_syscall(453, 0, 0, 0, 0, 0, 0), -ENOSYS);
}

#ifdef CONFIG_LIBSYSCALL_STATISTICS
UK_TEST(syscall_numbers, counts)
{
	struct uk_syscall_count before = uk_syscall_count(SYSCALL_dup), after;

	uk_sys_dup(-1);
	uk_syscall(SYSCALL_dup, -1, 0, 0, 0, 0, 0);
	after = uk_syscall_count(SYSCALL_dup);
	UK_EXPECT_EQ(after.calls - before.calls, 2);
	UK_EXPECT_EQ(after.failures - before.failures, 2);
	UK_EXPECT_EQ(uk_syscall_count(-1).calls, 0);
}
#endif

/*
 * Every number with arguments that no call should fall over. Left out is what does what it
 * is asked for: ends the thread or the image, waits, changes this thread's registers,
 * closes the console. Addresses are NULL: one that is none cannot be told otherwise.
 */
static bool is_harmless(long number)
{
	static const short left_out[] = {
		SYSCALL_alarm,
		SYSCALL_arch_prctl,
		SYSCALL_clone,
		SYSCALL_close,
		SYSCALL_close_range,
		SYSCALL_exit,
		SYSCALL_exit_group,
		SYSCALL_kill,
		SYSCALL_pause,
		SYSCALL_poll,
		SYSCALL_ppoll,
		SYSCALL_prlimit64,
		SYSCALL_pselect6,
		SYSCALL_read,
		SYSCALL_rt_sigqueueinfo,
		SYSCALL_rt_sigreturn,
		SYSCALL_rt_sigsuspend,
		SYSCALL_rt_sigtimedwait,
		SYSCALL_rt_tgsigqueueinfo,
		SYSCALL_select,
		SYSCALL_setrlimit,
		SYSCALL_set_robust_list,
		SYSCALL_set_tid_address,
		SYSCALL_tgkill,
		SYSCALL_tkill,
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(left_out); i++)
		if (left_out[i] == number)
			return false;
	return true;
}

/* As the trace would write them: these are numbers. */
static bool is_number(char kind)
{
	return kind && strchr("dulogbcKLWYIDSCOPMGNFXZ@", kind);
}

static long call_with(long number, long value)
{
	const char *kinds = trace_signature(number) ?: "";
	long a[6] = { 0 };

	for (unsigned int i = 0; i < 6 && kinds[i] && kinds[i] != '='; i++)
		a[i] = is_number(kinds[i]) ? value : 0;
	return uk_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

UK_TEST(syscall_numbers, mistakes)
{
	static const long values[] = { 0,	  -1,	     1,	      77,
				       INT64_MIN, INT64_MAX, 1l << 32 };
	long failures = 0;

	for (long number = 0; number <= 600; number++)
		for (unsigned int i = 0;
		     i < UK_ARRAY_SIZE(values) && is_harmless(number); i++)
			failures += call_with(number, values[i]) < 0;
	UK_EXPECT(failures > 3000);
	uk_sys_umask(022);
	UK_EXPECT_EQ(uk_sys_close_range(3, ~0u, 0), 0);
	UK_EXPECT_EQ(uk_sys_chdir(AT("/")), 0);
}
