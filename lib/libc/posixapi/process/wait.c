/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for children, of which there are none.
 */
#include <sys/wait.h>
#include <uk/essentials.h>

#include "../result.h"

#define OPTIONS (WNOHANG | WUNTRACED | WCONTINUED)

pid_t waitpid(pid_t process __uk_unused, int *status __uk_unused, int options)
{
	return (pid_t)result(options & ~OPTIONS ? -EINVAL : -ECHILD);
}

pid_t wait(int *status)
{
	return waitpid(-1, status, 0);
}

pid_t wait3(int *status, int options, struct rusage *usage __uk_unused)
{
	return waitpid(-1, status, options);
}

pid_t wait4(pid_t process, int *status, int options,
	    struct rusage *usage __uk_unused)
{
	return waitpid(process, status, options);
}

int waitid(idtype_t kind, id_t id __uk_unused, siginfo_t *info __uk_unused,
	   int options)
{
	const int wanted = WEXITED | WSTOPPED | WCONTINUED;

	if (kind < P_ALL || kind > P_PGID || !(options & wanted) ||
	    options & ~(wanted | WNOHANG | WNOWAIT))
		return (int)result(-EINVAL);
	return (int)result(-ECHILD);
}
