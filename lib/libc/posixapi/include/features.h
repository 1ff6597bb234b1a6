/* SPDX-License-Identifier: BSD-3-Clause */
/* Another name of <sys/features.h>, for programs made for Linux. */
#include <sys/features.h>
