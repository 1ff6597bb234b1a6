/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzzes a file's content against a plain array, with little memory and borrowed bytes.
 */
#include <stdlib.h>
#include <string.h>
#include <uk/essentials.h>

#include "../content.h"

#define MOST (1u << 20)

static unsigned char model[MOST];
static size_t size;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static void check(bool condition)
{
	if (!condition)
		abort();
}

static void write_bytes(struct content *content, struct ramfs_memory *memory,
			size_t at, size_t length, int byte)
{
	while (length) {
		size_t step = length;
		char *to = content_write(content, memory, at, &step);

		check(step && step <= length);
		if (!to)
			return;
		memset(to, byte, step);
		memset(model + at, byte, step);
		at += step;
		length -= step;
		size = UK_MAX(size, at);
	}
}

static void compare(struct content *content, size_t at, size_t length)
{
	static const unsigned char zero[RAMFS_PAGE];

	while (length) {
		size_t step = length;
		const char *from = content_read(content, at, &step);

		check(step && step <= length);
		check(from || step <= sizeof(zero) ||
		      !content->root); /* a file without any page */
		for (size_t i = 0; i < step; i++)
			check((from ? (unsigned char)from[i] : 0) ==
			      model[at + i]);
		at += step;
		length -= step;
	}
}

static void cut(struct content *content, struct ramfs_memory *memory,
		size_t to)
{
	if (to < size) {
		content_cut(content, memory, to);
		memset(model + to, 0, size - to);
	}
	size = to;
}

/* Operations of six bytes: kind, offset (3), length (2) */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static char borrowed[20000];
	struct ramfs_memory memory = { .most = 400000 };
	struct content content = { 0 };

	if (length < 3)
		return 0;
	memset(model, 0, sizeof(model));
	for (size_t i = 0; i < sizeof(borrowed); i++)
		borrowed[i] = (char)(i * 7 / 5);
	size = (size_t)(data[0] << 8 | data[1]) % sizeof(borrowed);
	if (data[2] & 1) {
		content.borrowed = borrowed;
		content.borrowed_length = size;
		memcpy(model, borrowed, size);
	} else {
		size = 0;
	}
	data += 3;
	length -= 3;
	for (; length >= 6; data += 6, length -= 6) {
		size_t at = (size_t)(data[1] << 16 | data[2] << 8 | data[3]) %
			    MOST;
		size_t bytes = UK_MIN((size_t)(data[4] << 8 | data[5]),
				      MOST - at);

		switch (data[0] % 5) {
		case 0:
			write_bytes(&content, &memory, at, bytes, data[0]);
			break;
		case 1:
			write_bytes(&content, &memory, at % 10000,
				    bytes % 5000, data[0]);
			break;
		case 2:
			compare(&content, at, bytes);
			break;
		case 3:
			cut(&content, &memory, data[4] & 1 ? at : at % 10000);
			break;
		case 4:
			content_reserve(&content, &memory, at % 100000);
			break;
		}
	}
	compare(&content, 0, MOST);
	content_cut(&content, &memory, 0);
	check(!memory.used && !content.held && !content.root);
	return 0;
}
