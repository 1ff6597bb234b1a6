/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's <sys/_types.h> with Linux's count of links, where its own has 16 bits. */
#define __nlink_t __newlib_nlink_t
#include_next <sys/_types.h>
#undef __nlink_t

#ifndef _UK_SYS__TYPES_H
#define _UK_SYS__TYPES_H

typedef unsigned long __nlink_t;

#endif /* _UK_SYS__TYPES_H */
