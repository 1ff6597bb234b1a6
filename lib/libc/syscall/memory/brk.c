/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * brk(2): there is no data segment that could grow. An allocator that asks for one
 * finds out, and maps memory.
 */
#include "../call.h"

/* Where the segment ends, whatever is asked for. */
long uk_sys_brk(long end __uk_unused)
{
	return 0;
}
