/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cutting a command line into words.
 */
#include <uk/string.h>
#include <uk/test.h>

#include "../private.h"

UK_TESTSUITE(ukparam_words, "words of the command line");

/* Cuts `line` and compares with the words in `expected`, each ended by '|'. */
static bool cuts_into(const char *line, const char *expected)
{
	char copy[100];
	char *at = copy;
	char *word;

	memcpy(copy, line, strlen(line) + 1);
	while ((word = next_word(&at))) {
		size_t length = strlen(word);

		if (strncmp(word, expected, length) || expected[length] != '|')
			return false;
		expected += length + 1;
	}
	return !*expected && !next_word(&at); /* the end stays the end */
}

UK_TEST(ukparam_words, spaces_separate)
{
	UK_EXPECT(cuts_into("", ""));
	UK_EXPECT(cuts_into("  \t\r\n ", ""));
	UK_EXPECT(cuts_into("one", "one|"));
	UK_EXPECT(cuts_into("  one\t two\n", "one|two|"));
	UK_EXPECT(cuts_into("a b c", "a|b|c|"));
}

UK_TEST(ukparam_words, quotes_keep_spaces)
{
	UK_EXPECT(cuts_into("\"a b\" c", "a b|c|"));
	UK_EXPECT(cuts_into("x=\"a  b\"c d", "x=a  bc|d|"));
	UK_EXPECT(cuts_into("a\"\"b", "ab|"));
	UK_EXPECT(cuts_into("'a b' c", "a b|c|"));
	UK_EXPECT(cuts_into("\"'\"", "'|"));
	UK_EXPECT(cuts_into("'\"' \"it's\"", "\"|it's|"));
}

UK_TEST(ukparam_words, empty_words_exist)
{
	UK_EXPECT(cuts_into("\"\"", "|"));
	UK_EXPECT(cuts_into("a \"\" b", "a||b|"));
}

UK_TEST(ukparam_words, an_open_quote_lasts_to_the_end)
{
	UK_EXPECT(cuts_into("a \"b c ", "a|b c |"));
	UK_EXPECT(cuts_into("\"", "|"));
}
