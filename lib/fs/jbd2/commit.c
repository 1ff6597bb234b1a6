/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The running transaction on its way into the log: its data to their places, its blocks
 * to the log, a flush, and then the one block that makes it count.
 */
#include <uk/print.h>
#include <uk/string.h>
#include <uk/time.h>

#include "write.h"

uint32_t jbd2_log_size(const struct uk_journal *journal, unsigned int count,
		       unsigned int revokes)
{
	return count + UK_DIV_ROUND_UP(count, write_tags_most(journal)) +
	       UK_DIV_ROUND_UP(revokes, write_revokes_most(journal)) + 1;
}

static bool have_ended(void *argument)
{
	const struct uk_journal *journal = argument;

	return !journal->operations || journal->aborted;
}

/* None begins until jbd2_open_operations(); in an aborted journal some may not have ended. */
void jbd2_close_operations(struct uk_journal *journal)
{
	journal->closing++;
	uk_blockcache_wait(journal->cache, have_ended, journal);
}

void jbd2_open_operations(struct uk_journal *journal)
{
	if (!--journal->closing)
		uk_blockcache_wake(journal->cache);
}

static bool has_changes(const struct transaction *t)
{
	return t && (t->count || t->revokes.valid);
}

/* Of what ended: no operation has begun. Its part of the log is set aside. */
static struct transaction *close_running(struct uk_journal *journal)
{
	struct transaction *t = journal->running;
	uint32_t size;

	if (!has_changes(t) || journal->aborted)
		return NULL;
	size = jbd2_log_size(journal, t->count, t->revokes.valid);
	UK_ASSERT(size <= journal->end - journal->first - journal->used);
	t->start = journal->head;
	journal->head = jbd2_advance(journal, t->start, size);
	journal->used += size;
	journal->running = NULL;
	journal->committing = t;
	return t;
}

static int write_commit(struct uk_journal *journal, const struct transaction *t)
{
	uint32_t size = jbd2_log_size(journal, t->count, t->revokes.valid);
	uint32_t position = jbd2_advance(journal, t->start, size - 1);
	struct jbd2_commit *commit = journal->descriptor;
	uint64_t seconds;
	uint32_t nanoseconds, unused;

	uk_time_split(uk_time_wall(), &seconds, &nanoseconds);
	memset(commit, 0, journal->block_size);
	write_header(&commit->header, JBD2_COMMIT, t->sequence);
	commit->seconds = jbd2_put64(seconds);
	commit->nanoseconds = jbd2_put32(nanoseconds);
	if (journal->has_checksums)
		commit->checksum[0] = jbd2_put32(jbd2_block_checksum(
			journal, commit, &commit->checksum[0]));
	return uk_blkdev_write(journal->dev,
			       jbd2_place(journal, position, &unused)
				       << journal->sector_shift,
			       commit, journal->block_size, UK_BLK_FUA);
}

/* The superblock must say where the log begins before there is something in it. */
static int write_super(struct uk_journal *journal, const struct transaction *t)
{
	bool revokes = t->revokes.valid &&
		       !(journal->incompat & JBD2_INCOMPAT_REVOKE);

	if (revokes) {
		journal->super->incompat = jbd2_put32(journal->incompat |
						      JBD2_INCOMPAT_REVOKE);
		jbd2_super_features(journal);
	}
	if (journal->is_empty)
		return jbd2_super_write(journal, t->sequence, t->start);
	return revokes ? jbd2_super_write(
				 journal, jbd2_get32(journal->super->sequence),
				 jbd2_get32(journal->super->start)) :
			 0;
}

/* Everything but the commit block; *data: whether data reached their places */
static int write_all(struct uk_journal *journal, struct transaction *t,
		     int *data)
{
	int error;

	journal->logging = true;
	error = write_transaction(journal, t);
	journal->logging = false;
	uk_blockcache_wake(journal->cache);
	if (!error)
		error = write_super(journal, t);
	/* of operations that ended after the first time */
	*data = uk_blockcache_write(journal->cache);
	return error ? error : uk_blkdev_flush(journal->dev);
}

/* It is committed: its blocks may go to their places. */
static void finish(struct uk_journal *journal, struct transaction *t)
{
	struct uk_list_head *link;

	uk_list_for_each(link, &t->blocks)
		uk_block_release(uk_list_entry(link, struct uk_block,
					       transaction_link),
				 UK_BLOCK_LOGGED);
	revoke_free(&t->revokes, journal->allocator);
	if (journal->newest)
		journal->newest->next = t;
	else
		journal->oldest = t;
	journal->newest = t;
	journal->committing = NULL;
	journal->committed = t->sequence;
}

int jbd2_commit_running(struct uk_journal *journal)
{
	struct transaction *t;
	int error, data;

	/* Most of the data, while operations go on */
	uk_blockcache_write(journal->cache);
	jbd2_close_operations(journal);
	t = close_running(journal);
	jbd2_open_operations(journal);
	if (!t)
		return journal->aborted ? -EROFS : 0;
	error = write_all(journal, t, &data);
	if (!error)
		error = write_commit(journal, t);
	if (error) {
		uk_pr_err("a commit failed (error %d): nothing is changed any "
			  "more\n",
			  -error);
		jbd2_abort(journal, error);
		return error;
	}
	finish(journal, t);
	journal->result = data;
	return 0;
}

static bool is_not_committing(void *argument)
{
	const struct uk_journal *journal = argument;

	return !journal->committing || journal->aborted;
}

/* No operation has ended since the last commit began: data are all there may be. */
static int write_data(struct uk_journal *journal)
{
	int error;

	uk_blockcache_wait(journal->cache, is_not_committing, journal);
	if (journal->aborted)
		return -EROFS;
	error = uk_blockcache_write(journal->cache);
	return error ? error : uk_blockcache_flush(journal->cache);
}

/* Whose commit has this transaction says for all who waited whether data failed: what
 * could not be written then is tried again, and told again, by the next one.
 */
int uk_journal_commit(struct uk_journal *journal)
{
	int error = 0;

	if (journal->aborted)
		return -EROFS;
	if (!has_changes(journal->running))
		return write_data(journal);
	if (jbd2_enter_to_commit(journal, journal->running->sequence)) {
		error = jbd2_commit_running(journal);
		jbd2_leave(journal);
	} else if (journal->aborted) {
		error = -EROFS;
	}
	return error ? error : journal->result;
}
