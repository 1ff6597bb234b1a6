/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's <string.h>.
 */
#include <uk/string.h>
