/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Formatted output and input: what C99 asks of both variants, above all the
 * length modifiers, which newlib's small one lacks as released.
 */
#define _GNU_SOURCE /* asprintf */
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/test.h>

UK_TESTSUITE(newlib_format, "newlib: printf and scanf");

/* Formats, and complains with what came out. */
static void check(int line, const char *want, const char *format, ...)
{
	char got[256];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(got, sizeof(got), format, arguments);
	va_end(arguments);
	if (strcmp(got, want) || length != (int)strlen(want)) {
		uk_test_failed(got, __FILE__, line);
		uk_test_failed(want, "wanted", line);
	}
}

#define CHECK(want, ...) check(__LINE__, want, __VA_ARGS__)

UK_TEST(newlib_format, integers)
{
	CHECK("0 1 -1", "%d %i %d", 0, 1, -1);
	CHECK("2147483647 -2147483648", "%d %d", INT_MAX, INT_MIN);
	CHECK("4294967295", "%u", UINT_MAX);
	CHECK("ff FF 0xff 0XFF 0", "%x %X %#x %#X %#x", 255, 255, 255, 255, 0);
	CHECK("17 017", "%o %#o", 15, 15);
	CHECK("0 010 [0] [001] [  01]", "%#o %#o [%#.0o] [%#.3o] [%#4.1o]", 0, 8, 0, 1, 1);
	CHECK("[    5] [5    ] [00005] [+5] [ 5]", "[%5d] [%-5d] [%05d] [%+d] [% d]",
	      5, 5, 5, 5, 5);
	CHECK("[  005] [-0005]", "[%*.*d] [%05d]", 5, 3, 5, -5);
	CHECK("[]", "[%.0d]", 0);
}

UK_TEST(newlib_format, lengths)
{
	CHECK("-9223372036854775808", "%ld", LONG_MIN);
	CHECK("-9223372036854775808 7", "%lld %d", LLONG_MIN, 7);
	CHECK("18446744073709551615 7", "%llu %d", ULLONG_MAX, 7);
	CHECK("ffffffffffffffff 7", "%llx %d", ULLONG_MAX, 7);
	CHECK("18446744073709551615 -1 7", "%zu %zd %d", SIZE_MAX, (ssize_t)-1, 7);
	CHECK("-9223372036854775808 7", "%jd %d", INTMAX_MIN, 7);
	CHECK("-5 7", "%td %d", (ptrdiff_t)-5, 7);
	CHECK("-1 65535 7", "%hd %hu %d", 0xffff, 0xffff, 7);
	CHECK("-1 255 ab 7", "%hhd %hhu %hhx %d", 0xff, 0x1ff, 0x1ab, 7);
	CHECK("18446744073709551615", "%" PRIu64, UINT64_MAX);
}

UK_TEST(newlib_format, texts)
{
	int count = -1;
	signed char few = -1, next = 42;

	CHECK("a%b", "%c%%%c", 'a', 'b');
	CHECK("[abc] [  abc] [abc  ] [ab] []", "[%s] [%5s] [%-5s] [%.2s] [%.0s]",
	      "abc", "abc", "abc", "abc", "abc");
	CHECK("0x1234", "%p", (void *)0x1234);
	snprintf(NULL, 0, "abc%n%hhn", &count, &few);
	UK_EXPECT_EQ(count, 3);
	UK_EXPECT_EQ(few, 3);
	UK_EXPECT_EQ(next, 42);
}

UK_TEST(newlib_format, bounds)
{
	volatile size_t bound = 4; /* else the compiler warns of what is meant */
	char small[4] = "xyz";
	char *made = NULL;

	UK_EXPECT_EQ(snprintf(small, bound, "%d", 123456), 6);
	UK_EXPECT(!strcmp(small, "123"));
	UK_EXPECT_EQ(snprintf(small, 0, "abc"), 3);
	UK_EXPECT(!strcmp(small, "123"));
	UK_EXPECT_EQ(asprintf(&made, "%200d", 1), 200);
	UK_REQUIRE(made != NULL);
	UK_EXPECT_EQ(strlen(made), 200);
	free(made);
}

UK_TEST(newlib_format, floats)
{
#ifdef CONFIG_LIBNEWLIB_PRINTF_FLOAT
	double value = 0;
	float single = 0;

	CHECK("0.000000 1.500000 -2.5", "%f %f %.1f", 0.0, 1.5, -2.5);
	CHECK("1.000000e+10 1e-05 123456", "%e %g %g", 1e10, 1e-5, 123456.0);
	CHECK("0.1000000000000000055511151231257827021", "%.37f", 0.1);
	CHECK("inf -inf nan", "%f %f %f", __builtin_inf(), -__builtin_inf(),
	      __builtin_nan(""));
	CHECK("[   3.14] [3.14   ] 7", "[%7.2f] [%-7.2f] %d", 3.14159, 3.14159, 7);
	UK_EXPECT_EQ(sscanf("2.5e3 0.25", "%lf %f", &value, &single), 2);
	UK_EXPECT(value == 2500.0 && single == 0.25f);
#else
	CHECK("<LIBNEWLIB_PRINTF_FLOAT is off> 7", "%f %d", 1.5, 7);
	CHECK("<LIBNEWLIB_PRINTF_FLOAT is off> 7", "%Lg %d", 1.5L, 7);
#endif
	UK_EXPECT(strtod("1.25e2x", NULL) == 125.0);
}

#ifndef CONFIG_LIBNEWLIB_NANO_IO
UK_TEST(newlib_format, only_full)
{
	CHECK("2 1", "%2$d %1$d", 1, 2);
	CHECK("0x1.8p+0", "%a", 1.5);
	CHECK("1.5", "%.1Lf", 1.5L);
}
#endif

UK_TEST(newlib_format, scans)
{
	long long wide = 0;
	size_t size = 0;
	short half = 0;
	signed char bytes[2] = { 0, 42 };
	char word[8] = "";
	int number = 0;
	unsigned int hex = 0;

	UK_EXPECT_EQ(sscanf("-9223372036854775808 18446744073709551615",
			    "%lld %zu", &wide, &size), 2);
	UK_EXPECT_EQ(wide, LLONG_MIN);
	UK_EXPECT_EQ(size, SIZE_MAX);
	UK_EXPECT_EQ(sscanf("-7,200,ff", "%hd,%hhd,%x", &half, &bytes[0], &hex), 3);
	UK_EXPECT_EQ(half, -7);
	UK_EXPECT_EQ(bytes[0], (signed char)200);
	UK_EXPECT_EQ(bytes[1], 42);
	UK_EXPECT_EQ(hex, 255);
	UK_EXPECT_EQ(sscanf("key = value", "%7[a-z] = %*s%n", word, &number), 1);
	UK_EXPECT(!strcmp(word, "key"));
	UK_EXPECT_EQ(number, 11);
	UK_EXPECT_EQ(sscanf("x", "%d", &number), 0);
	UK_EXPECT_EQ(sscanf("", "%d", &number), EOF);
}
