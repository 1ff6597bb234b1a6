/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * prctl(2).
 */
#include <uk/process.h>

#include "../call.h"

long uk_sys_prctl(long option, long value, long c __uk_unused,
		  long d __uk_unused, long e __uk_unused)
{
	return uk_process_control((int)option, (unsigned long)value);
}
