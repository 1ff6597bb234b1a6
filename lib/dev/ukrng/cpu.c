/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The CPU's own generator as a source of seeds.
 */
#include <uk/arch/random.h>
#include <uk/rng.h>
#include <uk/string.h>

static size_t seed(void *to, size_t length)
{
	size_t done = 0;
	uint64_t bits;

	while (done < length && uk_arch_random_seed(&bits)) {
		size_t part = UK_MIN(length - done, sizeof(bits));

		memcpy((char *)to + done, &bits, part);
		done += part;
	}
	return done;
}
UK_RNG_SOURCE(cpu, .seed = seed);
