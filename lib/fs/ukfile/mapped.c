/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See mapped.h: a part at a time, of as many pages as fit on the stack.
 */
#include "mapped.h"

#include <uk/vmem.h>

#define PAGES 16

/* Where a transfer is */
struct place {
	const struct uk_iovec *pieces;
	unsigned int count;
	size_t offset; /* in the first of them */
};

/*
 * The memory behind the next up to PAGES pieces of pages, which have `rights`: their number;
 * 0 at the end, or -EFAULT.
 */
static int next_part(struct place *at, struct uk_iovec *behind,
		     unsigned int rights, size_t *length)
{
	int count = 0;

	*length = 0;
	while (at->count && count < PAGES) {
		uintptr_t start = (uintptr_t)at->pieces->base + at->offset;
		size_t part = at->pieces->length - at->offset;

		if (!part) {
			at->pieces++;
			at->count--;
			at->offset = 0;
			continue;
		}
		behind[count].base = (void *)start;
		if (uk_window_has(start)) {
			part = UK_MIN(part,
				      UK_PAGE_SIZE - start % UK_PAGE_SIZE);
			behind[count].base = uk_vmem_has(start, part, rights) ?
						     uk_vmem_memory(start) :
						     NULL;
			if (!behind[count].base)
				return count ? count : -EFAULT;
		}
		behind[count++].length = part;
		at->offset += part;
		*length += part;
	}
	return count;
}

static uk_ssize_t
transfer(struct uk_file *file, const struct uk_iovec *pieces,
	 unsigned int count, int64_t offset, unsigned int rights,
	 uk_ssize_t (*part)(struct uk_file *file, const struct uk_iovec *pieces,
			    unsigned int count, int64_t offset))
{
	struct place at = { .pieces = pieces, .count = count };
	uk_ssize_t result, done = 0;
	size_t length;

	do {
		struct uk_iovec behind[PAGES];
		int parts = next_part(&at, behind, rights, &length);

		result = parts;
		if (parts > 0)
			result = part(file, behind, (unsigned int)parts,
				      offset == UK_FILE_POSITION ?
					      offset :
					      offset + done);
		if (result > 0)
			done += result;
	} while (result > 0 && (size_t)result == length);
	return done ? done : result;
}

uk_ssize_t uk_file_read_mapped(struct uk_file *file,
			       const struct uk_iovec *pieces,
			       unsigned int count, int64_t offset)
{
	return transfer(file, pieces, count, offset, UK_PAGE_WRITE,
			uk_file_read);
}

uk_ssize_t uk_file_write_mapped(struct uk_file *file,
				const struct uk_iovec *pieces,
				unsigned int count, int64_t offset)
{
	return transfer(file, pieces, count, offset, UK_PAGE_READ,
			uk_file_write);
}
