/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory of the guest in parts, which the entries of a ring name one after the other: of one
 * transfer of a disk, or of a message. Pure code: also built for the host.
 */
#ifndef UKVM_PARTS_H
#define UKVM_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uk/ukvm_abi.h>

/* As Linux has it (struct iovec in linux/uio.h) */
struct part {
	void *base;
	size_t length;
};

struct parts {
	uint64_t length; /* of all of them */
	unsigned int first;
	unsigned int end;
	struct part part[UKVM_PARTS_MOST];
};

static inline void parts_clear(struct parts *parts)
{
	parts->length = 0;
	parts->first = parts->end = 0;
}

/* False: there are too many. */
bool parts_add(struct parts *parts, void *base, uint32_t length);

/* Takes `length` bytes away, from the front or the end; there are as many. */
void parts_drop(struct parts *parts, uint64_t length);
void parts_cut(struct parts *parts, uint64_t length);

/* The first `length` bytes, as far as there are; how many. */
size_t parts_get(const struct parts *parts, void *to, size_t length);
void parts_put(const struct parts *parts, const void *from, size_t length);

#endif /* UKVM_PARTS_H */
