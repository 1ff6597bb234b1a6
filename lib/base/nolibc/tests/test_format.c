/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The formatter: every conversion, flag, length and border. Also runs on the host.
 */
#include <uk/format.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(format, "formatted output");

static char text[100];

/* The compiler's check of formats is off: some are wrong on purpose. */
static int print_to(char *to, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	length = uk_vsnprintf(to, size, format, arguments);
#pragma GCC diagnostic pop
	va_end(arguments);
	return length;
}

#define EXPECT_TEXT(expected, ...)                                       \
	do {                                                             \
		int printed = print_to(text, sizeof(text), __VA_ARGS__); \
		UK_EXPECT_EQ(strcmp(text, expected), 0);                 \
		UK_EXPECT_EQ(printed, sizeof(expected) - 1);             \
	} while (0)

UK_TEST(format, plain_text)
{
	EXPECT_TEXT("", "");
	EXPECT_TEXT("text", "text");
	EXPECT_TEXT("100%", "100%%");
	EXPECT_TEXT("%a%", "%%a%%");
}

UK_TEST(format, signed_numbers)
{
	EXPECT_TEXT("0", "%d", 0);
	EXPECT_TEXT("-1", "%i", -1);
	EXPECT_TEXT("-2147483648", "%d", INT32_MIN);
	EXPECT_TEXT("2147483647", "%d", INT32_MAX);
	EXPECT_TEXT("-9223372036854775808", "%ld", INT64_MIN);
	EXPECT_TEXT("9223372036854775807", "%lld", INT64_MAX);
	EXPECT_TEXT("-5 +5  5", "%+d %+d % d", -5, 5, 5);
	EXPECT_TEXT("+5", "%+ d", 5);
}

UK_TEST(format, unsigned_numbers)
{
	EXPECT_TEXT("4294967295", "%u", UINT32_MAX);
	EXPECT_TEXT("18446744073709551615", "%lu", UINT64_MAX);
	EXPECT_TEXT("ffffffffffffffff", "%lx", UINT64_MAX);
	EXPECT_TEXT("DEADBEEF", "%X", 0xdeadbeefu);
	EXPECT_TEXT("1777777777777777777777", "%lo", UINT64_MAX);
	EXPECT_TEXT("0x1f 0X1F 0 037 0", "%#x %#X %#x %#o %#o", 31, 31, 0, 31,
		    0);
	/* the alternate form adds a zero only where none stands (7.21.6.1) */
	EXPECT_TEXT("00010", "%#.5o", 8);
	EXPECT_TEXT("0", "%#.0o", 0);
}

UK_TEST(format, lengths)
{
	EXPECT_TEXT("-1 255", "%hhd %hhu", 0xff, 0x1ff);
	EXPECT_TEXT("-1 65535", "%hd %hu", 0xffff, 0x1ffff);
	EXPECT_TEXT("ff", "%hhx", -1);
	EXPECT_TEXT("-1 -1 -1", "%zd %td %jd", (size_t)-1, (ptrdiff_t)-1,
		    (intmax_t)-1);
	EXPECT_TEXT("18446744073709551615", "%zu", SIZE_MAX);
}

UK_TEST(format, width)
{
	EXPECT_TEXT("    5", "%5d", 5);
	EXPECT_TEXT("5    |", "%-5d|", 5);
	EXPECT_TEXT("00005", "%05d", 5);
	EXPECT_TEXT("-0005", "%05d", -5);
	EXPECT_TEXT("5    |", "%-05d|", 5);
	EXPECT_TEXT("0x0000ff", "%#08x", 255);
	EXPECT_TEXT("  +5", "%+4d", 5);
	EXPECT_TEXT("123456", "%3d", 123456);
	EXPECT_TEXT("   5", "%*d", 4, 5);
	EXPECT_TEXT("5   |", "%*d|", -4, 5);
}

UK_TEST(format, precision)
{
	EXPECT_TEXT("005", "%.3d", 5);
	EXPECT_TEXT("-005", "%.3d", -5);
	EXPECT_TEXT("  005", "%5.3d", 5);
	EXPECT_TEXT("  005", "%05.3d", 5); /* precision switches the 0 off */
	EXPECT_TEXT("", "%.0d", 0);
	EXPECT_TEXT("", "%.d", 0);
	EXPECT_TEXT("  ", "%2.0x", 0);
	EXPECT_TEXT("0", "%.*d", -1, 0); /* as if none were given */
	EXPECT_TEXT("007", "%.*u", 3, 7);
}

UK_TEST(format, strings_and_characters)
{
	EXPECT_TEXT("abc", "%s", "abc");
	EXPECT_TEXT("  abc", "%5s", "abc");
	EXPECT_TEXT("abc  |", "%-5s|", "abc");
	EXPECT_TEXT("ab", "%.2s", "abc");
	EXPECT_TEXT("", "%.0s", "abc");
	EXPECT_TEXT("abc", "%.9s", "abc");
	EXPECT_TEXT("abc", "%.*s", -1, "abc");
	EXPECT_TEXT("(null)", "%s", (char *)NULL);
	EXPECT_TEXT("x   y|", "%c%4c|", 'x', 'y');
	EXPECT_TEXT("x   |", "%-4c|", 'x');
}

/* A precision is a promise that no terminator is needed. */
UK_TEST(format, strings_without_terminator)
{
	static const char three[3] = { 'a', 'b', 'c' };

	EXPECT_TEXT("abc", "%.3s", three);
}

UK_TEST(format, a_zero_character_counts)
{
	UK_EXPECT_EQ(print_to(text, sizeof(text), "a%cb", 0), 3);
	UK_EXPECT_EQ(memcmp(text, "a\0b", 4), 0);
}

UK_TEST(format, pointers)
{
	EXPECT_TEXT("0x1234", "%p", (void *)0x1234);
	EXPECT_TEXT("0xffffffffffffffff", "%p", (void *)UINTPTR_MAX);
	EXPECT_TEXT("0x0", "%p", (void *)0);
	EXPECT_TEXT("    0x1", "%7p", (void *)1);
}

UK_TEST(format, unknown_conversions_are_shown)
{
	EXPECT_TEXT("%y", "%y");
	EXPECT_TEXT("%-5.2ly", "%-5.2ly");
	EXPECT_TEXT("%", "%");
	EXPECT_TEXT("a%5", "a%5");
	EXPECT_TEXT("%q 5", "%q %d", 5);
}

UK_TEST(format, buffers_are_respected)
{
	char small[4] = "???";

	UK_EXPECT_EQ(print_to(small, 3, "%d", 12345), 5);
	UK_EXPECT_EQ(memcmp(small, "12\0", 4), 0);
	UK_EXPECT_EQ(print_to(small, 1, "x"), 1);
	UK_EXPECT_EQ(small[0], 0);
	UK_EXPECT_EQ(print_to(NULL, 0, "%s-%s", "count", "only"), 10);
	UK_EXPECT_EQ(print_to(small, 4, "abc"), 3);
	UK_EXPECT_EQ(strcmp(small, "abc"), 0);
	UK_EXPECT_EQ(uk_snprintf(small, 4, "%s", "abcd"), 4);
	UK_EXPECT_EQ(strcmp(small, "abc"), 0);
}

static void count(void *context, const char *piece, size_t length)
{
	(void)piece;
	*(unsigned long *)context += length;
}

static void count_format(unsigned long *total, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	uk_format(count, total, format, arguments);
	va_end(arguments);
}

UK_TEST(format, absurd_widths_are_bounded)
{
	unsigned long total = 0;

	count_format(&total, "%99999999999999999999d", 1);
	UK_EXPECT(total > 1000 && total < 20000000);
	total = 0;
	/* the least int has no positive counterpart */
	count_format(&total, "%*d", INT32_MIN, 1);
	UK_EXPECT(total > 0 && total < 20000000);
}
