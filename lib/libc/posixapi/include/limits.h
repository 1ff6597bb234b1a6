/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <limits.h>, and POSIX's limits that it has no number for. */
#include_next <limits.h>

#ifndef _UK_LIMITS_H
#define _UK_LIMITS_H

#ifndef SSIZE_MAX
#define SSIZE_MAX LONG_MAX
#endif

#endif /* _UK_LIMITS_H */
