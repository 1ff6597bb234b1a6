/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The ring of a disk (xen/include/public/io/blkif.h; the 64-bit layout). Sectors are of 512
 * bytes, whatever the disk's are: so do all backends that exist, and so says the header since
 * Xen 4.20.
 */
#ifndef XENBLK_BLKIF_H
#define XENBLK_BLKIF_H

#include <uk/arch/paging.h>
#include <uk/xen/ring.h>

#define RING_ENTRIES 32u /* as many as a page holds, a power of two */
#define DIRECT_SEGMENTS 11u
#define TABLE_SEGMENTS (UK_PAGE_SIZE / sizeof(struct blkif_segment))

enum {
	OP_READ = 0,
	OP_WRITE = 1,
	OP_BARRIER = 2, /* without data: a flush */
	OP_FLUSH = 3,
	OP_DISCARD = 5,
	OP_INDIRECT = 6,
};

#define STATUS_OK 0
#define STATUS_UNSUPPORTED (-2)

/* Of the backend's `info` */
#define DISK_READ_ONLY 4u

struct blkif_segment {
	uint32_t grant;
	uint8_t first_sector; /* of the page */
	uint8_t last_sector;
	uint16_t padding;
};

struct blkif_request {
	uint8_t operation;
	union {
		uint8_t segment_count;
		uint8_t operation_indirect; /* OP_READ or OP_WRITE */
	};
	union {
		uint16_t handle;
		uint16_t segment_count_indirect;
	};
	uint32_t padding;
	uint64_t id;
	uint64_t sector;
	union {
		struct blkif_segment segments[DIRECT_SEGMENTS];
		uint64_t sectors; /* OP_DISCARD */
		struct {
			uint16_t handle_indirect;
			uint16_t padding_indirect;
			uint32_t tables[8]; /* grants of pages of segments */
		};
	};
};

struct blkif_response {
	uint64_t id;
	uint8_t operation;
	uint8_t padding;
	int16_t status;
	uint32_t padding2;
};

struct blkif_ring {
	struct uk_xen_ring at;
	union {
		struct blkif_request request;
		struct blkif_response response;
	} entry[RING_ENTRIES];
};

_Static_assert(sizeof(struct blkif_request) == 112 &&
		       sizeof(struct blkif_response) == 16 &&
		       sizeof(struct blkif_ring) <= UK_PAGE_SIZE,
	       "not the layout of Xen's interface");

#endif /* XENBLK_BLKIF_H */
