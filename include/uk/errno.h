/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Error numbers of the kernel, Linux's values (asm-generic/errno*.h), so that
 * a C library of either kind passes them on unchanged. Functions return them
 * negated.
 */
#ifndef UK_ERRNO_H
#define UK_ERRNO_H

#ifndef EPERM /* a libc's <errno.h> came first: same names, same values */
#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EIO 5
#define ENXIO 6
#define E2BIG 7
#define EBADF 9
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define EXDEV 18
#define ENODEV 19
#define ENOTDIR 20
#define EISDIR 21
#define EINVAL 22
#define ENFILE 23
#define EMFILE 24
#define ENOTTY 25
#define EFBIG 27
#define ENOSPC 28
#define ESPIPE 29
#define EROFS 30
#define EMLINK 31
#define EPIPE 32
#define EDOM 33
#define ERANGE 34
#define EDEADLK 35
#define ENAMETOOLONG 36
#define ENOSYS 38
#define ENOTEMPTY 39
#define ELOOP 40
#define EPROTO 71
#define EOVERFLOW 75
#define EILSEQ 84
#define ENOTSUP 95
#define ETIMEDOUT 110
#define ECANCELED 125
#endif

#endif /* UK_ERRNO_H */
