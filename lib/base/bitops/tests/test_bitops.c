/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bits and bitmaps, at the borders of words, and against a plain array.
 */
#include <uk/bitops.h>
#include <uk/test.h>

UK_TESTSUITE(bitops, "finding bits, bitmaps");

UK_TEST(bitops, single_bits)
{
	for (unsigned int bit = 0; bit < UK_BITS_PER_LONG; bit++) {
		UK_EXPECT_EQ(uk_ffs(UK_BIT(bit)), bit);
		UK_EXPECT_EQ(uk_fls(UK_BIT(bit)), bit);
		UK_EXPECT_EQ(uk_ffs(~0UL << bit), bit);
		UK_EXPECT_EQ(uk_fls(~0UL >> bit), UK_BITS_PER_LONG - 1 - bit);
	}
}

UK_TEST(bitops, powers_of_two)
{
	UK_EXPECT_EQ(uk_round_up_power_of_2(1), 1);
	UK_EXPECT_EQ(uk_round_up_power_of_2(2), 2);
	UK_EXPECT_EQ(uk_round_up_power_of_2(3), 4);
	for (unsigned int bit = 2; bit < UK_BITS_PER_LONG - 1; bit++) {
		UK_EXPECT_EQ(uk_round_up_power_of_2(UK_BIT(bit)), UK_BIT(bit));
		UK_EXPECT_EQ(uk_round_up_power_of_2(UK_BIT(bit) + 1),
			     UK_BIT(bit + 1));
		UK_EXPECT_EQ(uk_round_up_power_of_2(UK_BIT(bit) - 1),
			     UK_BIT(bit));
	}
	UK_EXPECT_EQ(uk_round_up_power_of_2(UK_BIT(63)), UK_BIT(63));
}

UK_TEST(bitops, words_of_a_bitmap)
{
	UK_EXPECT_EQ(UK_BITMAP_WORDS(1), 1);
	UK_EXPECT_EQ(UK_BITMAP_WORDS(64), 1);
	UK_EXPECT_EQ(UK_BITMAP_WORDS(65), 2);
}

#define BITS 200

UK_TEST(bitops, finds_as_a_linear_search_does)
{
	unsigned long map[UK_BITMAP_WORDS(BITS)] = { 0 };
	bool model[BITS] = { false };
	uint32_t random = 1;

	for (unsigned int step = 0; step < 2000; step++) {
		size_t bit, from, found;

		random = random * 1664525 + 1013904223;
		bit = (random >> 8) % BITS;
		model[bit] = !(random >> 31) || step < 20;
		if (model[bit])
			uk_bitmap_set(map, bit);
		else
			uk_bitmap_clear(map, bit);
		UK_REQUIRE(uk_bitmap_test(map, bit) == model[bit]);
		from = (random >> 16) % (BITS + 1);
		for (found = from; found < BITS && !model[found]; found++)
			;
		UK_REQUIRE(uk_bitmap_find(map, BITS, from) == found);
	}
}

UK_TEST(bitops, bits_behind_the_end_do_not_count)
{
	unsigned long map[2] = { 0, UK_BIT(10) };

	UK_EXPECT_EQ(uk_bitmap_find(map, 70, 0), 70);
	UK_EXPECT_EQ(uk_bitmap_find(map, 75, 0), 74);
	UK_EXPECT_EQ(uk_bitmap_find(map, 0, 0), 0);
	UK_EXPECT_EQ(uk_bitmap_find(map, 75, 75), 75);
}
