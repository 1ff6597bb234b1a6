/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scatter-gather lists: one buffer in several pieces of memory. The memory
 * is identity-mapped, so an address is also what a device needs. The array
 * of segments and the memory they name stay the caller's. Any context.
 */
#ifndef UK_SGLIST_H
#define UK_SGLIST_H

#include <uk/essentials.h>

struct uk_sgsegment {
	void *base;
	size_t length; /* bytes, not 0 */
};

struct uk_sglist {
	struct uk_sgsegment *segments;
	unsigned int capacity;
	unsigned int count;
};

static inline void uk_sglist_init(struct uk_sglist *list,
				  struct uk_sgsegment *segments,
				  unsigned int capacity)
{
	list->segments = segments;
	list->capacity = capacity;
	list->count = 0;
}

/* Appends a piece, joined to the last one if it goes on there. 0; -E2BIG if the
 * array is full, and nothing was added; -EINVAL if the piece wraps.
 */
int uk_sglist_add(struct uk_sglist *list, void *base, size_t length);

/* Bytes in all pieces together. */
size_t uk_sglist_length(const struct uk_sglist *list);

/* Copy between the list, from `offset` bytes on, and flat memory; return the number
 * of bytes copied, less than `length` where the list ends before.
 */
size_t uk_sglist_copy_to(const struct uk_sglist *list, size_t offset,
			 const void *from, size_t length);
size_t uk_sglist_copy_from(const struct uk_sglist *list, size_t offset,
			   void *to, size_t length);

#endif /* UK_SGLIST_H */
