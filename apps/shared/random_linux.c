/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From Linux, for the applications as programs of the host.
 */
#include "random.h"

#include <stdlib.h>
#include <sys/random.h>

uint64_t random_seed(void)
{
	uint64_t bits;

	if (getrandom(&bits, sizeof(bits), 0) != (ssize_t)sizeof(bits))
		abort();
	return bits;
}
