/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * glibc's <sys/syscall.h> without a number in it: programs that ask for a call by `#ifdef SYS_x`
 * learn that there is none, and use the function.
 */
#ifndef _SYS_SYSCALL_H
#define _SYS_SYSCALL_H
#endif
