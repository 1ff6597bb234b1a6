/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's end.
 */
#include <uk/boot.h>

#include "call.h"

long uk_sys_exit_group(long status)
{
	/* wait() has 8 bits for it on other systems, and so has the machine */
	uk_exit((int)(status & 0xff));
}
