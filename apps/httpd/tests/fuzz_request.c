/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes as a request, whole and in arbitrary pieces: the outcome must be the same, and
 * what the request points to must lie in it.
 */
#include <stdlib.h>
#include <string.h>

#include "../body.h"
#include "../path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
	if (!holds)
		abort();
}

/* Feeds data[0 .. length) in pieces of sizes taken from `cuts`, each in memory of its own size. */
static int in_pieces(struct request *request, const char *data, size_t length,
		     uint8_t cuts)
{
	uint16_t seen = 0;
	int status = 0;

	for (size_t given = 0; given < length && !status;) {
		char *copy;

		cuts = (uint8_t)(cuts * 29 + 1);
		given += 1 + cuts % 37;
		if (given > length)
			given = length;
		copy = malloc(given + 1);
		memcpy(copy, data, given);
		copy[given] = '\0';
		status = request_parse(request, copy, given, &seen);
		free(copy);
	}
	return status;
}

static void check_request(const char *data, size_t length, uint8_t cuts)
{
	struct request whole, pieces;
	char room[PATH_MOST];
	uint16_t seen = 0;
	int status = request_parse(&whole, data, length, &seen);

	expect(in_pieces(&pieces, data, length, cuts) == status);
	expect(status != 200 ? status == 0 || (status >= 400 && status < 600) :
			       whole.head_length <= length);
	if (status != 200)
		return;
	expect(pieces.head_length == whole.head_length &&
	       pieces.method == whole.method &&
	       pieces.body_length == whole.body_length &&
	       pieces.chunked == whole.chunked &&
	       pieces.keep_alive == whole.keep_alive &&
	       pieces.path.length == whole.path.length);
	expect(whole.path.length > 0);
	for (size_t i = 0; i < whole.path.length; i++)
		expect(whole.path.at[i] > ' ');
	for (size_t i = 0; i < whole.if_none_match.length; i++)
		expect(whole.if_none_match.at[i] != '\n');
	if (path_decode(&whole.path, room))
		expect(!memchr(whole.path.at, '\0', whole.path.length));
}

static void check_body(const char *data, size_t length, uint8_t cuts)
{
	struct body whole, pieces;
	ptrdiff_t all, sum = 0;

	body_begin(&whole, cuts & 1, cuts);
	pieces = whole;
	all = body_skip(&whole, data, length);
	expect(all <= (ptrdiff_t)length);
	for (size_t given = 0; given < length && sum >= 0 &&
			       body_is_open(&pieces);) {
		size_t part = 1 + (cuts = (uint8_t)(cuts * 29 + 1)) % 37;
		ptrdiff_t now;

		if (part > length - given)
			part = length - given;
		now = body_skip(&pieces, data + given, part);
		sum = now < 0 ? -1 : sum + now;
		given += part;
	}
	expect(sum == all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[REQUEST_HEAD_MOST + 1];
	size_t length;

	if (!size)
		return 0;
	length = size - 1 > sizeof(text) - 5 ? sizeof(text) - 5 : size - 1;
	memcpy(text, data + 1, length);
	/* an end, for what is wrong may be told later when it came in pieces */
	memcpy(text + length, "\r\n\r\n", 5);
	check_request(text, length + 4, *data);
	check_body(text, length, *data);
	return 0;
}
