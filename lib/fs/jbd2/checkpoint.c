/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What was committed goes to its place, and the log can be used anew.
 */
#include <uk/print.h>

#include "private.h"

void jbd2_transaction_free(struct uk_journal *journal, struct transaction *t)
{
	struct uk_list_head *link, *following;

	uk_list_for_each_safe (link, following, &t->blocks) {
		struct uk_block *block = uk_list_entry(link, struct uk_block,
						       transaction_link);

		jbd2_block_leave(block);
		if (uk_block_is_held(block))
			uk_block_release(block, UK_BLOCK_CLEAN);
	}
	revoke_free(&t->revokes, journal->allocator);
	uk_free(journal->allocator, t);
}

/* Those whose blocks are all in their places, or in a later commit */
static void retire(struct uk_journal *journal)
{
	struct transaction *t;

	while ((t = journal->oldest) && uk_list_empty(&t->blocks) &&
	       (!t->taken_by ||
		!jbd2_is_before(journal->committed, t->taken_by))) {
		journal->oldest = t->next;
		jbd2_transaction_free(journal, t);
	}
	if (!journal->oldest)
		journal->newest = NULL;
}

/* *data: of data blocks, which concern nobody here */
static int empty(struct uk_journal *journal, int *data)
{
	int error = jbd2_commit_running(journal);

	if (error)
		return error;
	*data = uk_blockcache_write_logged(journal->cache);
	error = uk_blkdev_flush(journal->dev);
	if (error)
		return error;
	retire(journal);
	if (journal->oldest)
		return *data ? *data : -EIO;
	if (!journal->is_empty)
		error = jbd2_super_write(journal, journal->sequence, 0);
	if (!error)
		journal->used = 0;
	return error;
}

int jbd2_make_space(struct uk_journal *journal, int *data)
{
	int error;

	*data = 0;
	jbd2_close_operations(journal);
	error = journal->aborted ? -EROFS : empty(journal, data);
	if (error && !journal->aborted) {
		uk_pr_err("blocks cannot be written to their places (error "
			  "%d): nothing is changed any more\n",
			  -error);
		jbd2_abort(journal, error);
	}
	jbd2_open_operations(journal);
	return error;
}

int uk_journal_checkpoint(struct uk_journal *journal)
{
	int error, data;

	jbd2_enter(journal);
	error = jbd2_make_space(journal, &data);
	jbd2_leave(journal);
	return error ? error : data;
}
