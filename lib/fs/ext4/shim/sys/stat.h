/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs's <sys/stat.h>: it names the type, and asks for one kind.
 */
#ifndef EXT4_SHIM_SYS_STAT_H
#define EXT4_SHIM_SYS_STAT_H

#include "types.h"

struct stat;
#define S_ISBLK(mode) (((mode) & 0170000) == 0060000)

#endif /* EXT4_SHIM_SYS_STAT_H */
