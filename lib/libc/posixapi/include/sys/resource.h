/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <sys/resource.h>, and the limits, with Linux's numbers
 * (asm-generic/resource.h).
 */
#include_next <sys/resource.h>

#ifndef _UK_SYS_RESOURCE_H
#define _UK_SYS_RESOURCE_H

#include <sys/cdefs.h>

#define RLIMIT_CPU 0
#define RLIMIT_FSIZE 1
#define RLIMIT_DATA 2
#define RLIMIT_STACK 3
#define RLIMIT_CORE 4
#define RLIMIT_NOFILE 7
#define RLIMIT_AS 9

#define RLIM_INFINITY (~0ul)

typedef unsigned long rlim_t;

struct rlimit {
	rlim_t rlim_cur;
	rlim_t rlim_max;
};

__BEGIN_DECLS

int getrlimit(int resource, struct rlimit *limit);
int setrlimit(int resource, const struct rlimit *limit);

__END_DECLS

#endif /* _UK_SYS_RESOURCE_H */
