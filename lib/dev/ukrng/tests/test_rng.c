/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random numbers from the machine's own sources.
 */
#include <uk/rng.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(ukrng, "random numbers of this machine");

UK_TEST(ukrng, no_byte_is_frequent_and_nothing_comes_twice)
{
	static unsigned char one[4099], other[4099];
	unsigned int seen[256] = { 0 };

	UK_EXPECT_EQ(uk_rng_get(one, sizeof(one)), 0);
	UK_EXPECT_EQ(uk_rng_get(other, sizeof(other)), 0);
	UK_EXPECT(memcmp(one, other, sizeof(one)) != 0);
	for (size_t i = 0; i < sizeof(one); i++)
		seen[one[i]]++;
	/* 16 of each are expected; 60: never */
	for (unsigned int i = 0; i < 256; i++)
		UK_EXPECT(seen[i] < 60);
}

UK_TEST(ukrng, the_sources_are_there)
{
	UK_EXPECT(UK_TABLE_COUNT(uk_rng_sources) >= 1);
}
