/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs's <errno.h>.
 */
#include <uk/errno.h>
