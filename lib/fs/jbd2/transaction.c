/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Operations, and the blocks that they change. Space in the log is set aside when one
 * begins, so that a commit never lacks it.
 */
#include <uk/print.h>

#include "private.h"

#define SIZE_SOFT_LEAST 64u

static bool may_begin(void *argument)
{
	const struct uk_journal *journal = argument;

	return !journal->closing || journal->aborted;
}

static uint32_t ring(const struct uk_journal *journal)
{
	return journal->end - journal->first;
}

/* The running transaction with so many more: a block may be changed and revoked. */
static uint32_t size_with(const struct uk_journal *journal, unsigned int blocks)
{
	const struct transaction *running = journal->running;

	blocks += journal->credits;
	return jbd2_log_size(journal, running->count + blocks,
			     running->revokes.valid + blocks);
}

unsigned int uk_journal_blocks_most(const struct uk_journal *journal)
{
	return ring(journal) / 4;
}

/* A transaction that would be larger is committed before: its blocks are held in memory. */
static uint32_t size_soft(const struct uk_journal *journal)
{
	size_t half = uk_blockcache_limit(journal->cache) / 2;
	uint32_t most = (uint32_t)UK_MIN(half, (size_t)ring(journal) / 4);

	return UK_MAX(most, SIZE_SOFT_LEAST);
}

static bool is_first(const struct uk_journal *journal)
{
	const struct transaction *running = journal->running;

	return !running->count && !journal->credits && !running->revokes.valid;
}

/* What a transaction changes stays in memory until it is committed. An operation that finds
 * none half way could not be taken back.
 */
static bool has_memory(const struct uk_journal *journal, unsigned int blocks)
{
	size_t held = (size_t)blocks + journal->running->count +
		      journal->credits;

	if (journal->committing)
		held += journal->committing->count;
	return uk_blockcache_reserve(journal->cache, held);
}

/* One larger than the soft limit is on its own. */
static bool fits(const struct uk_journal *journal, unsigned int blocks)
{
	uint32_t size = size_with(journal, blocks);

	return size <= ring(journal) - journal->used &&
	       (is_first(journal) || size <= size_soft(journal)) &&
	       has_memory(journal, blocks);
}

/* No commit gives it more than there is. */
static bool lacks_memory(const struct uk_journal *journal, unsigned int blocks)
{
	return is_first(journal) && !journal->committing &&
	       !has_memory(journal, blocks);
}

static int ensure_running(struct uk_journal *journal)
{
	struct transaction *new;

	if (journal->running)
		return 0;
	new = uk_calloc(journal->allocator, 1, sizeof(*new));
	if (!new)
		return -ENOMEM;
	uk_list_init(&new->blocks);
	new->sequence = journal->sequence++;
	journal->running = new;
	return 0;
}

/* If this fails, the journal is aborted. */
static void make_room(struct uk_journal *journal, unsigned int blocks)
{
	int unused;

	jbd2_enter(journal);
	if (!journal->aborted && journal->running && !fits(journal, blocks))
		jbd2_commit_running(journal);
	if (!journal->aborted && jbd2_log_size(journal, blocks, blocks) >
					 ring(journal) - journal->used)
		jbd2_make_space(journal, &unused);
	jbd2_leave(journal);
}

int uk_journal_begin(struct uk_journal *journal, unsigned int blocks)
{
	int error = 0;

	if (blocks > uk_journal_blocks_most(journal))
		return -ENOSPC;
	for (;;) {
		uk_blockcache_wait(journal->cache, may_begin, journal);
		if (journal->aborted || journal->dev->info.read_only)
			return -EROFS;
		error = ensure_running(journal);
		if (error)
			return error;
		if (fits(journal, blocks))
			break;
		if (lacks_memory(journal, blocks))
			return -ENOMEM;
		make_room(journal, blocks);
	}
	journal->operations++;
	journal->credits += blocks;
	return 0;
}

void uk_journal_end(struct uk_journal *journal)
{
	UK_ASSERT(journal->operations);
	if (--journal->operations)
		return;
	journal->credits = 0;
	if (journal->closing)
		uk_blockcache_wake(journal->cache);
}

static bool is_not_logging(void *argument)
{
	const struct uk_journal *journal = argument;

	return !journal->logging;
}

/*
 * Keeps the block from its place, and what the log has of it from being
 * given up before the running transaction is committed. When this returns, nobody reads
 * it for the disk.
 */
static void take(struct uk_journal *journal, struct uk_block *block)
{
	struct transaction *from;

	do {
		from = block->transaction;
		if (from && from == journal->committing)
			uk_blockcache_wait(journal->cache, is_not_logging,
					   journal);
		uk_block_hold(block);
	} while (block->transaction != from); /* meanwhile */
	if (!from || from == journal->running)
		return;
	from->taken_by = journal->running->sequence;
	jbd2_block_leave(block);
}

void jbd2_block_leave(struct uk_block *block)
{
	uk_list_del(&block->transaction_link);
	block->transaction = NULL;
}

int uk_journal_change(struct uk_journal *journal, struct uk_block *block)
{
	struct transaction *running = journal->running;

	if (journal->aborted)
		return -EROFS;
	UK_ASSERT(journal->operations);
	if (block->transaction == running)
		return 0;
	take(journal, block);
	if (block->transaction == running) /* another's change, meanwhile */
		return 0;
	if (!journal->credits) {
		uk_pr_err("an operation changed more blocks than it said\n");
		uk_journal_abort(journal, -ENOSPC);
		return -ENOSPC;
	}
	journal->credits--;
	running->count++;
	block->transaction = running;
	uk_list_add_tail(&block->transaction_link, &running->blocks);
	revoke_cancel(&running->revokes, block->number);
	return 0;
}

/* The block is free: nothing of it goes anywhere. */
static void drop(struct uk_journal *journal, struct uk_block *block)
{
	if (!block->transaction)
		return;
	take(journal, block);
	if (block->transaction) {
		journal->running->count--;
		jbd2_block_leave(block);
	}
	uk_block_release(block, UK_BLOCK_CLEAN);
}

int uk_journal_revoke(struct uk_journal *journal, uint64_t number)
{
	struct uk_block *block;
	int error;

	if (journal->aborted)
		return -EROFS;
	UK_ASSERT(journal->operations);
	error = revoke_add(&journal->running->revokes, journal->allocator,
			   number, journal->running->sequence);
	if (error)
		return error;
	block = uk_blockcache_peek(journal->cache, number);
	if (block) {
		drop(journal, block);
		uk_block_put(block);
	}
	return 0;
}

void jbd2_abort(struct uk_journal *journal, int error)
{
	if (journal->aborted)
		return;
	journal->aborted = true;
	uk_blockcache_wake(journal->cache);
	jbd2_super_write_error(journal, error);
}

/* Who is busy, and waits for operations to end, does not wait for the caller's. */
void uk_journal_abort(struct uk_journal *journal, int error)
{
	if (journal->aborted)
		return;
	journal->aborted = true;
	uk_blockcache_wake(journal->cache);
	jbd2_enter(journal);
	jbd2_super_write_error(journal, error);
	jbd2_leave(journal);
}

int uk_journal_error(const struct uk_journal *journal)
{
	return (int)jbd2_get32(journal->super->error);
}

void uk_journal_clear_error(struct uk_journal *journal)
{
	journal->super->error = jbd2_put32(0);
}
