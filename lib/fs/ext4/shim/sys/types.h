/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs's <sys/types.h>.
 */
#ifndef EXT4_SHIM_SYS_TYPES_H
#define EXT4_SHIM_SYS_TYPES_H

#include <stddef.h>

typedef long time_t;
typedef unsigned int mode_t;
typedef long off_t;
typedef long ssize_t;
typedef unsigned long dev_t;

#endif /* EXT4_SHIM_SYS_TYPES_H */
