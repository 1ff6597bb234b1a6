/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX's <sys/statvfs.h>. */
#ifndef _SYS_STATVFS_H
#define _SYS_STATVFS_H

#include <sys/cdefs.h>
#include <sys/types.h>

#define ST_RDONLY 1
#define ST_NOSUID 2
#define ST_NOATIME 1024 /* Linux's */

struct statvfs {
	unsigned long f_bsize;
	unsigned long f_frsize; /* the unit of blocks */
	fsblkcnt_t f_blocks;
	fsblkcnt_t f_bfree;
	fsblkcnt_t f_bavail;
	fsfilcnt_t f_files;
	fsfilcnt_t f_ffree;
	fsfilcnt_t f_favail;
	unsigned long f_fsid;
	unsigned long f_flag;
	unsigned long f_namemax;
};

__BEGIN_DECLS

int statvfs(const char *__restrict path, struct statvfs *__restrict to);
int fstatvfs(int fd, struct statvfs *to);

__END_DECLS

#endif /* _SYS_STATVFS_H */
