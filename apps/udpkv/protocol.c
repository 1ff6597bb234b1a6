/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes requests apart and answers them. A request is read completely before its answer is
 * begun, for both may lie in the same memory.
 */
#include "protocol.h"

#define SAY(answer, text) say(answer, text, sizeof(text) - 1)

static size_t say(uint8_t *answer, const char *text, size_t length)
{
	__builtin_memcpy(answer, text, length);
	return length;
}

static size_t key_span(const uint8_t *text, size_t length)
{
	const uint8_t *at = text, *end = text + length;

	while (at < end && *at > ' ')
		at++;
	return (size_t)(at - text);
}

static bool is_line_end(const uint8_t *text, size_t length)
{
	return (length == 1 && text[0] == '\n') ||
	       (length == 2 && text[0] == '\r' && text[1] == '\n');
}

static size_t get(const struct store *store, const uint8_t *key, size_t length,
		  uint8_t *answer)
{
	int value_length = store_get(store, key, length, answer + 6);

	if (value_length < 0)
		return SAY(answer, "none");
	return SAY(answer, "VALUE ") + (size_t)value_length;
}

/* `rest`: bytes behind the key. */
static size_t set(struct store *store, const uint8_t *key, size_t length,
		  size_t rest, uint8_t *answer)
{
	if (!rest || key[length] != ' ')
		return SAY(answer, "error no value");
	if (rest - 1 > STORE_VALUE_MOST)
		return SAY(answer, "error a value is 1024 bytes at most");
	if (!store_set(store, key, length, key + length + 1, rest - 1))
		return SAY(answer, "error the store is full");
	return SAY(answer, "OK");
}

size_t udpkv_answer(struct store *store, const uint8_t *request, size_t length,
		    uint8_t *answer)
{
	const uint8_t *key = request + 4;
	char verb = 0;
	size_t span;

	if (length >= 4) {
		if (!__builtin_memcmp(request, "get ", 4))
			verb = 'g';
		else if (!__builtin_memcmp(request, "set ", 4))
			verb = 's';
		else if (!__builtin_memcmp(request, "del ", 4))
			verb = 'd';
	}
	if (!verb)
		return SAY(answer, "error a request begins with get, set or del");
	length -= 4;
	/* of a key that is too long, one byte too many is enough */
	span = key_span(key, length > STORE_KEY_MOST ? STORE_KEY_MOST + 1 :
						       length);
	if (!span || span > STORE_KEY_MOST)
		return SAY(answer, "error a key is 1 to 64 bytes");
	if (verb == 's')
		return set(store, key, span, length - span, answer);
	if (length != span && !is_line_end(key + span, length - span))
		return SAY(answer, "error more than a key");
	if (verb == 'g')
		return get(store, key, span, answer);
	return store_delete(store, key, span) ? SAY(answer, "OK") :
						SAY(answer, "none");
}
