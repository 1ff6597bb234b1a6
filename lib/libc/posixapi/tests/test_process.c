/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a program asks of its process, and what is refused.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posix_process, "posixapi: the one process");

static bool fails(long result, int error)
{
	return result == -1 && errno == error;
}

UK_TEST(posix_process, others_are_refused)
{
	char name[] = "ls", *arguments[] = { name, NULL };
	int status;
	pid_t child;

	UK_EXPECT(fails(fork(), ENOSYS));
	UK_EXPECT(fails(vfork(), ENOSYS));
	UK_EXPECT(fails(execv("/bin/ls", arguments), ENOSYS));
	UK_EXPECT(fails(execlp("ls", "ls", NULL), ENOSYS));
	UK_EXPECT_EQ(posix_spawn(&child, "/bin/ls", NULL, NULL, arguments,
				 arguments), ENOSYS);
	UK_EXPECT_EQ(system(NULL), 0);
	UK_EXPECT(fails(system("ls"), ENOSYS));
	UK_EXPECT(popen("ls", "r") == NULL);
	UK_EXPECT_EQ(errno, ENOSYS);
	UK_EXPECT(fails(wait(&status), ECHILD));
	UK_EXPECT(fails(waitpid(-1, &status, WNOHANG), ECHILD));
	UK_EXPECT(fails(waitpid(-1, &status, 64), EINVAL));
	UK_EXPECT(fails(waitid(P_ALL, 0, NULL, WEXITED), ECHILD));
	UK_EXPECT(fails(waitid(P_ALL, 0, NULL, 0), EINVAL));
}

UK_TEST(posix_process, limits)
{
	struct rlimit limit, old;

	UK_EXPECT_EQ(getrlimit(RLIMIT_STACK, &limit), 0);
	UK_EXPECT(limit.rlim_cur >= 4096 && limit.rlim_cur % 4096 == 0);
	UK_EXPECT_EQ(getrlimit(RLIMIT_CORE, &limit), 0);
	UK_EXPECT_EQ(limit.rlim_cur, 0);
	limit.rlim_cur = limit.rlim_max = 4096;
	UK_EXPECT(fails(setrlimit(RLIMIT_DATA, &limit), EPERM));
	UK_EXPECT_EQ(prlimit(0, RLIMIT_FSIZE, NULL, &old), 0);
	UK_EXPECT_EQ(old.rlim_cur, RLIM_INFINITY);
	UK_EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
	UK_EXPECT(fails(prlimit(2, RLIMIT_FSIZE, NULL, &old), ESRCH));
	UK_EXPECT(fails(getrlimit(RLIM_NLIMITS, &limit), EINVAL));
	UK_EXPECT(fails(getrlimit(-1, &limit), EINVAL));
}

UK_TEST(posix_process, the_machine)
{
	struct sysinfo info;

	UK_EXPECT_EQ(sysinfo(&info), 0);
	UK_EXPECT(info.totalram > 0 && info.freeram <= info.totalram);
	UK_EXPECT_EQ(info.mem_unit, 1);
	UK_EXPECT_EQ(info.procs, 1);
	UK_EXPECT_EQ(get_nprocs(), 1);
	UK_EXPECT_EQ(get_phys_pages(), sysconf(_SC_PHYS_PAGES));
}

UK_TEST(posix_process, itself)
{
	char name[16], before[16];

	UK_EXPECT_EQ(getpid(), 1);
	UK_EXPECT_EQ(gettid(), 1);
	UK_EXPECT_EQ(prctl(PR_GET_NAME, before), 0);
	UK_EXPECT_EQ(prctl(PR_SET_NAME, "a name that is too long"), 0);
	UK_EXPECT_EQ(prctl(PR_GET_NAME, name), 0);
	UK_EXPECT_EQ(strcmp(name, "a name that is "), 0);
	UK_EXPECT_EQ(prctl(PR_SET_NAME, before), 0);
	UK_EXPECT_EQ(prctl(PR_SET_DUMPABLE, 1ul), 0);
	UK_EXPECT(fails(prctl(PR_SET_DUMPABLE, 7ul), EINVAL));
	UK_EXPECT(fails(prctl(4711), EINVAL));
	UK_EXPECT_EQ(nice(5), 5);
	UK_EXPECT_EQ(nice(100), 19);
	UK_EXPECT_EQ(setpriority(PRIO_PROCESS, 0, 0), 0);
	UK_EXPECT_EQ(daemon(1, 1), 0);
}
