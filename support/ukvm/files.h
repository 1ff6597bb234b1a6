/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * System calls about files and folders, as system.h has the others.
 */
#ifndef UKVM_FILES_H
#define UKVM_FILES_H

#include <asm/errno.h>
#include <asm/stat.h>
#include <asm/statfs.h>

#include "system.h"

/* From asm-generic/fcntl.h and linux/fcntl.h, which have others than system.h as well */
#define O_WRONLY 1
#define O_ACCMODE 3
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NOCTTY 0400
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_DSYNC 010000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW 0400000
#define O_SYNC 04010000

#define AT_FDCWD -100
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200
#define AT_SYMLINK_FOLLOW 0x400
#define AT_EMPTY_PATH 0x1000

/* From linux/stat.h */
#define S_IFMT 0170000
#define S_IFLNK 0120000
#define S_IFREG 0100000
#define S_IFBLK 0060000
#define S_IFDIR 0040000
#define S_ISUID 04000
#define S_ISGID 02000

#define SEEK_SET 0
#define SEEK_END 2

/* From linux/fs.h (Linux 4.7) */
#define RWF_DSYNC 2
#define RWF_NOWAIT 8

/* From linux/falloc.h */
#define FALLOC_FL_KEEP_SIZE 1
#define FALLOC_FL_PUNCH_HOLE 2

static inline bool is_kind(const struct stat *stat, unsigned int kind)
{
	return (stat->st_mode & S_IFMT) == kind;
}

static inline int sys_openat(int dir, const char *name, int flags,
			     unsigned int mode)
{
	return (int)system_call(__NR_openat, dir, (long)name, flags, mode, 0, 0);
}

static inline int sys_fstat(int fd, struct stat *stat)
{
	return (int)SYSTEM_3(__NR_fstat, fd, stat, 0);
}

static inline int sys_fstatat(int dir, const char *name, struct stat *stat)
{
	return (int)system_call(__NR_newfstatat, dir, (long)name, (long)stat,
				AT_SYMLINK_NOFOLLOW, 0, 0);
}

static inline long sys_readlinkat(int dir, const char *name, char *to,
				  size_t room)
{
	return system_call(__NR_readlinkat, dir, (long)name, (long)to,
			   (long)room, 0, 0);
}

static inline long sys_lseek(int fd, uint64_t offset, int from)
{
	return SYSTEM_3(__NR_lseek, fd, offset, from);
}

static inline int sys_dup(int fd)
{
	return (int)SYSTEM_3(__NR_dup, fd, 0, 0);
}

/* One of preadv, pwritev and those with flags; x86-64 takes the whole offset in the fourth
 * argument.
 */
static inline long sys_transfer(long number, int fd, const void *parts,
				unsigned int count, uint64_t offset, int flags)
{
	return system_call(number, fd, (long)parts, count, (long)offset, 0,
			   flags);
}

#endif /* UKVM_FILES_H */
