/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The generator on the host, with a source that is made up: it gives nothing
 * without a seed, the same for the same seed, and asks again when it is due.
 */
#include <uk/rng.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(ukrng_state, "the generator with a source that is made up");

static size_t can_give;
static unsigned int asked;

static size_t seed(void *to, size_t length)
{
	size_t given = UK_MIN(length, can_give);

	asked++;
	memset(to, 0x5a, given);
	return given;
}
UK_RNG_SOURCE(made_up, .seed = seed);

/* One case, since the state goes from one to the next. */
UK_TEST(ukrng_state, wants_a_whole_seed_once_and_then_now_and_then)
{
	static unsigned char first[100], second[100], large[1u << 16];
	unsigned int zeroes = 0;

	UK_EXPECT_EQ(uk_rng_get(first, 0), 0);
	UK_EXPECT_EQ(asked, 0u);
	UK_EXPECT_EQ(uk_rng_get(first, 1), -EAGAIN);
	can_give = 31;
	UK_EXPECT_EQ(uk_rng_get(first, 1), -EAGAIN);
	UK_EXPECT_EQ(asked, 2u);
	UK_EXPECT_EQ(first[0], 0);

	can_give = 32;
	UK_EXPECT_EQ(uk_rng_get(first, sizeof(first)), 0);
	UK_EXPECT_EQ(uk_rng_get(second, sizeof(second)), 0);
	UK_EXPECT_EQ(asked, 3u);
	UK_EXPECT(memcmp(first, second, sizeof(first)) != 0);
	for (size_t i = 0; i < sizeof(first); i++)
		zeroes += !first[i];
	UK_EXPECT(zeroes < 10);

	/* 2^20 bytes later, and not before; a source that fails then does not
	 * matter any more
	 */
	can_give = 0;
	for (int i = 0; i < 15; i++)
		UK_EXPECT_EQ(uk_rng_get(large, sizeof(large)), 0);
	UK_EXPECT_EQ(asked, 3u);
	UK_EXPECT_EQ(uk_rng_get(large, sizeof(large)), 0);
	UK_EXPECT_EQ(uk_rng_get(large, sizeof(large)), 0);
	UK_EXPECT_EQ(asked, 4u);
}

UK_TEST(ukrng_state, what_is_added_changes_what_comes)
{
	unsigned char zeroes[32] = { 0 }, one[32], other[32];

	can_give = 32;
	UK_EXPECT_EQ(uk_rng_get(one, sizeof(one)), 0);
	uk_rng_add(zeroes, sizeof(zeroes));
	uk_rng_add("x", 1);
	UK_EXPECT_EQ(uk_rng_get(other, sizeof(other)), 0);
	UK_EXPECT(memcmp(one, other, sizeof(one)) != 0);
}
