/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory of the guest in parts.
 */
#include "parts.h"

bool parts_add(struct parts *parts, void *base, uint32_t length)
{
	if (parts->end == UKVM_PARTS_MOST)
		return false;
	parts->part[parts->end++] = (struct part){ base, length };
	parts->length += length;
	return true;
}

void parts_drop(struct parts *parts, uint64_t length)
{
	parts->length -= length;
	while (parts->first < parts->end) {
		struct part *part = &parts->part[parts->first];

		if (length < part->length) {
			part->base = (uint8_t *)part->base + length;
			part->length -= length;
			return;
		}
		length -= part->length;
		parts->first++;
	}
}

void parts_cut(struct parts *parts, uint64_t length)
{
	parts->length -= length;
	while (length) {
		struct part *part = &parts->part[parts->end - 1];

		if (length < part->length) {
			part->length -= length;
			return;
		}
		length -= part->length;
		parts->end--;
	}
}

/* Copies between `other` and the parts. */
static size_t copy(const struct parts *parts, uint8_t *other, size_t length,
		   bool is_put)
{
	size_t done = 0;

	for (unsigned int i = parts->first; i < parts->end; i++) {
		const struct part *part = &parts->part[i];
		size_t now = length - done < part->length ? length - done :
							    part->length;

		if (is_put)
			__builtin_memcpy(part->base, other + done, now);
		else
			__builtin_memcpy(other + done, part->base, now);
		done += now;
	}
	return done;
}

size_t parts_get(const struct parts *parts, void *to, size_t length)
{
	return copy(parts, to, length, false);
}

void parts_put(const struct parts *parts, const void *from, size_t length)
{
	copy(parts, (uint8_t *)from, length, true);
}
