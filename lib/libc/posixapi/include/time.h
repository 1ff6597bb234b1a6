/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <time.h>, and X/Open's name for how far the zone is west of Greenwich. */
#include_next <time.h>

#ifndef _UK_POSIX_TIME_H
#define _UK_POSIX_TIME_H

#include <sys/cdefs.h>

#if __XSI_VISIBLE || __MISC_VISIBLE
__BEGIN_DECLS

/* newlib's _timezone, which no macro may be called: sys/time.h has a struct timezone. */
extern long timezone __asm__("_timezone");

__END_DECLS
#endif

#endif /* _UK_POSIX_TIME_H */
