/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The variant for Ukulele: what the standard one has, without code that is made at run time
 * (no memory is both writable and executable).
 */
#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)
#define MICROPY_EMIT_X64 (0)
#define MICROPY_PY_SYS_PLATFORM "ukulele"

#include "ports/unix/variants/mpconfigvariant_common.h"
