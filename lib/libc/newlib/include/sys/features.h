/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What of POSIX there is, added to newlib's own list, which knows only the
 * systems that it was ported to. Libraries above (threads, files, sockets) extend it.
 * newlib.h is included because <sys/config.h>, which includes this, decides by it and forgets
 * to include it when a program begins with <sys/param.h>.
 */
#include <newlib.h>
#include_next <sys/features.h>

#ifndef _UK_SYS_FEATURES_H
#define _UK_SYS_FEATURES_H

#define _POSIX_TIMERS 200809L
#define _POSIX_MONOTONIC_CLOCK 200809L
#define _POSIX_CLOCK_SELECTION 200809L
#define _POSIX_REALTIME_SIGNALS 200809L

#endif /* _UK_SYS_FEATURES_H */
