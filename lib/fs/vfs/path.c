/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a dentry back to its path.
 */
#include "internal.h"

uk_ssize_t uk_vfs_path(struct uk_dentry *place, char *to, size_t size)
{
	struct uk_dentry *at = place;
	char *start = to + size;
	size_t length;

	if (!size)
		return -ERANGE;
	*--start = 0;
	for (;;) {
		while (!at->parent && at->mount->covered)
			at = at->mount->covered;
		if (at->is_removed)
			return -ENOENT;
		if (!at->parent)
			break;
		if ((size_t)(start - to) < at->length + 1u)
			return -ERANGE;
		start -= at->length;
		memcpy(start, at->name, at->length);
		*--start = '/';
		at = at->parent;
	}
	if (!*start) {
		if (start == to)
			return -ERANGE;
		*--start = '/';
	}
	length = (size_t)(to + size - start);
	memmove(to, start, length);
	return (uk_ssize_t)length - 1;
}
