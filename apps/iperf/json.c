/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * As much of a JSON reader as iperf3's parameters need: finds a member of the outermost object
 * and steps over all others, nested as they may be.
 */
#include "json.h"

#include <string.h>

struct reader {
	const char *at, *end;
};

static char peek(struct reader *r)
{
	while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at)
		r->at++;
	return r->at < r->end ? *r->at : '\0';
}

/* Steps over a string and its quotes; escapes stay as they are. */
static bool skip_string(struct reader *r)
{
	if (peek(r) != '"')
		return false;
	for (r->at++; r->at < r->end && *r->at != '"'; r->at++)
		if (*r->at == '\\')
			r->at++;
	if (r->at >= r->end)
		return false;
	r->at++;
	return true;
}

/* Steps over a value up to what follows it in the outermost object: ',' or '}'. */
static bool skip_value(struct reader *r)
{
	unsigned int depth = 0;

	for (;;) {
		char c = peek(r);

		if (!c)
			return false;
		if (!depth && (c == ',' || c == '}'))
			return true;
		if (c == '"') {
			if (!skip_string(r))
				return false;
			continue;
		}
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && !depth--)
			return false;
		r->at++;
	}
}

static bool read_number(struct reader *r, uint64_t *value)
{
	char c = peek(r);

	*value = 1;
	if (r->end - r->at >= 4 && !memcmp(r->at, "true", 4)) {
		r->at += 4;
		c = peek(r);
		return c == ',' || c == '}';
	}
	if (c < '0' || c > '9')
		return false;
	for (*value = 0; r->at < r->end && *r->at >= '0' && *r->at <= '9';
	     r->at++) {
		if (*value > UINT64_MAX / 10 - 1)
			return false;
		*value = *value * 10 + (uint64_t)(*r->at - '0');
	}
	c = peek(r);
	return c == ',' || c == '}';
}

bool json_number(const char *text, size_t length, const char *name,
		 uint64_t *value)
{
	struct reader r = { text, text + length };
	size_t name_length = strlen(name);

	if (peek(&r) != '{')
		return false;
	do {
		const char *key;
		size_t key_length;

		r.at++; /* '{' or ',' */
		peek(&r);
		key = r.at + 1;
		if (!skip_string(&r))
			return false;
		key_length = (size_t)(r.at - 1 - key);
		if (peek(&r) != ':')
			return false;
		r.at++;
		if (key_length == name_length && !memcmp(key, name, name_length))
			return read_number(&r, value);
	} while (skip_value(&r) && peek(&r) == ',');
	return false;
}
