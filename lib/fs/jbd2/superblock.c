/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The journal's first block: what it is, and where the log begins.
 */
#include <uk/crc32c.h>
#include <uk/print.h>
#include <uk/string.h>

#include "private.h"

#define KNOWN_COMPAT JBD2_COMPAT_CHECKSUM
#define KNOWN_INCOMPAT                                                       \
	(JBD2_INCOMPAT_REVOKE | JBD2_INCOMPAT_64BIT |                        \
	 JBD2_INCOMPAT_ASYNC_COMMIT | JBD2_INCOMPAT_CSUM_V2 |                \
	 JBD2_INCOMPAT_CSUM_V3 | JBD2_INCOMPAT_FAST_COMMIT)

/* kernel-jbd.h, journal_tag_bytes() */
static unsigned int tag_bytes(uint32_t incompat)
{
	unsigned int bytes = sizeof(struct jbd2_tag);

	if (incompat & JBD2_INCOMPAT_CSUM_V3)
		return sizeof(struct jbd2_tag3);
	if (incompat & JBD2_INCOMPAT_CSUM_V2)
		bytes += JBD2_TAG_V2_PADDING;
	if (!(incompat & JBD2_INCOMPAT_64BIT))
		bytes -= sizeof(jbd2_be32);
	return bytes;
}

/* The superblock's own is not begun with the UUID. */
static uint32_t checksum(const struct uk_journal *journal)
{
	struct jbd2_superblock *super = journal->super;
	jbd2_be32 stored = super->checksum;
	uint32_t sum;

	super->checksum = jbd2_put32(0);
	sum = uk_crc32c(UINT32_MAX, super, sizeof(*super));
	super->checksum = stored;
	return sum;
}

void jbd2_super_features(struct uk_journal *journal)
{
	const struct jbd2_superblock *super = journal->super;

	journal->compat = jbd2_get32(super->compat);
	journal->incompat = jbd2_get32(super->incompat);
	journal->tag_bytes = tag_bytes(journal->incompat);
	journal->has_checksums = journal->incompat & (JBD2_INCOMPAT_CSUM_V2 |
						      JBD2_INCOMPAT_CSUM_V3);
	journal->seed = uk_crc32c(UINT32_MAX, super->uuid, sizeof(super->uuid));
}

static int refuse(const char *why, int error)
{
	uk_pr_err("journal: %s\n", why);
	return error;
}

static int check_features(struct uk_journal *journal)
{
	const struct jbd2_superblock *super = journal->super;
	uint32_t both = JBD2_INCOMPAT_CSUM_V2 | JBD2_INCOMPAT_CSUM_V3;

	if (jbd2_get32(super->header.magic) != JBD2_MAGIC)
		return refuse("there is none in its place; run e2fsck",
			      -EUCLEAN);
	if (jbd2_get32(super->header.type) == JBD2_SUPERBLOCK_V1)
		return refuse("of version 1; e2fsck makes it version 2",
			      -EOPNOTSUPP);
	if (jbd2_get32(super->header.type) != JBD2_SUPERBLOCK_V2)
		return refuse("its first block is damaged; run e2fsck",
			      -EUCLEAN);
	if ((jbd2_get32(super->compat) & ~KNOWN_COMPAT) ||
	    (jbd2_get32(super->incompat) & ~KNOWN_INCOMPAT) ||
	    jbd2_get32(super->ro_compat))
		return refuse("it has a feature that is not known here",
			      -EOPNOTSUPP);
	if ((jbd2_get32(super->incompat) & both) == both ||
	    (jbd2_get32(super->incompat) & both &&
	     jbd2_get32(super->compat) & JBD2_COMPAT_CHECKSUM))
		return refuse("its features contradict each other; run e2fsck",
			      -EUCLEAN);
	return 0;
}

static int check_checksum(struct uk_journal *journal)
{
	const struct jbd2_superblock *super = journal->super;

	if (!journal->has_checksums)
		return 0;
	if (super->checksum_type != JBD2_CHECKSUM_CRC32C)
		return refuse("its kind of checksum is not known here",
			      -EOPNOTSUPP);
	if (jbd2_get32(super->checksum) != checksum(journal))
		return refuse("the checksum of its first block is wrong; run "
			      "e2fsck",
			      -EUCLEAN);
	return 0;
}

static int check_geometry(struct uk_journal *journal)
{
	const struct jbd2_superblock *super = journal->super;
	uint32_t blocks = jbd2_get32(super->blocks);
	uint32_t first = jbd2_get32(super->first);
	uint32_t start = jbd2_get32(super->start);
	uint32_t fast = 0;

	if (journal->incompat & JBD2_INCOMPAT_FAST_COMMIT)
		fast = jbd2_get32(super->fast_commit_blocks) ?:
			       JBD2_FAST_COMMIT_DEFAULT;
	if (jbd2_get32(super->block_size) != journal->block_size ||
	    blocks > journal->blocks || fast >= blocks ||
	    blocks - fast < JBD2_BLOCKS_LEAST || !first ||
	    first > blocks - fast - JBD2_BLOCKS_LEAST / 2)
		return refuse("its size is not the file's; run e2fsck",
			      -EUCLEAN);
	journal->blocks = blocks;
	journal->first = first;
	journal->end = blocks - fast;
	if (start && (start < first || start >= journal->end))
		return refuse("its log begins outside of it; run e2fsck",
			      -EUCLEAN);
	return 0;
}

int jbd2_super_read(struct uk_journal *journal)
{
	int error = jbd2_read(journal, 0, 1, journal->super);

	if (!error)
		error = check_features(journal);
	if (error)
		return error;
	jbd2_super_features(journal);
	error = check_checksum(journal);
	return error ? error : check_geometry(journal);
}

static int write_it(struct uk_journal *journal)
{
	struct jbd2_superblock *super = journal->super;
	uint32_t unused;

	super->checksum = jbd2_put32(
		journal->has_checksums ? checksum(journal) : 0);
	return uk_blkdev_write(journal->dev,
			       jbd2_place(journal, 0, &unused)
				       << journal->sector_shift,
			       super, journal->block_size, UK_BLK_FUA);
}

int jbd2_super_write(struct uk_journal *journal, uint32_t sequence,
		     uint32_t start)
{
	struct jbd2_superblock *super = journal->super;
	int error;

	super->sequence = jbd2_put32(sequence);
	super->start = jbd2_put32(start);
	error = write_it(journal);
	if (!error)
		journal->is_empty = !start;
	return error;
}

void jbd2_super_write_error(struct uk_journal *journal, int error)
{
	journal->super->error = jbd2_put32((uint32_t)error);
	write_it(journal);
}
