/* SPDX-License-Identifier: BSD-3-Clause */
/* The older name of <poll.h>. */
#include <poll.h>
