/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory functions for a host program. */
#include "renamed.h"

#include "../../memory.S"
