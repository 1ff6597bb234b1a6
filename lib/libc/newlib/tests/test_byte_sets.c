/* SPDX-License-Identifier: BSD-3-Clause */
/* Searches for bytes of a set: ends, all values, and what is found where. */
#include <string.h>
#include <uk/test.h>

UK_TESTSUITE(newlib_byte_sets, "newlib: searches for any byte of a set");

/* Volatile: the compiler knows what these functions do. */
static size_t (*volatile within)(const char *, const char *) = strspn;
static size_t (*volatile before)(const char *, const char *) = strcspn;
static char *(*volatile find)(const char *, const char *) = strpbrk;

UK_TEST(newlib_byte_sets, ends)
{
	UK_EXPECT_EQ(within("", "abc"), 0);
	UK_EXPECT_EQ(within("abc", ""), 0);
	UK_EXPECT_EQ(within("abc", "cba"), 3);
	UK_EXPECT_EQ(within("abcd\0abc", "cba"), 3);
	UK_EXPECT_EQ(before("", "abc"), 0);
	UK_EXPECT_EQ(before("abc", ""), 3);
	UK_EXPECT_EQ(before("abc", "xc"), 2);
	UK_EXPECT(!find("abc", "xyz"));
	UK_EXPECT(!find("", "xyz"));
	UK_EXPECT(!find("abc", ""));
}

UK_TEST(newlib_byte_sets, each_byte)
{
	for (int byte = 1; byte < 256; byte++) {
		const char text[] = { (char)(byte ^ 1 ? byte ^ 1 : 2), (char)byte, 0 };
		const char set[] = { (char)byte, 0 };

		UK_REQUIRE(before(text, set) == 1);
		UK_REQUIRE(within(text, set) == 0);
		UK_REQUIRE(within(text + 1, set) == 1);
		UK_REQUIRE(find(text, set) == text + 1);
	}
}
