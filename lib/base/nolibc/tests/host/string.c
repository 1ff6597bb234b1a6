/* SPDX-License-Identifier: BSD-3-Clause */
/* The string functions for a host program. */
#include "renamed.h"

#include "../../string.c"
