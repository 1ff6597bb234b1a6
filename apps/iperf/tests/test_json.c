/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <uk/test.h>

#include "../json.h"

UK_TESTSUITE(iperf_json, "parameters as iperf3 clients send them");

static uint64_t value;

static bool has(const char *text, const char *name)
{
	value = 99;
	return json_number(text, strlen(text), name, &value);
}

UK_TEST(iperf_json, members)
{
	static const char text[] =
		"{\"tcp\":true,\"omit\":0, \"s\":\"a,\\\"len\\\":1}\" ,\n"
		"\"n\":{\"len\":2,\"a\":[1,{}]},\"e\":[],\"len\": 131072 ,\"off\":false,"
		"\"minus\":-1,\"real\":1.5,\"big\":99999999999999999999,\"last\":7}";

	UK_EXPECT(has(text, "tcp") && value == 1);
	UK_EXPECT(has(text, "omit") && value == 0);
	UK_EXPECT(has(text, "len") && value == 131072);
	UK_EXPECT(has(text, "last") && value == 7);
	UK_EXPECT(!has(text, "a") && !has(text, "le") && !has(text, "off"));
	UK_EXPECT(!has(text, "minus") && !has(text, "real"));
	UK_EXPECT(!has(text, "s") && !has(text, "big") && !has(text, "n"));
}

UK_TEST(iperf_json, what_is_none)
{
	static const char *const wrong[] = {
		"", "{", "}", "[]", "{\"len\"", "{\"len\":", "{\"len\":1",
		"{len:1}", "\"len\":1", "{\"a\":],\"len\":1}", "{\"a\":}}\"len\":1}",
		"{\"len\":1x}", "{\"len\":truex}", "{\"a\":\"\\\",\"len\":1}",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		UK_EXPECT(!has(wrong[i], "len"));
	UK_EXPECT(has("{\"len\":1}", "len"));
}
