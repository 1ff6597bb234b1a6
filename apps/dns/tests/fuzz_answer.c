/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes as a query. The answer must be a whole message within its limit: as many
 * records as its header says, names that point only backwards, and nothing behind them.
 */
#include <stdlib.h>
#include <string.h>

#include "../answer.h"
#include "../query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t answer[ANSWER_MOST];
static size_t length;

static void expect(bool holds)
{
	if (!holds)
		abort();
}

/* Reads the name at `at`; returns where it ends there. */
static size_t name_end(size_t at)
{
	size_t end = 0, bytes = 0, limit = at;

	for (;;) {
		expect(at < length);
		if (answer[at] >= 0xc0) {
			expect(at + 1 < length);
			if (!end)
				end = at + 2;
			at = dns_get16(answer + at) & 0x3fff;
			expect(at >= DNS_HEADER_BYTES && at < limit);
			limit = at;
			continue;
		}
		expect(answer[at] <= 63);
		bytes += answer[at] + 1u;
		expect(bytes <= DNS_NAME_MOST);
		if (!answer[at])
			return end ? end : at + 1;
		at += answer[at] + 1u;
	}
}

static size_t record_end(size_t at)
{
	unsigned int type, data;

	at = name_end(at);
	expect(at + 10 <= length);
	type = dns_get16(answer + at);
	data = dns_get16(answer + at + 8);
	at += 10;
	expect(at + data <= length);
	if (type == TYPE_CNAME || type == TYPE_NS || type == TYPE_PTR)
		expect(name_end(at) == at + data);
	else if (type == TYPE_MX)
		expect(name_end(at + 2) == at + data);
	else if (type == TYPE_SOA)
		expect(name_end(name_end(at)) + 20 == at + data);
	return at + data;
}

static void check(const uint8_t *query, size_t size, bool is_stream)
{
	uint8_t *copy = malloc(size); /* so that the sanitizer sees its end */
	size_t at = DNS_HEADER_BYTES;

	memcpy(copy, query, size);
	memset(answer, 0xee, sizeof(answer));
	length = dns_answer(&zone, copy, size, is_stream, answer);
	free(copy);
	if (!length)
		return;
	expect(length >= DNS_HEADER_BYTES &&
	       length <= (is_stream ? ANSWER_MOST : 1232));
	expect(!memcmp(answer, query, 2) && answer[2] & 0x80);
	for (unsigned int i = dns_get16(answer + 4); i; i--)
		at = name_end(at) + 4;
	for (unsigned int i = dns_get16(answer + 6) + dns_get16(answer + 8) +
			      dns_get16(answer + 10);
	     i; i--)
		at = record_end(at);
	expect(at == length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {
		"\7example\3org",	   "\1a\4wild\7example\3org",
		"\1a\3sub\7example\3org",  "\3ftp\7example\3org",
		"\1b\4ring\7example\3org", "\3big\7example\3org",
	};
	uint8_t made[DNS_HEADER_BYTES + 512] = { 0, 0, 0, 0, 0, 1 };

	check(data, size, false);
	check(data, size, true);
	/* the input as the beginning of a name in the zone, and its last bytes as the type */
	if (size > 4 && size < 200) {
		const char *name = names[data[0] % 6];
		size_t at = DNS_HEADER_BYTES;

		memcpy(made + at, data + 1, size - 3);
		at += size - 3;
		memcpy(made + at, name, strlen(name) + 1);
		at += strlen(name) + 1;
		memcpy(made + at, data + size - 2, 2);
		made[at + 3] = CLASS_IN;
		check(made, at + 4, false);
		check(made, at + 4, true);
	}
	return 0;
}
