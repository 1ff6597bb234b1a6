/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * newlib's <sys/stat.h>, and what it declares for some of its systems only. Numbers are
 * Linux's (linux/stat.h).
 */
#include_next <sys/stat.h>

#ifndef _UK_SYS_STAT_H
#define _UK_SYS_STAT_H

#undef S_BLKSIZE
#define S_BLKSIZE 512 /* what st_blocks counts */

#ifndef UTIME_NOW
#define UTIME_NOW 0x3fffffffl
#define UTIME_OMIT 0x3ffffffel
#endif

#ifdef __cplusplus
extern "C" {
#endif

int lstat(const char *__restrict __path, struct stat *__restrict __to);
int mknod(const char *__path, mode_t __mode, dev_t __device);

#ifdef __cplusplus
}
#endif

#endif /* _UK_SYS_STAT_H */
