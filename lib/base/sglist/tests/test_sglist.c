/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scatter-gather lists: joining, limits, and copies that begin and end anywhere.
 */
#include <uk/errno.h>
#include <uk/sglist.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(sglist, "scatter-gather lists");

static char bytes[32];

UK_TEST(sglist, joins_what_goes_on)
{
	struct uk_sgsegment segments[2];
	struct uk_sglist list;

	uk_sglist_init(&list, segments, 2);
	UK_EXPECT_EQ(uk_sglist_length(&list), 0);
	UK_EXPECT_EQ(uk_sglist_add(&list, bytes, 4), 0);
	UK_EXPECT_EQ(uk_sglist_add(&list, bytes + 4, 4), 0);
	UK_EXPECT_EQ(list.count, 1);
	UK_EXPECT_EQ(uk_sglist_add(&list, bytes + 9, 4), 0);
	UK_EXPECT_EQ(list.count, 2);
	UK_EXPECT_EQ(uk_sglist_length(&list), 12);
	/* the array is full, but this one needs no segment */
	UK_EXPECT_EQ(uk_sglist_add(&list, bytes + 13, 1), 0);
	UK_EXPECT_EQ(uk_sglist_length(&list), 13);
}

UK_TEST(sglist, refuses)
{
	struct uk_sgsegment segments[1];
	struct uk_sglist list;

	uk_sglist_init(&list, segments, 1);
	UK_EXPECT_EQ(uk_sglist_add(&list, bytes, 0), 0);
	UK_EXPECT_EQ(list.count, 0);
	UK_EXPECT_EQ(uk_sglist_add(&list, (void *)UINTPTR_MAX, 2), -EINVAL);
	UK_EXPECT_EQ(uk_sglist_add(&list, bytes, SIZE_MAX), -EINVAL);
	UK_EXPECT_EQ(list.count, 0);
	UK_EXPECT_EQ(uk_sglist_add(&list, bytes, 1), 0);
	UK_EXPECT_EQ(uk_sglist_add(&list, bytes + 2, 1), -E2BIG);
	UK_EXPECT_EQ(uk_sglist_length(&list), 1);
	uk_sglist_init(&list, NULL, 0);
	UK_EXPECT_EQ(uk_sglist_add(&list, bytes, 1), -E2BIG);
}

/* Three pieces out of order: bytes 20..24, 0..2, 10..16 */
static void scatter(struct uk_sglist *list, struct uk_sgsegment *segments)
{
	uk_sglist_init(list, segments, 3);
	uk_sglist_add(list, bytes + 20, 5);
	uk_sglist_add(list, bytes, 3);
	uk_sglist_add(list, bytes + 10, 7);
}

static char at(size_t position)
{
	static const unsigned char order[] = { 20, 21, 22, 23, 24, 0,  1, 2,
					       10, 11, 12, 13, 14, 15, 16 };

	return (char)(order[position] + 1);
}

UK_TEST(sglist, copies_from_any_place)
{
	struct uk_sgsegment segments[3];
	struct uk_sglist list;

	for (unsigned int i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i + 1);
	scatter(&list, segments);
	UK_REQUIRE(uk_sglist_length(&list) == 15);
	for (size_t offset = 0; offset < 18; offset++)
		for (size_t length = 0; length < 18; length++) {
			size_t expected = offset < 15 ? UK_MIN(length,
							       15 - offset) :
							0;
			char flat[20] = { 0 };

			UK_REQUIRE(uk_sglist_copy_from(&list, offset, flat,
						       length) == expected);
			for (size_t i = 0; i < sizeof(flat); i++)
				UK_REQUIRE(flat[i] ==
					   (i < expected ? at(offset + i) : 0));
		}
}

UK_TEST(sglist, copies_to_any_place)
{
	struct uk_sgsegment segments[3];
	struct uk_sglist list;
	char flat[15];

	scatter(&list, segments);
	memset(bytes, 0, sizeof(bytes));
	UK_EXPECT_EQ(uk_sglist_copy_to(&list, 4, "ABCDE", 5), 5);
	UK_EXPECT_EQ(uk_sglist_copy_to(&list, 14, "YZ", 2), 1);
	UK_EXPECT_EQ(bytes[24], 'A');
	UK_EXPECT_EQ(bytes[0], 'B');
	UK_EXPECT_EQ(bytes[2], 'D');
	UK_EXPECT_EQ(bytes[10], 'E');
	UK_EXPECT_EQ(bytes[16], 'Y');
	UK_EXPECT_EQ(bytes[3] | bytes[17] | bytes[25], 0);
	UK_EXPECT_EQ(uk_sglist_copy_from(&list, 4, flat, 5), 5);
	UK_EXPECT_EQ(memcmp(flat, "ABCDE", 5), 0);
}
