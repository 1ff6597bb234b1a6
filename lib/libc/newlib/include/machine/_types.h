/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Widths of the system's types: those of Linux on x86-64, where newlib would have
 * inode and device numbers of 16 bits.
 */
#include_next <machine/_types.h>

#ifndef _UK_MACHINE__TYPES_H
#define _UK_MACHINE__TYPES_H

#define __machine_dev_t_defined
typedef unsigned long __dev_t;
#define __machine_ino_t_defined
typedef unsigned long __ino_t;
#define __machine_uid_t_defined
typedef unsigned int __uid_t;
#define __machine_gid_t_defined
typedef unsigned int __gid_t;
#define __machine_fsfilcnt_t_defined
typedef unsigned long __fsfilcnt_t;
#define __machine_key_t_defined
typedef int __key_t;
#define __machine_clock_t_defined
#define _CLOCK_T_ long
#define __machine_clockid_t_defined
#define _CLOCKID_T_ int

#endif /* _UK_MACHINE__TYPES_H */
