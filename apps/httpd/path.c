/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The percent-encoding of paths. Dots mean nothing: pages lie in a table, not in folders.
 */
#include "path.h"

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool path_decode(struct text *path, char *room)
{
	const char *at = path->at, *end = at + path->length;
	size_t used = 0;

	while (at < end && *at != '%')
		at++;
	if (at == end)
		return true;
	for (at = path->at; at < end; at++) {
		int c = *at;

		if (c == '%') {
			int high = end - at > 2 ? digit(at[1]) : -1;
			int low = end - at > 2 ? digit(at[2]) : -1;

			c = high * 16 + low;
			if (high < 0 || low < 0 || !c)
				return false;
			at += 2;
		}
		if (used <= PATH_MOST)
			used++;
		if (used <= PATH_MOST)
			room[used - 1] = (char)c;
	}
	*path = (struct text){ room, used <= PATH_MOST ? used : 0 };
	return true;
}
