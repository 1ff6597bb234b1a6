/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * getrandom(2).
 */
#include <uk/rng.h>

#include "call.h"

#define GRND_NONBLOCK 1u /* linux/random.h */
#define GRND_RANDOM 2u
#define GRND_INSECURE 4u

/* Linux gives so much in one call. */
#define RANDOM_MOST ((size_t)INT32_MAX & ~(size_t)4095)

long uk_sys_getrandom(long to, long size, long flags)
{
	size_t length = UK_MIN((size_t)size, RANDOM_MOST);
	uint32_t which = (uint32_t)flags;
	int error;

	if (which & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE) ||
	    (which & GRND_RANDOM && which & GRND_INSECURE))
		return -EINVAL;
	if (!to && length)
		return -EFAULT;
	error = uk_rng_get(TO(void, to), length);
	return error ? error : (long)length;
}
