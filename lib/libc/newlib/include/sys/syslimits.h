/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <sys/syslimits.h> with Linux's limits of paths and pipes (linux/limits.h). */
#include_next <sys/syslimits.h>

#ifndef _UK_SYS_SYSLIMITS_H
#define _UK_SYS_SYSLIMITS_H

#undef PATH_MAX
#define PATH_MAX 4096
#undef PIPE_BUF
#define PIPE_BUF 4096
#undef OPEN_MAX /* sysconf() knows */
#undef LINK_MAX /* the file system knows */

#endif /* _UK_SYS_SYSLIMITS_H */
