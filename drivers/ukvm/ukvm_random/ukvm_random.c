/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's random numbers as a source of seeds.
 */
#include <uk/rng.h>
#include <uk/ukvm.h>

#define LENGTH_MOST 256ul /* of one call */

static size_t seed(void *to, size_t length)
{
	length = UK_MIN(length, LENGTH_MOST);
	return uk_ukvm_call(UKVM_CALL_RANDOM, (uintptr_t)to, length) ? 0 :
								       length;
}
UK_RNG_SOURCE(ukvm, .seed = seed);
