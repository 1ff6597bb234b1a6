/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the processor; from the clocks where it has no generator, which is what there is.
 */
#include "random.h"

#include <time.h>
#include <uk/arch/random.h>

uint64_t random_seed(void)
{
	struct timespec wall, up;
	uint64_t bits;

	if (uk_arch_random(&bits))
		return bits;
	clock_gettime(CLOCK_REALTIME, &wall);
	clock_gettime(CLOCK_MONOTONIC, &up);
	bits = (uint64_t)wall.tv_sec << 30 ^ (uint64_t)wall.tv_nsec;
	return (bits ^ (uint64_t)up.tv_nsec << 32) * 0x9e3779b97f4a7c15;
}
