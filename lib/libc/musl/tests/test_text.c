/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Formatted output and input, streams in memory, characters beyond ASCII, times: what programs
 * take musl for, on the system calls and the heap that are here.
 */
#include <iconv.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <regex.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>
#include <uk/test.h>

UK_TESTSUITE(musl_text, "musl: formats, streams, characters, times");

static bool is(const char *expected, const char *format, ...)
{
	char text[200];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return length == (int)strlen(expected) && !strcmp(text, expected);
}

UK_TEST(musl_text, integers)
{
	UK_EXPECT(is("-1 4294967295 -128 65535", "%d %u %hhd %hu", -1, -1, -128,
		     65535));
	UK_EXPECT(is("9223372036854775807 ffffffffffffffff", "%lld %jx",
		     LLONG_MAX, UINTMAX_MAX));
	UK_EXPECT(is("+0042|   42|42   |0x2a|052", "%+05d|%5d|%-5d|%#x|%#o", 42, 42,
		     42, 42, 42));
	UK_EXPECT(is("b a", "%2$s %1$s", "a", "b"));
	UK_EXPECT(is("abc|  a|%", "%.3s|%3c|%%", "abcdef", 'a'));
	UK_EXPECT(is("0x1f (nil)", "%p (%s)", (void *)0x1f, "nil"));
}

UK_TEST(musl_text, fractions)
{
	UK_EXPECT(is("3.141593 1e+10 0.1 -0", "%f %g %g %g", 3.14159265, 1e10, 0.1,
		     -0.0));
	UK_EXPECT(is("inf -INF nan", "%f %F %f", HUGE_VAL, -HUGE_VAL, (double)NAN));
	UK_EXPECT(is("0x1.8p+1 1.500000e+00", "%a %e", 3.0, 1.5));
	UK_EXPECT(is("1.1000000000000000888", "%.19f", 1.1));
	UK_EXPECT(is("0.1000000000000000000", "%.19Lf", 0.1L));
	UK_EXPECT_EQ(strtod("0x1.8p1", NULL) == 3.0, 1);
	UK_EXPECT(fabs(sqrt(2.0) - M_SQRT2) < 1e-15);
}

UK_TEST(musl_text, input)
{
	char word[10], *made = NULL;
	int number = 0, used = 0;
	double fraction = 0;

	UK_EXPECT_EQ(sscanf("12 0.5 word;tail", "%d %lf %9[^;]%n", &number, &fraction,
			    word, &used), 3);
	UK_EXPECT_EQ(number, 12);
	UK_EXPECT(fraction == 0.5);
	UK_EXPECT(!strcmp(word, "word"));
	UK_EXPECT_EQ(used, 11);
	UK_EXPECT_EQ(sscanf("abc", "%m[a-z]", &made), 1);
	UK_EXPECT(made && !strcmp(made, "abc"));
	free(made);
}

UK_TEST(musl_text, streams_in_memory)
{
	char *text = NULL, *line = NULL;
	size_t length = 0, room = 0;
	FILE *stream = open_memstream(&text, &length);

	UK_REQUIRE(stream != NULL);
	for (int i = 0; i < 1000; i++)
		fprintf(stream, "%d\n", i);
	UK_EXPECT_EQ(fclose(stream), 0);
	UK_EXPECT_EQ(length, 3890);
	stream = fmemopen(text, length, "r");
	UK_REQUIRE(stream != NULL);
	for (int i = 0; i < 1000; i++) {
		UK_REQUIRE(getline(&line, &room, stream) > 0);
		UK_EXPECT_EQ(atoi(line), i);
	}
	UK_EXPECT_EQ(getline(&line, &room, stream), -1);
	UK_EXPECT(feof(stream));
	fclose(stream);
	free(line);
	free(text);
}

UK_TEST(musl_text, characters)
{
	wchar_t wide[10];
	char bytes[10] = "", *in = "gr\xc3\xbc\xc3\x9f", *out = bytes;
	size_t left = strlen(in), room = sizeof(bytes);
	iconv_t converter;

	UK_REQUIRE(setlocale(LC_ALL, "C.UTF-8") != NULL);
	UK_EXPECT_EQ(mbstowcs(wide, in, 10), 4);
	UK_EXPECT_EQ(wide[2], 0xfc);
	UK_EXPECT_EQ(towupper(wide[2]), 0xdc);
	UK_EXPECT_EQ(wcstombs(bytes, wide, sizeof(bytes)), 6);
	UK_EXPECT_EQ(wcwidth(0x1f3b8), 2);
	converter = iconv_open("ISO-8859-1", "UTF-8");
	UK_REQUIRE(converter != (iconv_t)-1);
	UK_EXPECT_EQ(iconv(converter, &in, &left, &out, &room), 0);
	iconv_close(converter);
	*out = '\0';
	UK_EXPECT(!strcmp(bytes, "gr\xfc\xdf"));
}

UK_TEST(musl_text, expressions)
{
	regmatch_t at[2];
	regex_t expression;

	UK_REQUIRE(!regcomp(&expression, "^([a-z]+)[0-9]{2}$", REG_EXTENDED));
	UK_EXPECT_EQ(regexec(&expression, "uku42", 2, at, 0), 0);
	UK_EXPECT_EQ(at[1].rm_eo, 3);
	UK_EXPECT_EQ(regexec(&expression, "uku4", 0, NULL, 0), REG_NOMATCH);
	regfree(&expression);
}

UK_TEST(musl_text, times)
{
	time_t summer = 1689422400; /* 2023-07-15 12:00:00 UTC */
	struct tm tm;
	char text[64];
	struct timespec now;

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	UK_REQUIRE(localtime_r(&summer, &tm) != NULL);
	strftime(text, sizeof(text), "%F %T %Z %z, %a", &tm);
	UK_EXPECT(!strcmp(text, "2023-07-15 14:00:00 CEST +0200, Sat"));
	UK_EXPECT_EQ(mktime(&tm), summer);
	unsetenv("TZ");
	tzset();
	UK_EXPECT_EQ(clock_gettime(CLOCK_REALTIME, &now), 0);
	UK_EXPECT(now.tv_sec > summer);
}
