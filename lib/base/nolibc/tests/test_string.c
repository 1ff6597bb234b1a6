/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * String and memory functions against loops of one byte, for all small lengths and
 * alignments. Called through pointers: the compiler would compute much of it itself.
 */
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(string, "string and memory functions");

#define SPAN 400

/* All short lengths, and some where memcpy() and its kin have other ways. */
static const unsigned int lengths[] = {
	0,  1,	2,  3,	4,  5,	6,  7,	8,  9,	10, 11,	 12,  13,  14,	15,
	16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 30, 31,	 32,  33,  34,	47,
	48, 49, 50, 63, 64, 65, 79, 80, 81, 99, 127, 128, 255, 256, 257, 300,
};

/* Volatile: what it calls is not known when this file is compiled. */
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile move)(void *, const void *, size_t) = memmove;
static void *(*volatile set)(void *, int, size_t) = memset;
static int (*volatile compare)(const void *, const void *, size_t) = memcmp;
static void *(*volatile find_byte)(const void *, int, size_t) = memchr;
static size_t (*volatile length_of)(const char *) = strlen;
static size_t (*volatile bounded_length)(const char *, size_t) = strnlen;
static int (*volatile compare_strings)(const char *, const char *) = strcmp;
static int (*volatile compare_bounded)(const char *, const char *,
				       size_t) = strncmp;
static char *(*volatile find_character)(const char *, int) = strchr;

static unsigned char buffer[SPAN], model[SPAN];

static void fill_both(void)
{
	for (unsigned int i = 0; i < SPAN; i++)
		buffer[i] = model[i] = (unsigned char)(i * 7 + 1);
}

static bool buffers_agree(void)
{
	for (unsigned int i = 0; i < SPAN; i++)
		if (buffer[i] != model[i])
			return false;
	return true;
}

UK_TEST(string, memcpy_at_any_alignment)
{
	static unsigned char from[SPAN];

	for (unsigned int i = 0; i < SPAN; i++)
		from[i] = (unsigned char)(200 - i);
	for (unsigned int to = 0; to < 9; to++)
		for (unsigned int at = 0; at < 9; at++)
			for (unsigned int n = 0; n < UK_ARRAY_SIZE(lengths);
			     n++) {
				unsigned int length = lengths[n];

				fill_both();
				for (unsigned int i = 0; i < length; i++)
					model[to + i] = from[at + i];
				UK_REQUIRE(copy(buffer + to, from + at,
						length) == buffer + to);
				UK_REQUIRE(buffers_agree());
			}
}

UK_TEST(string, memmove_in_all_directions)
{
	for (unsigned int to = 0; to < 80; to += 1 + to / 4)
		for (unsigned int from = 0; from < 80; from += 1 + from / 4)
			for (unsigned int n = 0; n < UK_ARRAY_SIZE(lengths);
			     n++) {
				unsigned int length = lengths[n];
				unsigned char kept[SPAN];

				fill_both();
				for (unsigned int i = 0; i < length; i++)
					kept[i] = model[from + i];
				for (unsigned int i = 0; i < length; i++)
					model[to + i] = kept[i];
				UK_REQUIRE(move(buffer + to, buffer + from,
						length) == buffer + to);
				UK_REQUIRE(buffers_agree());
			}
}

/* The ABI wants the direction flag clear after every call. */
UK_TEST(string, memmove_leaves_the_direction_flag_clear)
{
	unsigned long flags;

	move(buffer + 1, buffer, 60);
	__asm__ volatile("pushfq; popq %0" : "=r"(flags));
	UK_EXPECT(!(flags & 1UL << 10));
}

UK_TEST(string, memset_writes_just_its_bytes)
{
	for (unsigned int at = 0; at < 9; at++)
		for (unsigned int n = 0; n < UK_ARRAY_SIZE(lengths); n++) {
			unsigned int length = lengths[n];

			fill_both();
			for (unsigned int i = 0; i < length; i++)
				model[at + i] = 0xa5;
			/* converted to unsigned char */
			UK_REQUIRE(set(buffer + at, 0x1a5, length) ==
				   buffer + at);
			UK_REQUIRE(buffers_agree());
		}
}

UK_TEST(string, memcmp_orders_unsigned_bytes)
{
	UK_EXPECT_EQ(compare("a", "b", 0), 0);
	UK_EXPECT_EQ(compare(NULL, NULL, 0), 0);
	UK_EXPECT_EQ(compare("abc", "abd", 2), 0);
	UK_EXPECT(compare("abc", "abd", 3) < 0);
	UK_EXPECT(compare("abd", "abc", 3) > 0);
	UK_EXPECT(compare("\x80", "\x7f", 1) > 0);
	UK_EXPECT(compare("\x00\xff", "\xff\x00", 2) < 0);
	UK_EXPECT(compare("a\0b", "a\0c", 3) < 0);
	for (unsigned int differs = 0; differs < 40; differs++) {
		fill_both();
		model[differs]++;
		UK_REQUIRE(compare(buffer, model, 40) < 0);
		UK_REQUIRE(compare(model, buffer, 40) > 0);
		UK_REQUIRE(compare(buffer, model, differs) == 0);
	}
}

UK_TEST(string, lengths)
{
	UK_EXPECT_EQ(length_of(""), 0);
	UK_EXPECT_EQ(length_of("four"), 4);
	UK_EXPECT_EQ(length_of("a\0b"), 1);
	UK_EXPECT_EQ(bounded_length("four", 0), 0);
	UK_EXPECT_EQ(bounded_length("four", 3), 3);
	UK_EXPECT_EQ(bounded_length("four", 4), 4);
	UK_EXPECT_EQ(bounded_length("four", SIZE_MAX), 4);
}

UK_TEST(string, strcmp_orders_unsigned_characters)
{
	UK_EXPECT_EQ(compare_strings("", ""), 0);
	UK_EXPECT_EQ(compare_strings("same", "same"), 0);
	UK_EXPECT(compare_strings("a", "ab") < 0);
	UK_EXPECT(compare_strings("ab", "a") > 0);
	UK_EXPECT(compare_strings("\x80", "\x7f") > 0);
	UK_EXPECT(compare_strings("", "\xff") < 0);
}

UK_TEST(string, strncmp_stops)
{
	UK_EXPECT_EQ(compare_bounded("a", "b", 0), 0);
	UK_EXPECT_EQ(compare_bounded("abc", "abd", 2), 0);
	UK_EXPECT(compare_bounded("abc", "abd", 3) < 0);
	UK_EXPECT_EQ(compare_bounded("a\0x", "a\0y", 3), 0);
	UK_EXPECT(compare_bounded("a", "ab", SIZE_MAX) < 0);
	UK_EXPECT(compare_bounded("\xff", "a", 1) > 0);
}

UK_TEST(string, searches)
{
	static const char text[] = "hello";

	UK_EXPECT(find_character(text, 'l') == text + 2);
	UK_EXPECT(find_character(text, '\0') == text + 5);
	UK_EXPECT(!find_character(text, 'z'));
	UK_EXPECT(find_character(text, 'e' + 256) == text + 1);
	UK_EXPECT(find_byte(text, 'l', 5) == text + 2);
	UK_EXPECT(!find_byte(text, 'o', 4));
	UK_EXPECT(find_byte(text, 'o', 5) == text + 4);
	UK_EXPECT(!find_byte(text, 'h', 0));
	UK_EXPECT(find_byte("\x01\xff", 0x7ff, 2));
}
