/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The protocol's sentences, and the store at its limits.
 */
#include "../protocol.h"

#include <string.h>
#include <uk/test.h>

UK_TESTSUITE(udpkv, "the key-value store and its protocol");

static uint64_t memory[16 * 1024 / 8];
static struct store *store;
static uint8_t answer[UDPKV_ANSWER_MOST];

static bool start(size_t bytes)
{
	store = store_create(memory, bytes, 0x0123456789abcdef);
	return store;
}

static bool answers(const char *request, const char *expected)
{
	size_t length = udpkv_answer(store, (const uint8_t *)request,
				  strlen(request), answer);

	return length == strlen(expected) && !memcmp(answer, expected, length);
}

static bool is_error(const void *request, size_t length)
{
	return udpkv_answer(store, request, length, answer) > 6 &&
	       !memcmp(answer, "error ", 6);
}

UK_TEST(udpkv, sentences)
{
	UK_REQUIRE(start(sizeof(memory)));
	UK_EXPECT(answers("get a", "none"));
	UK_EXPECT(answers("set a 1", "OK"));
	UK_EXPECT(answers("get a", "VALUE 1"));
	UK_EXPECT(answers("get a\n", "VALUE 1"));
	UK_EXPECT(answers("set a none", "OK"));
	UK_EXPECT(answers("get a", "VALUE none"));
	UK_EXPECT(answers("set a ", "OK"));
	UK_EXPECT(answers("get a", "VALUE "));
	UK_EXPECT(answers("set b  two words\n", "OK"));
	UK_EXPECT(answers("get b", "VALUE  two words\n"));
	UK_EXPECT(answers("del a", "OK"));
	UK_EXPECT(answers("del a", "none"));
	UK_EXPECT(answers("get a", "none"));
	UK_EXPECT_EQ(store_entries(store), 1);
}

UK_TEST(udpkv, refuses)
{
	static const char *const wrong[] = {
		"", "g", "get", "get ", "get  a", "get a b", "get a\n\n",
		"set", "set ", "set  v", "set a", "set a\nb", "put a b",
		"GET a", "del ", "del a ", "del \n", "get a\tb",
	};

	UK_REQUIRE(start(sizeof(memory)));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		UK_EXPECT(is_error(wrong[i], strlen(wrong[i])));
	UK_EXPECT(is_error("get a\0b", 7));
	UK_EXPECT_EQ(store_entries(store), 0);
}

UK_TEST(udpkv, limits)
{
	char text[UDPKV_REQUEST_MOST + 2];

	UK_REQUIRE(start(sizeof(memory)));
	for (size_t key = 1; key <= STORE_KEY_MOST; key++) {
		memset(text, 'k', sizeof(text));
		memcpy(text, "set ", 4);
		text[4 + key] = ' ';
		for (size_t value = 0; value <= STORE_VALUE_MOST; value += 32) {
			size_t length = 4 + key + 1 + value;

			UK_EXPECT_EQ(udpkv_answer(store, (uint8_t *)text, length,
					       answer),
				     2);
			memcpy(text, "get ", 4);
			UK_EXPECT_EQ(udpkv_answer(store, (uint8_t *)text,
					       4 + key, answer),
				     6 + value);
			UK_EXPECT(!memcmp(answer + 6, text + 5 + key, value));
			memcpy(text, "set ", 4);
		}
		memcpy(text, "del ", 4);
		UK_EXPECT_EQ(udpkv_answer(store, (uint8_t *)text, 4 + key,
					  answer),
			     2);
	}
	memset(text, 'k', sizeof(text));
	memcpy(text, "set ", 4);
	text[4 + STORE_KEY_MOST] = 'k';
	text[4 + STORE_KEY_MOST + 1] = ' ';
	UK_EXPECT(is_error(text, 4 + STORE_KEY_MOST + 2));
	text[4 + STORE_KEY_MOST] = ' ';
	UK_EXPECT(is_error(text, UDPKV_REQUEST_MOST + 1));
	UK_EXPECT_EQ(store_entries(store), 0);
}

/* An answer may lie over its request. */
UK_TEST(udpkv, in_place)
{
	uint8_t both[UDPKV_ANSWER_MOST] = "set key value";

	UK_REQUIRE(start(sizeof(memory)));
	UK_EXPECT_EQ(udpkv_answer(store, both, 13, both), 2);
	memcpy(both, "get key", 7);
	UK_EXPECT_EQ(udpkv_answer(store, both, 7, both), 11);
	UK_EXPECT(!memcmp(both, "VALUE value", 11));
}

/* Full: the old value stays; what is deleted is room again, whatever its size was. */
UK_TEST(udpkv, fills_and_empties)
{
	static uint8_t value[STORE_VALUE_MOST];
	unsigned int count = 0;

	UK_EXPECT(!start(1024));
	UK_REQUIRE(start(sizeof(memory)));
	for (unsigned int round = 0; round < 3; round++) {
		uint32_t small = 0, large = 0;

		while (store_set(store, (uint8_t *)&small, 4, value, 99))
			small++;
		UK_EXPECT(small > 50);
		UK_EXPECT(!store_set(store, (uint8_t *)&count, 4, value,
					STORE_VALUE_MOST));
		UK_EXPECT_EQ(store_get(store, (uint8_t *)&count, 4, value),
			     99);
		for (uint32_t i = 0; i < small; i++)
			UK_EXPECT(store_delete(store, (uint8_t *)&i, 4));
		while (store_set(store, (uint8_t *)&large, 4, value, 1000))
			large++;
		UK_EXPECT(large > 8);
		for (uint32_t i = 0; i < large; i++)
			UK_EXPECT(store_delete(store, (uint8_t *)&i, 4));
		UK_EXPECT_EQ(store_entries(store), 0);
		count = 0;
	}
}
