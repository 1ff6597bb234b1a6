/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs's <time.h>.
 */
#ifndef EXT4_SHIM_TIME_H
#define EXT4_SHIM_TIME_H

#include "sys/types.h"

struct tm;
#define time ext4_time
time_t time(time_t *now);

#endif /* EXT4_SHIM_TIME_H */
