/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The input is a series of datagrams, each after its length. Every answer is compared with
 * that of a model which keeps keys and values in a plain list.
 */
#include <stdlib.h>
#include <string.h>

#include "../protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ENTRIES 400
static struct entry {
	size_t key_length, value_length;
	uint8_t key[STORE_KEY_MOST], value[STORE_VALUE_MOST];
} model[ENTRIES];
static size_t entries;

static struct entry *model_find(const uint8_t *key, size_t length)
{
	for (size_t i = 0; i < entries; i++)
		if (model[i].key_length == length &&
		    !memcmp(model[i].key, key, length))
			return &model[i];
	return NULL;
}

static void expect(bool holds)
{
	if (!holds)
		abort();
}

/* What the model says of a request that was not refused. */
static void check(const uint8_t *request, size_t length, const uint8_t *answer,
		  size_t answer_length)
{
	const uint8_t *key = request + 4;
	size_t key_length = 0;
	struct entry *entry;

	while (4 + key_length < length && key[key_length] > ' ')
		key_length++;
	entry = model_find(key, key_length);
	if (*request == 'g') {
		expect(answer_length ==
		       (entry ? 6 + entry->value_length : (size_t)4));
		expect(!entry ||
		       !memcmp(answer + 6, entry->value, entry->value_length));
	} else if (*request == 'd') {
		expect(answer_length == (entry ? 2 : 4));
		if (entry)
			*entry = model[--entries];
	} else {
		if (!entry) {
			expect(entries < ENTRIES);
			entry = &model[entries++];
		}
		entry->key_length = key_length;
		memcpy(entry->key, key, key_length);
		entry->value_length = length - 5 - key_length;
		memcpy(entry->value, key + key_length + 1, entry->value_length);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint64_t memory[8192 / 8];
	struct store *store;
	uint8_t answer[UDPKV_ANSWER_MOST];

	if (!size)
		return 0;
	store = store_create(memory, sizeof(memory), *data);
	expect(store);
	entries = 0;
	for (data++, size--; size > 2;) {
		size_t length = (data[0] | (size_t)data[1] << 8) % 1200;
		uint8_t *request;
		size_t answer_length;

		data += 2;
		size -= 2;
		if (length > size)
			length = size;
		request = malloc(length); /* so that the sanitizer sees its end */
		memcpy(request, data, length);
		answer_length = udpkv_answer(store, request, length, answer);
		expect(answer_length >= 2 && answer_length <= sizeof(answer));
		if (memcmp(answer, "error ", 6))
			check(request, length, answer, answer_length);
		expect(store_entries(store) == entries);
		free(request);
		data += length;
		size -= length;
	}
	return 0;
}
