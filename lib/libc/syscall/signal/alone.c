/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Masks in an image without signals: a C library sets them around its own steps. Nothing
 * comes that they could hold back.
 */
#include "../call.h"

enum {
	SIG_BLOCK,
	SIG_UNBLOCK,
	SIG_SETMASK,
};

static _Thread_local uint64_t mask;

long uk_sys_rt_sigprocmask(long how, long set, long old, long size)
{
	const uint64_t *wanted = TO(const uint64_t, set);
	uint64_t was = mask;

	if (size != sizeof(mask))
		return -EINVAL;
	if (wanted) {
		if ((int)how == SIG_BLOCK)
			mask |= *wanted;
		else if ((int)how == SIG_UNBLOCK)
			mask &= ~*wanted;
		else if ((int)how == SIG_SETMASK)
			mask = *wanted;
		else
			return -EINVAL;
	}
	if (old)
		*TO(uint64_t, old) = was;
	return 0;
}
