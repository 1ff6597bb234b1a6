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

static const struct module_call random_calls[] = {
	{ UKVM_CALL_RANDOM, fill },
	{ 0, NULL },
};

static const uint16_t random_system_calls[] = { __NR_getrandom, LIST_END };

MODULE(random) = {
	.name = "random",
	.is_device = true,
	.calls = random_calls,
	.system_calls = random_system_calls,
};
