/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptor blocks read: the tags, and the blocks behind them that they describe.
 */
#include <uk/string.h>

#include "replay.h"

struct tag {
	uint64_t number;
	uint32_t flags;
	uint32_t checksum;
};

static struct tag parse(const struct uk_journal *journal, const char *at)
{
	bool is_64 = journal->incompat & JBD2_INCOMPAT_64BIT;
	struct tag tag = { 0 };

	if (journal->incompat & JBD2_INCOMPAT_CSUM_V3) {
		const struct jbd2_tag3 *tag3 = (const void *)at;

		tag.number = jbd2_get32(tag3->number);
		if (is_64)
			tag.number |= (uint64_t)jbd2_get32(tag3->number_high)
				      << 32;
		tag.flags = jbd2_get32(tag3->flags);
		tag.checksum = jbd2_get32(tag3->checksum);
	} else {
		const struct jbd2_tag *old = (const void *)at;

		tag.number = jbd2_get32(old->number);
		if (is_64)
			tag.number |= (uint64_t)jbd2_get32(old->number_high)
				      << 32;
		tag.flags = jbd2_get16(old->flags);
		tag.checksum = jbd2_get16(old->checksum);
	}
	return tag;
}

/* The block on the disk that it says may be overwritten by the journal's. */
static bool is_sound(const struct uk_journal *journal, const struct tag *tag)
{
	return tag->number < journal->dev->info.sectors >>
				     journal->sector_shift &&
	       !jbd2_is_own(journal, tag->number);
}

static int check_data(struct replay *replay, const struct tag *tag,
		      const void *data)
{
	const struct uk_journal *journal = replay->journal;
	uint32_t sum;

	if (journal->compat & JBD2_COMPAT_CHECKSUM)
		replay->crc =
			replay_crc32(replay->crc, data, journal->block_size);
	if (!journal->has_checksums)
		return 0;
	sum = jbd2_data_checksum(journal, replay->sequence, data);
	if (!(journal->incompat & JBD2_INCOMPAT_CSUM_V3))
		sum &= UINT16_MAX;
	return sum == tag->checksum ? 0 : REPLAY_BAD;
}

static int write_data(struct replay *replay, const struct tag *tag,
		      const void *data)
{
	struct uk_journal *journal = replay->journal;
	jbd2_be32 magic = jbd2_put32(JBD2_MAGIC);
	struct uk_block *block;
	int error;

	if (revoke_holds(&replay->revokes, tag->number, replay->sequence))
		return 0;
	error = uk_blockcache_get_new(journal->cache, tag->number, &block);
	if (error)
		return error;
	memcpy(block->data, data, journal->block_size);
	if (tag->flags & JBD2_TAG_ESCAPED)
		memcpy(block->data, &magic, sizeof(magic));
	uk_block_dirty(block);
	uk_block_put(block);
	return 0;
}

/* The block that a tag describes is the next one in the log. */
static int step_data(struct replay *replay, const struct tag *tag)
{
	struct uk_journal *journal = replay->journal;
	uint32_t position = replay->position;
	void *data;
	int error;

	replay->position = jbd2_advance(journal, position, 1);
	replay->walked++;
	if (replay->pass == REPLAY_REVOKES ||
	    (replay->pass == REPLAY_SCAN && !journal->has_checksums &&
	     !(journal->compat & JBD2_COMPAT_CHECKSUM)))
		return 0;
	error = replay_read(replay, position, &data);
	if (error)
		return error;
	return replay->pass == REPLAY_SCAN ? check_data(replay, tag, data) :
					     write_data(replay, tag, data);
}

static int check(struct replay *replay, void *block)
{
	const struct uk_journal *journal = replay->journal;
	jbd2_be32 *tail = jbd2_tail(journal, block);

	if (journal->has_checksums &&
	    jbd2_get32(*tail) != jbd2_block_checksum(journal, block, tail))
		return REPLAY_BAD;
	if (journal->compat & JBD2_COMPAT_CHECKSUM)
		replay->crc =
			replay_crc32(replay->crc, block, journal->block_size);
	return 0;
}

int replay_descriptor(struct replay *replay, void *block)
{
	struct uk_journal *journal = replay->journal;
	size_t limit = journal->block_size -
		       (journal->has_checksums ? sizeof(struct jbd2_tail) : 0);
	size_t at = sizeof(struct jbd2_header);
	struct tag tag = { 0 };
	int result = check(replay, block);

	/* The window may move on while the tags are needed. */
	if (!result)
		memcpy(journal->descriptor, block, journal->block_size);
	while (!result && !(tag.flags & JBD2_TAG_LAST) &&
	       at + journal->tag_bytes <= limit) {
		tag = parse(journal, (char *)journal->descriptor + at);
		at += journal->tag_bytes;
		if (!(tag.flags & JBD2_TAG_SAME_UUID))
			at += JBD2_TAG_UUID;
		result = is_sound(journal, &tag) ? step_data(replay, &tag) :
						   REPLAY_BAD;
	}
	return result;
}
