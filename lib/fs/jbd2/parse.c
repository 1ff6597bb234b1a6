/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks of the log read and judged: commits and revocations.
 */
#include "replay.h"

int replay_read(struct replay *replay, uint32_t position, void **block)
{
	struct uk_journal *journal = replay->journal;
	uint32_t at = position - replay->window_start;

	if (at >= replay->window_count) {
		uint32_t count =
			UK_MIN(replay->window_size, journal->end - position);
		int error = jbd2_read(journal, position, count, replay->window);

		if (error) {
			replay->window_count = 0;
			return error;
		}
		replay->window_start = position;
		replay->window_count = count;
		at = 0;
	}
	*block = replay->window + (size_t)at * journal->block_size;
	return 0;
}

uint32_t replay_type(const struct replay *replay, const void *block)
{
	const struct jbd2_header *header = block;

	return jbd2_get32(header->magic) == JBD2_MAGIC &&
			       jbd2_get32(header->sequence) ==
				       replay->sequence ?
		       jbd2_get32(header->type) :
		       0;
}

/* The checksum of COMPAT_CHECKSUM is of the blocks before. Linux leaves it out, too,
 * where it was switched on later.
 */
static bool is_sum_right(const struct replay *replay,
			 const struct jbd2_commit *commit)
{
	uint32_t sum = jbd2_get32(commit->checksum[0]);

	if (!commit->checksum_type && !commit->checksum_size && !sum)
		return !(replay->journal->incompat &
			 JBD2_INCOMPAT_ASYNC_COMMIT);
	return commit->checksum_type == JBD2_CHECKSUM_CRC32 &&
	       commit->checksum_size == sizeof(sum) && sum == replay->crc;
}

bool replay_is_commit(const struct replay *replay, void *block)
{
	const struct uk_journal *journal = replay->journal;
	struct jbd2_commit *commit = block;

	if (journal->has_checksums)
		return jbd2_get32(commit->checksum[0]) ==
		       jbd2_block_checksum(journal, block,
					   &commit->checksum[0]);
	if (journal->compat & JBD2_COMPAT_CHECKSUM &&
	    replay->pass == REPLAY_SCAN)
		return is_sum_right(replay, commit);
	return true;
}

int replay_revoke(struct replay *replay, void *block)
{
	const struct uk_journal *journal = replay->journal;
	struct jbd2_revoke *revoke = block;
	bool is_64 = journal->incompat & JBD2_INCOMPAT_64BIT;
	size_t size = is_64 ? sizeof(jbd2_be64) : sizeof(jbd2_be32);
	size_t most = journal->block_size;
	size_t bytes = jbd2_get32(revoke->bytes);

	if (journal->has_checksums) {
		jbd2_be32 *tail = jbd2_tail(journal, block);

		if (jbd2_get32(*tail) !=
		    jbd2_block_checksum(journal, block, tail))
			return REPLAY_BAD;
		most -= sizeof(struct jbd2_tail);
	}
	if (bytes < sizeof(*revoke) || bytes > most ||
	    (bytes - sizeof(*revoke)) % size)
		return REPLAY_BAD;
	if (replay->pass != REPLAY_REVOKES)
		return 0;
	for (size_t at = sizeof(*revoke); at < bytes; at += size) {
		const void *entry = (char *)block + at;
		int error = revoke_add(
			&replay->revokes, journal->allocator,
			is_64 ? jbd2_get64(*(const jbd2_be64 *)entry) :
				jbd2_get32(*(const jbd2_be32 *)entry),
			replay->sequence);

		if (error)
			return error;
	}
	return 0;
}
