/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads cpio archives in memory, of the formats "newc" (070701) and "crc" (070702);
 * Linux: Documentation/driver-api/early-userspace/buffer-format.rst. Pure code,
 * which believes nothing.
 */
#ifndef CPIO_ARCHIVE_H
#define CPIO_ARCHIVE_H

#include <uk/essentials.h>

/* Zero bytes behind `base` and `length` are the start. */
struct cpio_archive {
	const char *base;
	size_t length;
	size_t at;
	size_t origin;	      /* where the present archive of several began */
	unsigned int ended;   /* archives that ended before it */
	const char *complaint; /* after -EINVAL: what is wrong with it */
};

struct cpio_entry {
	uint32_t inode;
	uint32_t mode;
	uint32_t uid;
	uint32_t gid;
	uint32_t links;
	uint32_t modified; /* seconds */
	uint32_t size;
	uint32_t device[2]; /* major, minor: where the file lay */
	uint32_t number[2]; /* of a device file */
	const char *name;   /* ends with a 0, and has no other */
	size_t name_length;
	const char *data;
};

/* The next entry: 1, 0 at the end, or -EINVAL. */
int cpio_next(struct cpio_archive *archive, struct cpio_entry *entry);

#endif /* CPIO_ARCHIVE_H */
