/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs includes it for messages that are compiled out.
 */
#ifndef EXT4_SHIM_STDIO_H
#define EXT4_SHIM_STDIO_H

#include <stddef.h>

typedef struct ext4_no_file FILE;

#endif /* EXT4_SHIM_STDIO_H */
