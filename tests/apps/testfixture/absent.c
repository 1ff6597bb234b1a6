/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Tcl can call, and a machine with one process has not got: other processes. No
 * test that runs here depends on them.
 */
#include <errno.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uk/essentials.h>

static int fail(int number)
{
	errno = number;
	return -1;
}

pid_t fork(void)
{
	return fail(ENOSYS);
}

int execvp(const char *file __uk_unused, char *const *arguments __uk_unused)
{
	return fail(ENOSYS);
}

pid_t waitpid(pid_t process __uk_unused, int *status __uk_unused,
	      int options __uk_unused)
{
	return fail(ECHILD);
}

int pipe(int fds[2] __uk_unused)
{
	return fail(ENOSYS);
}
