/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Flags of open() and fcntl() with Linux's numbers on x86-64 (asm-generic/fcntl.h),
 * in which the kernel's file interfaces are written. newlib defines its O_ names
 * in terms of the ones replaced here.
 */
#include_next <sys/_default_fcntl.h>

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

#endif /* _UK_SYS_DEFAULT_FCNTL_H */
