/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The rest of the image that the console needs, for host programs.
 */
#ifndef FDTAB_SCREEN_H
#define FDTAB_SCREEN_H

#include <uk/essentials.h>

extern bool screen_drained;
extern bool screen_is_ended;
extern void *screen_end[5]; /* where uk_exit() goes: __builtin_setjmp() */

#endif /* FDTAB_SCREEN_H */
