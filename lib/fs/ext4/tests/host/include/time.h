/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs means the host's, not that of the tree's C library.
 */
#include </usr/include/time.h>
