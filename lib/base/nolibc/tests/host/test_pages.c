/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * On the host: the memory and string functions at every length, alignment and overlap, in two
 * pages with nothing around them, so that a byte too far is a crash.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <uk/test.h>

#include "renamed.h"
#include <uk/string.h>

UK_TESTSUITE(pages, "memory functions at the edge of memory");

#define PAGE 4096
#define EDGE 24	      /* alignments to try at each end */
#define LENGTHS 600 /* beyond where the last way begins */

static unsigned char model[2 * PAGE], wanted[2 * PAGE];

/* Two pages of zeroes between two that nobody may touch. */
static unsigned char *pages(void)
{
	unsigned char *at = mmap(NULL, 4 * PAGE, PROT_NONE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED ||
	    mprotect(at + PAGE, 2 * PAGE, PROT_READ | PROT_WRITE))
		abort();
	return at + PAGE;
}

static void fill(unsigned char *at)
{
	for (unsigned int i = 0; i < 2 * PAGE; i++)
		at[i] = model[i] = (unsigned char)(i % 251 + 1);
}

static bool same(const unsigned char *at)
{
	for (unsigned int i = 0; i < 2 * PAGE; i++)
		if (at[i] != wanted[i])
			return false;
	return true;
}

static void expect_moved(size_t to, size_t from, size_t length)
{
	for (size_t i = 0; i < 2 * PAGE; i++)
		wanted[i] = i - to < length ? model[from + i - to] : model[i];
}

/* Lengths: all that are short, and around where another way begins. */
static size_t after(size_t length)
{
	return length + (length > 80 && length % 64 > 8 && length % 64 < 56 ? 11 : 1);
}

UK_TEST(pages, move_at_each_distance)
{
	unsigned char *at = pages();

	for (size_t length = 0; length < LENGTHS; length = after(length))
		for (size_t shift = 0; shift < 2 * EDGE + 20; shift += 1 + shift / 20) {
			size_t end = 2 * PAGE - length;

			fill(at);
			expect_moved(shift, 0, length);
			UK_REQUIRE(memmove(at + shift, at, length) == at + shift && same(at));
			fill(at);
			expect_moved(0, shift, length);
			UK_REQUIRE(memmove(at, at + shift, length) == at && same(at));
			fill(at);
			expect_moved(end, end - shift, length);
			UK_REQUIRE(memmove(at + end, at + end - shift, length) == at + end &&
				   same(at));
			fill(at);
			expect_moved(end - shift, end, length);
			UK_REQUIRE(memmove(at + end - shift, at + end, length) ==
					   at + end - shift &&
				   same(at));
		}
}

UK_TEST(pages, copy_at_each_alignment)
{
	unsigned char *at = pages();

	for (size_t length = 0; length < LENGTHS; length = after(length))
		for (size_t shift = 0; shift < EDGE; shift++) {
			size_t to = 2 * PAGE - length - shift;

			fill(at);
			expect_moved(to, 0, length);
			UK_REQUIRE(memcpy(at + to, at, length) == at + to && same(at));
			fill(at);
			expect_moved(shift, 2 * PAGE - length, length);
			UK_REQUIRE(memcpy(at + shift, at + 2 * PAGE - length, length) ==
					   at + shift &&
				   same(at));
		}
}

UK_TEST(pages, set_at_each_alignment)
{
	unsigned char *at = pages();

	for (size_t length = 0; length < LENGTHS; length = after(length))
		for (size_t shift = 0; shift < EDGE; shift++) {
			for (int high = 0; high < 2; high++) {
				size_t to = high ? 2 * PAGE - length - shift : shift;

				fill(at);
				for (size_t i = 0; i < 2 * PAGE; i++)
					wanted[i] = i - to < length ? 0xa5 : model[i];
				UK_REQUIRE(memset(at + to, 0x1a5, length) == at + to && same(at));
			}
		}
}

UK_TEST(pages, compare_finds_each_difference)
{
	unsigned char *a = pages(), *b = pages();

	for (size_t length = 0; length < 80; length++)
		for (size_t shift = 0; shift < 9; shift++) {
			unsigned char *x = a + 2 * PAGE - length, *y = b + shift;

			for (size_t i = 0; i < length; i++)
				x[i] = y[i] = (unsigned char)(i + 1);
			UK_REQUIRE(memcmp(x, y, length) == 0);
			for (size_t i = 0; i < length; i++) {
				/* what follows, and the bytes' signs, do not matter */
				x[i] = 0x7f;
				y[i] = 0x80;
				x[length - 1] ^= i + 1 < length ? 0xff : 0;
				UK_REQUIRE(memcmp(x, y, length) < 0);
				UK_REQUIRE(memcmp(y, x, length) > 0);
				UK_REQUIRE(memcmp(x, y, i) == 0);
				x[length - 1] ^= i + 1 < length ? 0xff : 0;
				x[i] = y[i] = (unsigned char)(i + 1);
			}
		}
}

UK_TEST(pages, searches_stay_in_the_page)
{
	unsigned char *at = pages(), *end = at + 2 * PAGE;

	memset(at, 0x81, 2 * PAGE);
	for (size_t length = 1; length < 80; length++) {
		for (size_t shift = 0; shift < 9; shift++) {
			unsigned char *start = end - length - shift;

			UK_REQUIRE(!memchr(start, 0x80, length));
			UK_REQUIRE(!memchr(start, 0, length));
			for (size_t i = 0; i < length; i++) {
				start[i] = 0x80;
				UK_REQUIRE(memchr(start, 0x180, length) == start + i);
				UK_REQUIRE(memchr(start, 0x80, SIZE_MAX) == start + i);
				UK_REQUIRE(!memchr(start, 0x80, i));
				start[i] = 0;
				UK_REQUIRE(strlen((char *)start) == i);
				UK_REQUIRE(memchr(start, 0, length) == start + i);
				start[i] = 0x81;
			}
			if (start > at)
				start[-1] = 0; /* before it: not seen */
			UK_REQUIRE(!memchr(start, 0, length));
			start[-1] = 0x81;
		}
	}
	UK_EXPECT(!memchr(NULL, 0, 0));
}
