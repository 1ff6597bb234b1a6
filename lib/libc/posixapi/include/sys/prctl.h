/* SPDX-License-Identifier: BSD-3-Clause */
/* prctl(2), with Linux's numbers (linux/prctl.h), as far as they mean something here. */
#ifndef _SYS_PRCTL_H
#define _SYS_PRCTL_H

#include <sys/cdefs.h>

#define PR_SET_PDEATHSIG 1
#define PR_GET_DUMPABLE 3
#define PR_SET_DUMPABLE 4
#define PR_GET_KEEPCAPS 7
#define PR_SET_KEEPCAPS 8
#define PR_SET_NAME 15
#define PR_GET_NAME 16
#define PR_SET_NO_NEW_PRIVS 38
#define PR_GET_NO_NEW_PRIVS 39
#define PR_SET_THP_DISABLE 41
#define PR_GET_THP_DISABLE 42

__BEGIN_DECLS

int prctl(int option, ...);

__END_DECLS

#endif /* _SYS_PRCTL_H */
