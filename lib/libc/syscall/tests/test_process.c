/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls about the process: who it is, what it may, and what it cannot.
 */
#include <uk/process.h>

#include "calls.h"

UK_TESTSUITE(syscall_process, "system calls about the process");

UK_TEST(syscall_process, identity)
{
	UK_EXPECT_EQ(uk_sys_getpid(), 1);
	UK_EXPECT_EQ(uk_sys_gettid(), 1);
	UK_EXPECT_EQ(uk_sys_getppid(), 0);
	UK_EXPECT_EQ(uk_sys_getpgrp(), 1);
	for (long id = 0; id < 2; id++) {
		UK_EXPECT_EQ(uk_sys_getpgid(id), 1);
		UK_EXPECT_EQ(uk_sys_getsid(id), 1);
		UK_EXPECT_EQ(uk_sys_setpgid(id, id), 0);
	}
	UK_EXPECT_EQ(uk_sys_getpgid(2), -ESRCH);
	UK_EXPECT_EQ(uk_sys_getsid(2), -ESRCH);
	UK_EXPECT_EQ(uk_sys_setpgid(0, 2), -ESRCH);
	UK_EXPECT_EQ(uk_sys_setpgid(0, -1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_setsid(), -EPERM);
}

UK_TEST(syscall_process, root)
{
	uint32_t ids[3] = { 9, 9, 9 }, other = 7;

	UK_EXPECT_EQ(uk_sys_getuid() | uk_sys_geteuid() | uk_sys_getgid() |
			     uk_sys_getegid(), 0);
	UK_EXPECT_EQ(uk_sys_setuid(0) | uk_sys_setgid(0), 0);
	UK_EXPECT_EQ(uk_sys_setuid(7), -EINVAL);
	UK_EXPECT_EQ(uk_sys_setgid(7), -EINVAL);
	UK_EXPECT_EQ(uk_sys_setreuid(-1, 0), 0);
	UK_EXPECT_EQ(uk_sys_setreuid(0, 7), -EINVAL);
	UK_EXPECT_EQ(uk_sys_setregid(7, -1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_setresuid(-1, -1, -1), 0);
	UK_EXPECT_EQ(uk_sys_setresgid(-1, -1, 7), -EINVAL);
	UK_EXPECT_EQ(uk_sys_getresuid(AT(ids), AT(ids + 1), AT(ids + 2)), 0);
	UK_EXPECT(ids[0] == 0 && ids[1] == 0 && ids[2] == 0);
	UK_EXPECT_EQ(uk_sys_getresgid(AT(ids), 0, AT(ids)), -EFAULT);
	UK_EXPECT_EQ(uk_sys_setfsuid(7) | uk_sys_setfsgid(7), 0);
	UK_EXPECT_EQ(uk_sys_getgroups(0, 0), 0);
	UK_EXPECT_EQ(uk_sys_getgroups(-1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_setgroups(1, AT(ids)), 0);
	UK_EXPECT_EQ(uk_sys_setgroups(1, AT(&other)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_setgroups(1, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_setgroups(65537, AT(ids)), -EINVAL);
}

UK_TEST(syscall_process, limits)
{
	struct uk_rlimit limit = { 0, 0 };

	UK_EXPECT_EQ(uk_sys_getrlimit(UK_RLIMIT_NOFILE, AT(&limit)), 0);
	UK_EXPECT(limit.current > 0 && limit.current <= limit.most);
	UK_EXPECT_EQ(uk_sys_setrlimit(UK_RLIMIT_NOFILE, AT(&limit)), 0);
	UK_EXPECT_EQ(uk_sys_prlimit64(1, UK_RLIMIT_NOFILE, 0, AT(&limit)), 0);
	UK_EXPECT_EQ(uk_sys_prlimit64(2, UK_RLIMIT_NOFILE, 0, 0), -ESRCH);
	UK_EXPECT_EQ(uk_sys_getrlimit(99, AT(&limit)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_getrlimit(UK_RLIMIT_NOFILE, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_setrlimit(UK_RLIMIT_NOFILE, 0), -EFAULT);
	limit.most = 1;
	limit.current = 2;
	UK_EXPECT_EQ(uk_sys_setrlimit(UK_RLIMIT_NOFILE, AT(&limit)), -EINVAL);
}

UK_TEST(syscall_process, usage)
{
	int64_t usage[18], ticks[4];
	uint64_t machine[14] = { 0 };

	UK_EXPECT_EQ(uk_sys_getrusage(0, AT(usage)), 0);
	UK_EXPECT(usage[0] > 0 || usage[1] > 0);
	UK_EXPECT_EQ(uk_sys_getrusage(-1, AT(usage)), 0);
	UK_EXPECT(usage[0] == 0 && usage[1] == 0 && usage[17] == 0);
	UK_EXPECT_EQ(uk_sys_getrusage(2, AT(usage)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_getrusage(0, 0), -EFAULT);
	UK_EXPECT(uk_sys_times(AT(ticks)) >= 0);
	UK_EXPECT(ticks[2] == 0 && ticks[3] == 0);
	UK_EXPECT(uk_sys_times(0) >= ticks[0]);
	UK_EXPECT_EQ(uk_sys_sysinfo(AT(machine)), 0);
	UK_EXPECT(machine[4] >= 1024 * 1024); /* bytes of memory */
	UK_EXPECT_EQ((uint32_t)machine[13], 1u);
	UK_EXPECT_EQ(uk_sys_sysinfo(0), -EFAULT);
}

UK_TEST(syscall_process, names)
{
	char system[6][65], name[16] = "";
	long pointer = 0;

	UK_EXPECT_EQ(uk_sys_uname(AT(system)), 0);
	UK_EXPECT(same(system[0], "Ukulele") && same(system[4], "x86_64"));
	UK_EXPECT(system[1][0] && system[2][0] && system[3][0]);
	UK_EXPECT_EQ(uk_sys_uname(0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_prctl(15, AT("a name that is long"), 0, 0, 0), 0);
	UK_EXPECT_EQ(uk_sys_prctl(16, AT(name), 0, 0, 0), 0);
	UK_EXPECT(same(name, "a name that is "));
	UK_EXPECT_EQ(uk_sys_prctl(15, AT("main"), 0, 0, 0), 0);
	UK_EXPECT_EQ(uk_sys_prctl(16, 0, 0, 0, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_prctl(38, 1, 0, 0, 0), 0);
	UK_EXPECT_EQ(uk_sys_prctl(39, 0, 0, 0, 0), 1);
	UK_EXPECT_EQ(uk_sys_prctl(4, 2, 0, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_prctl(1234, 0, 0, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_arch_prctl(0x1003, AT(&pointer)), 0);
	UK_EXPECT_EQ(uk_sys_arch_prctl(0x1002, pointer), 0);
	UK_EXPECT_EQ(uk_sys_arch_prctl(0x1002, pointer + 8), -EPERM);
	UK_EXPECT_EQ(uk_sys_arch_prctl(0x1003, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_arch_prctl(0x1001, 0), -EINVAL);
}

UK_TEST(syscall_process, priority)
{
	UK_EXPECT_EQ(uk_sys_getpriority(0, 0), 20);
	UK_EXPECT_EQ(uk_sys_setpriority(0, 1, 5), 0);
	UK_EXPECT_EQ(uk_sys_getpriority(1, 1), 15);
	UK_EXPECT_EQ(uk_sys_setpriority(2, 0, -100), 0);
	UK_EXPECT_EQ(uk_sys_getpriority(0, 0), 40);
	UK_EXPECT_EQ(uk_sys_setpriority(0, 0, 0), 0);
	UK_EXPECT_EQ(uk_sys_getpriority(3, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_getpriority(0, 4000000), -ESRCH);
	UK_EXPECT_EQ(uk_sys_setpriority(2, 7, 0), -ESRCH);
}

UK_TEST(syscall_process, children)
{
	UK_EXPECT_EQ(uk_sys_wait4(-1, 0, 1, 0), -ECHILD);
	UK_EXPECT_EQ(uk_sys_wait4(-1, 0, 4, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_waitid(0, 0, 0, 5, 0), -ECHILD);
	UK_EXPECT_EQ(uk_sys_waitid(0, 0, 0, 1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_waitid(9, 0, 0, 5, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_fork(), -ENOSYS);
	UK_EXPECT_EQ(uk_sys_vfork(), -ENOSYS);
	UK_EXPECT_EQ(uk_sys_clone(17, 0, 0, 0, 0), -ENOSYS);
	UK_EXPECT_EQ(uk_sys_execve(AT("/bin/sh"), 0, 0), -ENOSYS);
}

UK_TEST(syscall_process, scheduling)
{
	uint64_t set[2] = { 9, 9 };
	uint32_t cpu = 9, node = 9;
	int priority = 9;

	UK_EXPECT_EQ(uk_sys_sched_yield(), 0);
	UK_EXPECT_EQ(uk_sys_sched_getaffinity(0, 16, AT(set)), 8);
	UK_EXPECT(set[0] == 1 && set[1] == 9);
	UK_EXPECT_EQ(uk_sys_sched_getaffinity(0, 4, AT(set)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_sched_getaffinity(0, 8, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_sched_getaffinity(4000000, 8, AT(set)), -ESRCH);
	UK_EXPECT_EQ(uk_sys_sched_setaffinity(1, 8, AT(set)), 0);
	set[0] = 2;
	UK_EXPECT_EQ(uk_sys_sched_setaffinity(1, 8, AT(set)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_getcpu(AT(&cpu), AT(&node), 0), 0);
	UK_EXPECT(cpu == 0 && node == 0);
	UK_EXPECT_EQ(uk_sys_sched_getscheduler(1), 0);
	UK_EXPECT_EQ(uk_sys_sched_getscheduler(-1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_sched_getparam(0, AT(&priority)), 0);
	UK_EXPECT_EQ(priority, 0);
	UK_EXPECT_EQ(uk_sys_sched_setparam(0, AT(&priority)), 0);
	UK_EXPECT_EQ(uk_sys_sched_setscheduler(0, 1, AT(&priority)), -EINVAL);
	priority = 1;
	UK_EXPECT_EQ(uk_sys_sched_setscheduler(0, 1, AT(&priority)), -EPERM);
	UK_EXPECT_EQ(uk_sys_sched_setscheduler(0, 0, AT(&priority)), -EINVAL);
	UK_EXPECT_EQ(uk_sys_sched_get_priority_max(2), 99);
	UK_EXPECT_EQ(uk_sys_sched_get_priority_min(2), 1);
	UK_EXPECT_EQ(uk_sys_sched_get_priority_max(7), -EINVAL);
	UK_EXPECT_EQ(uk_sys_sched_rr_get_interval(0, AT(set)), 0);
	UK_EXPECT(set[0] == 0 && set[1] == 0);
	UK_EXPECT(uk_sys_membarrier(0, 0, 0) & 8);
	UK_EXPECT_EQ(uk_sys_membarrier(8, 0, 0), 0);
	UK_EXPECT_EQ(uk_sys_membarrier(3, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_membarrier(8, 1, 0), -EINVAL);
}
