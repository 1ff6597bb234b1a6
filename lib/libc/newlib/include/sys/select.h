/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <sys/select.h> with sets as large as Linux's (linux/posix_types.h). */
#ifndef FD_SETSIZE
#define FD_SETSIZE 1024
#endif

#include_next <sys/select.h>
