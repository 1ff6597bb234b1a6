/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Options of mounts: words separated by commas, some with a value.
 */
#include "internal.h"

char *uk_mount_option(char **options, char **value)
{
	char *start = *options, *end;

	if (!start)
		return NULL;
	while (*start == ',')
		start++;
	if (!*start)
		return NULL;
	end = strchr(start, ',');
	*options = end ? end + 1 : start + strlen(start);
	if (end)
		*end = 0;
	*value = strchr(start, '=');
	if (*value)
		*(*value)++ = 0;
	return start;
}

static bool is(const char *start, size_t length, const char *word)
{
	return strlen(word) == length && !memcmp(start, word, length);
}

uint32_t vfs_own_options(char *options)
{
	char *to = options, *end;
	uint32_t flags = 0;

	for (; options; options = end ? end + 1 : NULL) {
		size_t length;

		end = strchr(options, ',');
		length = end ? (size_t)(end - options) : strlen(options);
		if (is(options, length, "ro")) {
			flags |= UK_MOUNT_READ_ONLY;
		} else if (is(options, length, "noatime")) {
			flags |= UK_MOUNT_NO_ATIME;
		} else if (!is(options, length, "rw")) {
			memmove(to, options, length);
			to += length;
			*to++ = ',';
		}
	}
	*to = 0;
	return flags;
}
