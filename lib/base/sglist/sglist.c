/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scatter-gather lists.
 */
#include <uk/errno.h>
#include <uk/sglist.h>
#include <uk/string.h>

int uk_sglist_add(struct uk_sglist *list, void *base, size_t length)
{
	struct uk_sgsegment *last =
		list->count ? &list->segments[list->count - 1] : NULL;

	if ((uintptr_t)base + length < (uintptr_t)base)
		return -EINVAL;
	if (length == 0)
		return 0;
	if (last && (char *)last->base + last->length == base) {
		last->length += length;
		return 0;
	}
	if (list->count == list->capacity)
		return -E2BIG;
	list->segments[list->count++] = (struct uk_sgsegment){
		.base = base,
		.length = length,
	};
	return 0;
}

size_t uk_sglist_length(const struct uk_sglist *list)
{
	size_t length = 0;

	for (unsigned int i = 0; i < list->count; i++)
		length += list->segments[i].length;
	return length;
}

static size_t copy(const struct uk_sglist *list, size_t offset, char *flat,
		   size_t length, bool into_list)
{
	size_t copied = 0;

	for (unsigned int i = 0; i < list->count && copied < length; i++) {
		const struct uk_sgsegment *segment = &list->segments[i];
		size_t count;
		char *piece;

		if (offset >= segment->length) {
			offset -= segment->length;
			continue;
		}
		piece = (char *)segment->base + offset;
		count = UK_MIN(segment->length - offset, length - copied);
		if (into_list)
			memcpy(piece, flat + copied, count);
		else
			memcpy(flat + copied, piece, count);
		copied += count;
		offset = 0;
	}
	return copied;
}

size_t uk_sglist_copy_to(const struct uk_sglist *list, size_t offset,
			 const void *from, size_t length)
{
	return copy(list, offset, (char *)from, length, true);
}

size_t uk_sglist_copy_from(const struct uk_sglist *list, size_t offset,
			   void *to, size_t length)
{
	return copy(list, offset, to, length, false);
}
