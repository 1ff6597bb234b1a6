/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The journal as it lies on the disk: JBD2's format, of which Linux's
 * Documentation/filesystems/ext4/journal.rst gives the layouts (the sections are named
 * below) and e2fsprogs' lib/ext2fs/kernel-jbd.h the rest. All is big-endian.
 */
#ifndef JBD2_FORMAT_H
#define JBD2_FORMAT_H

#include <uk/essentials.h>

typedef struct {
	uint8_t bytes[2];
} jbd2_be16;

typedef struct {
	uint8_t bytes[4];
} jbd2_be32;

typedef struct {
	uint8_t bytes[8];
} jbd2_be64;

static inline uint16_t jbd2_get16(jbd2_be16 from)
{
	uint16_t value;

	__builtin_memcpy(&value, from.bytes, sizeof(value));
	return __builtin_bswap16(value);
}

static inline uint32_t jbd2_get32(jbd2_be32 from)
{
	uint32_t value;

	__builtin_memcpy(&value, from.bytes, sizeof(value));
	return __builtin_bswap32(value);
}

static inline jbd2_be16 jbd2_put16(uint16_t value)
{
	jbd2_be16 to;

	value = __builtin_bswap16(value);
	__builtin_memcpy(to.bytes, &value, sizeof(value));
	return to;
}

static inline jbd2_be32 jbd2_put32(uint32_t value)
{
	jbd2_be32 to;

	value = __builtin_bswap32(value);
	__builtin_memcpy(to.bytes, &value, sizeof(value));
	return to;
}

static inline uint64_t jbd2_get64(jbd2_be64 from)
{
	uint64_t value;

	__builtin_memcpy(&value, from.bytes, sizeof(value));
	return __builtin_bswap64(value);
}

static inline jbd2_be64 jbd2_put64(uint64_t value)
{
	jbd2_be64 to;

	value = __builtin_bswap64(value);
	__builtin_memcpy(to.bytes, &value, sizeof(value));
	return to;
}

/* "Block Header" */
#define JBD2_MAGIC 0xc03b3998u
#define JBD2_DESCRIPTOR 1u
#define JBD2_COMMIT 2u
#define JBD2_SUPERBLOCK_V1 3u
#define JBD2_SUPERBLOCK_V2 4u
#define JBD2_REVOKE 5u

struct jbd2_header {
	jbd2_be32 magic;
	jbd2_be32 type;
	jbd2_be32 sequence;
};

/* "Super Block" */
#define JBD2_COMPAT_CHECKSUM 1u
#define JBD2_INCOMPAT_REVOKE 1u
#define JBD2_INCOMPAT_64BIT 2u
#define JBD2_INCOMPAT_ASYNC_COMMIT 4u
#define JBD2_INCOMPAT_CSUM_V2 8u
#define JBD2_INCOMPAT_CSUM_V3 16u
#define JBD2_INCOMPAT_FAST_COMMIT 32u
#define JBD2_CHECKSUM_CRC32 1u
#define JBD2_CHECKSUM_CRC32C 4u

/* kernel-jbd.h: what a superblock means that says 0 */
#define JBD2_FAST_COMMIT_DEFAULT 256u
/* kernel-jbd.h: the least that Linux and e2fsck take */
#define JBD2_BLOCKS_LEAST 1024u

struct jbd2_superblock {
	struct jbd2_header header;
	jbd2_be32 block_size;
	jbd2_be32 blocks;
	jbd2_be32 first;    /* block of the log */
	jbd2_be32 sequence; /* of the first transaction in the log */
	jbd2_be32 start;    /* where that lies; 0: the log is empty */
	jbd2_be32 error;    /* a negative errno that aborted it */
	jbd2_be32 compat;
	jbd2_be32 incompat;
	jbd2_be32 ro_compat;
	uint8_t uuid[16];
	jbd2_be32 users;
	jbd2_be32 dynamic_superblock;
	jbd2_be32 transaction_most;
	jbd2_be32 transaction_data_most;
	uint8_t checksum_type;
	uint8_t padding[3];
	jbd2_be32 fast_commit_blocks; /* kernel-jbd.h */
	jbd2_be32 padding2[41];
	jbd2_be32 checksum;
	uint8_t user_uuids[16 * 48];
};

_Static_assert(sizeof(struct jbd2_superblock) == 1024, "as on the disk");

/* "Descriptor Block": tags, then the blocks that they are of. kernel-jbd.h,
 * journal_tag_bytes(): how long a tag is.
 */
#define JBD2_TAG_ESCAPED 1u
#define JBD2_TAG_SAME_UUID 2u
#define JBD2_TAG_DELETED 4u
#define JBD2_TAG_LAST 8u

struct jbd2_tag3 { /* with CSUM_V3 */
	jbd2_be32 number;
	jbd2_be32 flags;
	jbd2_be32 number_high;
	jbd2_be32 checksum;
};

struct jbd2_tag {
	jbd2_be32 number;
	jbd2_be16 checksum;
	jbd2_be16 flags;
	jbd2_be32 number_high; /* with 64BIT */
};

#define JBD2_TAG_V2_PADDING 2u /* behind it, with CSUM_V2 */
#define JBD2_TAG_UUID 16u      /* behind it, without SAME_UUID */

/* Ends descriptor and revoke blocks that have checksums */
struct jbd2_tail {
	jbd2_be32 checksum;
};

/* "Revocation Block": block numbers follow, of 8 bytes with 64BIT, else 4 */
struct jbd2_revoke {
	struct jbd2_header header;
	jbd2_be32 bytes; /* used in this block, with this header */
};

/* "Commit Block" */
struct jbd2_commit {
	struct jbd2_header header;
	uint8_t checksum_type; /* with COMPAT_CHECKSUM */
	uint8_t checksum_size;
	uint8_t padding[2];
	jbd2_be32 checksum[8];
	jbd2_be64 seconds;
	jbd2_be32 nanoseconds;
};

_Static_assert(offsetof(struct jbd2_commit, seconds) == 0x30, "as on the disk");

/* "Fast commits", and lib/ext2fs/fast_commit.h: how the area begins if it is used.
 * Little-endian.
 */
#define JBD2_FAST_COMMIT_HEAD 9u

struct jbd2_fast_commit_head {
	uint16_t tag;
	uint16_t length;
	uint32_t features;
	uint32_t sequence;
};

#endif /* JBD2_FORMAT_H */
