/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <sys/wait.h>, and the calls and numbers of Linux that it lacks. */
#include_next <sys/wait.h>

#ifndef _UK_SYS_WAIT_H
#define _UK_SYS_WAIT_H

#include <signal.h>
#include <sys/cdefs.h>

#define WSTOPPED WUNTRACED
#define WEXITED 4
#define WCONTINUED 8
#define WNOWAIT 0x01000000
#define WIFCONTINUED(status) ((status) == 0xffff)
#define WCOREDUMP(status) ((status) & 0x80)

typedef enum {
	P_ALL,
	P_PID,
	P_PGID,
} idtype_t;

struct rusage;

__BEGIN_DECLS

pid_t wait3(int *status, int options, struct rusage *usage);
pid_t wait4(pid_t process, int *status, int options, struct rusage *usage);
int waitid(idtype_t kind, id_t id, siginfo_t *info, int options);

__END_DECLS

#endif /* _UK_SYS_WAIT_H */
