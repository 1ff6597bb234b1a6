/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random numbers for the guest's generator.
 */
#include "monitor.h"

#define LENGTH_MOST 256

static int fill(const struct call *call)
{
	void *to = call_memory(call->first, call->second, UKVM_WRITE);

	if (call->second > LENGTH_MOST)
		return -EINVAL;
	return sys_getrandom(to, call->second) == (long)call->second ? 0 :
								       -EAGAIN;
}

CALLS = {
	{ UKVM_CALL_RANDOM, fill },
};

SYSTEM_CALLS = { __NR_getrandom };

MODULE = {
	.name = "random",
	.is_device = true,
};
