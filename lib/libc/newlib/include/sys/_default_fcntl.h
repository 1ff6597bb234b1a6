/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Flags of open() and fcntl() with Linux's numbers on x86-64 (asm-generic/fcntl.h),
 * in which the kernel's file interfaces are written. newlib defines its O_ names
 * in terms of the ones replaced here.
 */
#define flock __newlib_flock /* l_pid has 16 bits there */
#include_next <sys/_default_fcntl.h>
#undef flock

#ifndef _UK_SYS_DEFAULT_FCNTL_H
#define _UK_SYS_DEFAULT_FCNTL_H

#undef _FCREAT
#define _FCREAT 0100
#undef _FEXCL
#define _FEXCL 0200
#undef _FNOCTTY
#define _FNOCTTY 0400
#undef _FTRUNC
#define _FTRUNC 01000
#undef _FAPPEND
#define _FAPPEND 02000
#undef _FNONBLOCK
#define _FNONBLOCK 04000
#undef _FASYNC
#define _FASYNC 020000
#undef _FDIRECT
#define _FDIRECT 040000
#undef _FDIRECTORY
#define _FDIRECTORY 0200000
#undef _FNOFOLLOW
#define _FNOFOLLOW 0400000
#undef _FNOINHERIT
#define _FNOINHERIT 02000000
#undef _FSYNC
#define _FSYNC 04010000
#undef _FEXECSRCH
#define _FEXECSRCH 010000000
#undef O_DSYNC
#define O_DSYNC 010000
#define O_LARGEFILE 0 /* files are */
#if __GNU_VISIBLE
#define O_NOATIME 01000000
#define O_PATH 010000000
#define O_TMPFILE 020200000
#endif

#undef F_GETLK
#define F_GETLK 5
#undef F_SETLK
#define F_SETLK 6
#undef F_SETLKW
#define F_SETLKW 7
#undef F_SETOWN
#define F_SETOWN 8
#undef F_GETOWN
#define F_GETOWN 9
#undef F_DUPFD_CLOEXEC
#define F_DUPFD_CLOEXEC 1030
#if __GNU_VISIBLE
#define F_SETPIPE_SZ 1031
#define F_GETPIPE_SZ 1032
#endif
#if __GNU_VISIBLE || __POSIX_VISIBLE >= 202405
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#define F_OFD_SETLKW 38
#endif
#undef F_RDLCK
#define F_RDLCK 0
#undef F_WRLCK
#define F_WRLCK 1
#undef F_UNLCK
#define F_UNLCK 2

#ifdef AT_FDCWD
#undef AT_FDCWD
#define AT_FDCWD (-100)
#undef AT_EACCESS
#define AT_EACCESS 0x200
#undef AT_SYMLINK_NOFOLLOW
#define AT_SYMLINK_NOFOLLOW 0x100
#undef AT_SYMLINK_FOLLOW
#define AT_SYMLINK_FOLLOW 0x400
#undef AT_REMOVEDIR
#define AT_REMOVEDIR 0x200
#endif
#ifdef AT_EMPTY_PATH
#undef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#define AT_NO_AUTOMOUNT 0x800
#endif

#if __BSD_VISIBLE || __POSIX_VISIBLE >= 200112
#define POSIX_FADV_NORMAL 0
#define POSIX_FADV_RANDOM 1
#define POSIX_FADV_SEQUENTIAL 2
#define POSIX_FADV_WILLNEED 3
#define POSIX_FADV_DONTNEED 4
#define POSIX_FADV_NOREUSE 5
#endif
#if __GNU_VISIBLE /* linux/falloc.h */
#define FALLOC_FL_KEEP_SIZE 1
#define FALLOC_FL_PUNCH_HOLE 2
#define FALLOC_FL_ZERO_RANGE 16
#endif

/* asm-generic/fcntl.h */
struct flock {
	short l_type;
	short l_whence;
	off_t l_start;
	off_t l_len;
	pid_t l_pid;
};

#ifdef __cplusplus
extern "C" {
#endif

#if __BSD_VISIBLE
int flock(int __fd, int __operation);
#endif
#if __BSD_VISIBLE || __POSIX_VISIBLE >= 200112
int posix_fadvise(int __fd, off_t __offset, off_t __length, int __advice);
int posix_fallocate(int __fd, off_t __offset, off_t __length);
#endif
#if __GNU_VISIBLE
int fallocate(int __fd, int __mode, off_t __offset, off_t __length);
#endif

#ifdef __cplusplus
}
#endif

#endif /* _UK_SYS_DEFAULT_FCNTL_H */
