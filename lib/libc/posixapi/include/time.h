/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <time.h>, and what POSIX and X/Open have besides. */
#include_next <time.h>

#ifndef _UK_POSIX_TIME_H
#define _UK_POSIX_TIME_H

#include <sys/cdefs.h>

#if __POSIX_VISIBLE >= 200112
__BEGIN_DECLS

/* 0, ESRCH, or ENOENT: the image does not count CPU time. */
int clock_getcpuclockid(pid_t process, clockid_t *clock);

__END_DECLS
#endif

#if __XSI_VISIBLE || __MISC_VISIBLE
__BEGIN_DECLS

/* How far the zone is west of Greenwich: newlib's _timezone, which no macro may be
 * called, as sys/time.h has a struct timezone.
 */
extern long timezone __asm__("_timezone");

__END_DECLS
#endif

#endif /* _UK_POSIX_TIME_H */
