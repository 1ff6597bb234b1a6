/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <sys/utime.h>, which leaves the call to the system. */
#include <sys/types.h>
#include_next <sys/utime.h>

#ifndef _UK_SYS_UTIME_H
#define _UK_SYS_UTIME_H

#include <sys/cdefs.h>

__BEGIN_DECLS

int utime(const char *path, const struct utimbuf *times);

__END_DECLS

#endif /* _UK_SYS_UTIME_H */
