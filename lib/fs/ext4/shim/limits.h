/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs's <limits.h>: the longest name it folds to one case, which no disk that
 * we mount asks for.
 */
#ifndef EXT4_SHIM_LIMITS_H
#define EXT4_SHIM_LIMITS_H

#define PATH_MAX 256

#endif /* EXT4_SHIM_LIMITS_H */
