/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * After a power cut: what was committed goes to its place. Three walks along the log:
 * where it ends, checking all of it; what was revoked; and the blocks.
 */
#include <uk/print.h>
#include <uk/string.h>

#include "replay.h"

/* Whether the log has a commit of the transaction somewhere: if so it is not merely one
 * that a power cut left unfinished.
 */
static int find_commit(struct replay *replay, uint32_t position, bool *found)
{
	struct uk_journal *journal = replay->journal;

	*found = false;
	for (uint32_t left = journal->end - journal->first; left && !*found;
	     left--) {
		void *block;
		int error = replay_read(replay, position, &block);

		if (error)
			return error;
		*found = replay_type(replay, block) == JBD2_COMMIT &&
			 replay_is_commit(replay, block);
		position = jbd2_advance(journal, position, 1);
	}
	return 0;
}

/* A transaction that is not whole ends the log, unless it was committed. Where a commit
 * may reach the disk before what it commits, it may be unfinished anyway.
 */
static int end_or_damage(struct replay *replay, uint32_t position)
{
	bool found = false;
	int error = 0;

	if (!(replay->journal->incompat & JBD2_INCOMPAT_ASYNC_COMMIT))
		error = find_commit(replay, position, &found);
	if (error || !found)
		return error ? error : REPLAY_END;
	uk_pr_err("transaction %u is damaged; run e2fsck\n", replay->sequence);
	return -EUCLEAN;
}

/* One block of the log and what belongs to it: 0, REPLAY_END, REPLAY_COMMIT */
static int step(struct replay *replay)
{
	uint32_t at = replay->position;
	void *block;
	int result = replay_read(replay, at, &block);

	if (result)
		return result;
	replay->position = jbd2_advance(replay->journal, at, 1);
	replay->walked++;
	switch (replay_type(replay, block)) {
	case JBD2_DESCRIPTOR:
		result = replay_descriptor(replay, block);
		break;
	case JBD2_REVOKE:
		result = replay_revoke(replay, block);
		break;
	case JBD2_COMMIT:
		return replay_is_commit(replay, block) ? REPLAY_COMMIT :
							 REPLAY_END;
	default:
		return REPLAY_END;
	}
	if (replay->walked > replay->journal->end - replay->journal->first)
		result = REPLAY_BAD;
	return result == REPLAY_BAD ? end_or_damage(replay, at) : result;
}

static int walk(struct replay *replay, enum replay_pass pass)
{
	const struct jbd2_superblock *super = replay->journal->super;
	int result;

	replay->pass = pass;
	replay->sequence = jbd2_get32(super->sequence);
	replay->position = jbd2_get32(super->start);
	replay->walked = 0;
	replay->crc = UINT32_MAX;
	while (pass == REPLAY_SCAN || replay->sequence != replay->end) {
		result = step(replay);
		if (result < 0)
			return result;
		if (result == REPLAY_END)
			break;
		if (result == REPLAY_COMMIT) {
			replay->sequence++;
			replay->crc = UINT32_MAX;
		}
	}
	if (pass == REPLAY_SCAN)
		replay->end = replay->sequence;
	return 0;
}

/* What fast commits say, nobody here can replay. */
static int refuse_fast_commits(struct replay *replay)
{
	struct uk_journal *journal = replay->journal;
	struct jbd2_fast_commit_head head;
	int error;

	if (!(journal->incompat & JBD2_INCOMPAT_FAST_COMMIT))
		return 0;
	error = jbd2_read(journal, journal->end, 1, replay->window);
	if (error)
		return error;
	replay->window_count = 0;
	memcpy(&head, replay->window, sizeof(head));
	if (head.tag != JBD2_FAST_COMMIT_HEAD || head.sequence != replay->end)
		return 0;
	uk_pr_err("its last operations are fast commits, which are not known "
		  "here; mount it with Linux once, or run e2fsck\n");
	return -EOPNOTSUPP;
}

int jbd2_replay(struct uk_journal *journal, uint32_t *end,
		unsigned int *replayed)
{
	struct replay replay = { .journal = journal };
	int error;

	replay.window_size = UK_MAX(REPLAY_WINDOW / journal->block_size, 2u);
	replay.window = uk_malloc(journal->allocator,
				  (size_t)replay.window_size *
					  journal->block_size);
	if (!replay.window)
		return -ENOMEM;
	error = walk(&replay, REPLAY_SCAN);
	if (!error)
		error = refuse_fast_commits(&replay);
	if (!error)
		error = walk(&replay, REPLAY_REVOKES);
	if (!error)
		error = walk(&replay, REPLAY_BLOCKS);
	if (!error)
		error = uk_blockcache_write(journal->cache);
	if (!error)
		error = uk_blockcache_flush(journal->cache);
	revoke_free(&replay.revokes, journal->allocator);
	uk_free(journal->allocator, replay.window);
	*end = replay.end;
	*replayed = replay.end - jbd2_get32(journal->super->sequence);
	return error;
}
