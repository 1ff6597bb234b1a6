/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What fstat() says of a file, in the layout of Linux on x86-64
 * (arch/x86/include/uapi/asm/stat.h).
 */
#ifndef UK_STAT_H
#define UK_STAT_H

#include <uk/essentials.h>

/* Kinds of files within `mode` (linux/stat.h) */
#define UK_S_IFMT 0170000u
#define UK_S_IFSOCK 0140000u
#define UK_S_IFLNK 0120000u
#define UK_S_IFREG 0100000u
#define UK_S_IFBLK 0060000u
#define UK_S_IFDIR 0040000u
#define UK_S_IFCHR 0020000u
#define UK_S_IFIFO 0010000u

struct uk_timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

struct uk_stat {
	uint64_t device;
	uint64_t inode;
	uint64_t links;
	uint32_t mode; /* kind and permissions */
	uint32_t uid;
	uint32_t gid;
	uint32_t unused;
	uint64_t device_number; /* of a device file */
	int64_t size;
	int64_t block_size; /* good for transfers */
	int64_t blocks;	    /* taken, of 512 bytes */
	struct uk_timespec accessed;
	struct uk_timespec modified;
	struct uk_timespec changed;
	int64_t reserved[3];
};

_Static_assert(sizeof(struct uk_stat) == 144, "the ABI's size");

#endif /* UK_STAT_H */
