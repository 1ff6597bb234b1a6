/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's <sys/statfs.h> (asm-generic/statfs.h). */
#ifndef _SYS_STATFS_H
#define _SYS_STATFS_H

#include <sys/cdefs.h>
#include <sys/types.h>

typedef struct {
	int __val[2];
} fsid_t;

struct statfs {
	long f_type; /* linux/magic.h */
	long f_bsize;
	fsblkcnt_t f_blocks;
	fsblkcnt_t f_bfree;
	fsblkcnt_t f_bavail;
	fsfilcnt_t f_files;
	fsfilcnt_t f_ffree;
	fsid_t f_fsid;
	long f_namelen;
	long f_frsize;
	long f_flags;
	long f_spare[4];
};

__BEGIN_DECLS

int statfs(const char *path, struct statfs *to);
int fstatfs(int fd, struct statfs *to);

__END_DECLS

#endif /* _SYS_STATFS_H */
