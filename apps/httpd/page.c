/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of pages, which pages.py makes of the folder www, and the search in it.
 */
#include "page.h"

#include <string.h>

struct path {
	const char *text;
	uint16_t length;
	uint16_t page;
};

#include <httpd_pages.h>

struct page page_stats, page_no_memory;

/* In the table's order: by length, then by bytes. */
static int compare(struct text path, const struct path *other)
{
	if (path.length != other->length)
		return path.length < other->length ? -1 : 1;
	return memcmp(path.at, other->text, path.length);
}

struct page *page_find(struct text path)
{
	size_t low = 0, high = sizeof(paths) / sizeof(*paths);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(path, &paths[middle]);

		if (!order)
			return &pages[paths[middle].page];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	if (path.length == 6 && !memcmp(path.at, "/stats", 6))
		return &page_stats;
	return page_make(path);
}
