/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Larger pages of numbered lines, made when they are first asked for: an image that
 * nobody asks for them needs no memory for them.
 */
#include "page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 64

static struct made {
	const char *path;
	struct page page;
} made[] = {
	{ .path = "/100k",
	  .page = { .body_length = 100 << 10, .etag = "\"lines-100k\"" } },
	{ .path = "/1m",
	  .page = { .body_length = 1 << 20, .etag = "\"lines-1m\"" } },
};

static bool make(struct page *page)
{
	char head[200];
	int length = snprintf(
		head, sizeof(head),
		PAGE_HEAD_BEGIN "%*s\r\n"
				"Content-Type: text/plain; charset=utf-8\r\n"
				"Content-Length: %u\r\nETag: %s\r\n\r\n",
		DATE_BYTES, "", (unsigned int)page->body_length, page->etag);
	/* one byte more, for snprintf's end of the last line */
	char *answer = malloc((size_t)length + page->body_length + 1);
	char *line = answer + length;

	if (!answer)
		return false;
	memcpy(answer, head, (size_t)length);
	for (uint32_t i = 0; i < page->body_length / LINE_BYTES; i++) {
		snprintf(line, LINE_BYTES + 1,
			 "%7u the quick brown fox jumps over the lazy dog, on"
			 " and on.\n",
			 (i + 1) % 10000000);
		line += LINE_BYTES;
	}
	page->head_length = (uint32_t)length;
	page->dated = -1;
	page->answer = answer;
	return true;
}

struct page *page_make(struct text path)
{
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++) {
		struct page *page = &made[i].page;

		if (path.length != strlen(made[i].path) ||
		    memcmp(path.at, made[i].path, path.length))
			continue;
		return page->answer || make(page) ? page : &page_no_memory;
	}
	return NULL;
}
