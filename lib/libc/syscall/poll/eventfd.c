/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * eventfd(2).
 */
#include <uk/eventfd.h>

#include "../call.h"

long uk_sys_eventfd2(long count, long flags)
{
	return uk_eventfd_create((unsigned int)count, (uint32_t)flags);
}

long uk_sys_eventfd(long count)
{
	return uk_sys_eventfd2(count, 0);
}
