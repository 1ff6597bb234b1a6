/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Values of every type, at and over their limits. A refused value changes nothing.
 */
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/test.h>

#include "../private.h"

UK_TESTSUITE(ukparam_value, "values of parameters");

#define UNTOUCHED 77

static int set(enum uk_param_type type, void *value, const char *text)
{
	struct uk_param param = { .type = type, .value = value };

	return param_set(&param, text);
}

static bool int_is(const char *text, int expected)
{
	int value = UNTOUCHED;

	return set(UK_PARAM_INT, &value, text) == 0 && value == expected;
}

static bool int_refuses(const char *text)
{
	int value = UNTOUCHED;

	return set(UK_PARAM_INT, &value, text) == -EINVAL && value == UNTOUCHED;
}

UK_TEST(ukparam_value, numbers)
{
	UK_EXPECT(int_is("0", 0));
	UK_EXPECT(int_is("007", 7));
	UK_EXPECT(int_is("-5", -5));
	UK_EXPECT(int_is("-0", 0));
	UK_EXPECT(int_is("0x1fF", 511));
	UK_EXPECT(int_is("-0X10", -16));
	UK_EXPECT(int_is("2147483647", 2147483647));
	UK_EXPECT(int_is("-2147483648", -2147483647 - 1));
}

UK_TEST(ukparam_value, what_is_no_number)
{
	static const char *const wrong[] = {
		"", "-", "--1", "+1", "1 ", " 1", "1x", "0x", "0xg", "x1", "1.5",
		"1K", "2147483648", "-2147483649", "0x80000000",
		"18446744073709551616", "99999999999999999999999",
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++)
		UK_EXPECT(int_refuses(wrong[i]));
}

static bool size_is(const char *text, size_t expected)
{
	size_t value = UNTOUCHED;

	return set(UK_PARAM_SIZE, &value, text) == 0 && value == expected;
}

static bool size_refuses(const char *text)
{
	size_t value = UNTOUCHED;

	return set(UK_PARAM_SIZE, &value, text) == -EINVAL &&
	       value == UNTOUCHED;
}

UK_TEST(ukparam_value, sizes)
{
	UK_EXPECT(size_is("0", 0));
	UK_EXPECT(size_is("4096", 4096));
	UK_EXPECT(size_is("4K", 4096));
	UK_EXPECT(size_is("4k", 4096));
	UK_EXPECT(size_is("0x10M", 16UL << 20));
	UK_EXPECT(size_is("3g", 3UL << 30));
	UK_EXPECT(size_is("18446744073709551615", SIZE_MAX));
	UK_EXPECT(size_is("17179869183G", 17179869183UL << 30));
}

UK_TEST(ukparam_value, what_is_no_size)
{
	static const char *const wrong[] = {
		"", "K", "-1", "4KB", "4KK", "4T", "4 ", "4 K", "4\n", "4@",
		"17179869184G", "18446744073709551616", "0x",
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++)
		UK_EXPECT(size_refuses(wrong[i]));
}

UK_TEST(ukparam_value, switches)
{
	static const char *const on[] = { "1", "on", "yes", "true" };
	static const char *const off[] = { "0", "off", "no", "false" };
	static const char *const wrong[] = { "", "2", "On", "onn", "o", "tru",
					     "falsee" };
	bool value;

	for (unsigned int i = 0; i < 4; i++) {
		value = false;
		UK_EXPECT_EQ(set(UK_PARAM_BOOL, &value, on[i]), 0);
		UK_EXPECT(value);
		UK_EXPECT_EQ(set(UK_PARAM_BOOL, &value, off[i]), 0);
		UK_EXPECT(!value);
	}
	value = true;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++)
		UK_EXPECT_EQ(set(UK_PARAM_BOOL, &value, wrong[i]), -EINVAL);
	UK_EXPECT(value);
}

UK_TEST(ukparam_value, strings_are_not_copied)
{
	const char *value = NULL;
	const char *text = "any text = at all";

	UK_EXPECT_EQ(set(UK_PARAM_STRING, &value, text), 0);
	UK_EXPECT(value == text);
}

UK_TEST(ukparam_value, every_type_has_a_name)
{
	UK_EXPECT(strlen(param_type_name(UK_PARAM_BOOL)) > 0);
	UK_EXPECT(strlen(param_type_name(UK_PARAM_INT)) > 0);
	UK_EXPECT(strlen(param_type_name(UK_PARAM_SIZE)) > 0);
	UK_EXPECT(strlen(param_type_name(UK_PARAM_STRING)) > 0);
}
