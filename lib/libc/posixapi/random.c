/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * getrandom() and getentropy(). The generator either has its seed or will not get one
 * by waiting, so the flags make no difference.
 */
#include <errno.h>
#include <limits.h>
#include <sys/random.h>
#include <unistd.h>
#include <uk/rng.h>

#include "result.h"

/* POSIX's GETENTROPY_MAX */
#define ENTROPY_MOST 256

ssize_t getrandom(void *buffer, size_t length, unsigned int flags)
{
	int error = 0;

	if (length > LONG_MAX ||
	    flags & ~(unsigned int)(GRND_NONBLOCK | GRND_RANDOM |
				    GRND_INSECURE))
		error = -EINVAL;
	else
		error = uk_rng_get(buffer, length);
	return result(error ? error : (ssize_t)length);
}

int getentropy(void *buffer, size_t length)
{
	return (int)result(length > ENTROPY_MOST ? -EIO :
						   uk_rng_get(buffer, length));
}
