/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs includes it for statistics that are compiled out.
 */
#include "../time.h"
