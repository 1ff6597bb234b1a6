/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whole command lines.
 */
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/test.h>

#include "../private.h"

UK_TESTSUITE(ukparam_parse, "command lines");

static int number = 5;
UK_PARAM(INT, test_param, number, number, "for the tests (5)");
static const char *word = "";
UK_PARAM(STRING, test_param, word, word, "for the tests");
/* its name begins with the other one's */
static bool number_too;
UK_PARAM(BOOL, test_param, number_too, number_too, "for the tests (off)");

#ifdef CONFIG_LIBUKPARAM_EACH
static const char *each[3];
static unsigned int each_count;

static int take(const char *text)
{
	if (each_count == UK_ARRAY_SIZE(each) || !*text)
		return -EINVAL;
	each[each_count++] = text;
	return 0;
}
UK_PARAM_EACH_TIME(test_param, each, take, "up to three words");
#endif

static char line[200];
static char *arguments[4];

static int parse(const char *text)
{
	memcpy(line, text, strlen(text) + 1);
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(arguments); i++)
		arguments[i] = line;
	return uk_param_parse(line, arguments, UK_ARRAY_SIZE(arguments) - 1);
}

UK_TEST(ukparam_parse, sets_parameters)
{
	UK_EXPECT_EQ(parse("test_param.number=7 test_param.word=\"a b\""), 0);
	UK_EXPECT_EQ(number, 7);
	UK_EXPECT_EQ(strcmp(word, "a b"), 0);
	UK_EXPECT(!arguments[0]);
	UK_EXPECT_EQ(parse("test_param.number_too=on"), 0);
	UK_EXPECT(number_too);
	UK_EXPECT_EQ(number, 7);
	UK_EXPECT_EQ(parse("test_param.word= test_param.word=x=y"), 0);
	UK_EXPECT_EQ(strcmp(word, "x=y"), 0);
}

UK_TEST(ukparam_parse, leaves_arguments_alone)
{
	number = 5;
	UK_EXPECT_EQ(parse("-- test_param.number=9 help --"), 3);
	UK_EXPECT_EQ(number, 5);
	UK_EXPECT_EQ(strcmp(arguments[0], "test_param.number=9"), 0);
	UK_EXPECT_EQ(strcmp(arguments[1], "help"), 0);
	UK_EXPECT_EQ(strcmp(arguments[2], "--"), 0);
	UK_EXPECT(!arguments[3]);
	UK_EXPECT_EQ(parse("--"), 0);
	UK_EXPECT(!arguments[0]);
	UK_EXPECT_EQ(parse("-- \"\""), 1);
	UK_EXPECT_EQ(*arguments[0], 0);
}

UK_TEST(ukparam_parse, refuses)
{
	number = 5;
	UK_EXPECT_EQ(parse("test_param.number=x"), -EINVAL);
	UK_EXPECT_EQ(parse("test_param.number"), -EINVAL);
	UK_EXPECT_EQ(parse("test_param.numbe=1"), -EINVAL);
	UK_EXPECT_EQ(parse("est_param.number=1"), -EINVAL);
	UK_EXPECT_EQ(parse("unknown"), -EINVAL);
	UK_EXPECT_EQ(parse("=1"), -EINVAL);
	UK_EXPECT_EQ(parse("-- 1 2 3 4"), -E2BIG);
	UK_EXPECT_EQ(number, 5);
}

UK_TEST(ukparam_parse, helps)
{
	UK_EXPECT_EQ(parse("help"), -ECANCELED);
	UK_EXPECT_EQ(parse("test_param.number=6 help"), -ECANCELED);
	UK_EXPECT_EQ(number, 6);
}

#ifdef CONFIG_LIBUKPARAM_EACH
/* What a monitor appends is found behind the arguments too. */
UK_TEST(ukparam_parse, parameters_for_each_device)
{
	each_count = 0;
	UK_EXPECT_EQ(parse("test_param.each=a -- one test_param.each=b two "
			   "test_param.each=c=d"), 2);
	UK_EXPECT_EQ(each_count, 3);
	UK_EXPECT_EQ(strcmp(each[0], "a"), 0);
	UK_EXPECT_EQ(strcmp(each[1], "b"), 0);
	UK_EXPECT_EQ(strcmp(each[2], "c=d"), 0);
	UK_EXPECT_EQ(strcmp(arguments[0], "one"), 0);
	UK_EXPECT_EQ(strcmp(arguments[1], "two"), 0);
	UK_EXPECT(!arguments[2]);
	UK_EXPECT_EQ(parse("-- test_param.each=e"), -EINVAL);
	each_count = 0;
	UK_EXPECT_EQ(parse("test_param.each="), -EINVAL);
	UK_EXPECT_EQ(parse("-- test_param.eac=a test_param.each"), 2);
	UK_EXPECT_EQ(each_count, 0);
}
#endif
