/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A journal opened and closed.
 */
#include <uk/print.h>
#include <uk/string.h>

#include "private.h"

static int check_runs(const struct uk_journal *journal)
{
	uint64_t most = journal->dev->info.sectors >> journal->sector_shift;
	uint64_t blocks = 0;

	for (unsigned int i = 0; i < journal->run_count; i++) {
		const struct uk_journal_run *run = &journal->runs[i];

		if (!run->count || run->count > most ||
		    run->first > most - run->count)
			return -EUCLEAN;
		blocks += run->count;
		if (blocks > UINT32_MAX / 2)
			return -EUCLEAN;
	}
	return blocks ? 0 : -EUCLEAN;
}

static int allocate(struct uk_journal *journal)
{
	struct uk_alloc *a = journal->allocator;
	size_t size = journal->block_size;

	journal->runs = uk_calloc(a, journal->run_count, sizeof(*journal->runs));
	journal->super = uk_memalign(a, size, size);
	journal->descriptor = uk_memalign(a, size, size);
	journal->escaped = uk_memalign(a, size, size);
	return journal->runs && journal->super && journal->descriptor &&
			       journal->escaped ?
		       0 : -ENOMEM;
}

static void written(struct uk_block *block)
{
	if (block->transaction)
		jbd2_block_leave(block);
}

/* The log is empty: what the next transactions have need not be read by anybody who knew
 * the old ones. Commits are in order here, and say nothing in COMPAT_CHECKSUM's way.
 */
static void set_features(struct uk_journal *journal, uint32_t set)
{
	struct jbd2_superblock *super = journal->super;
	uint32_t incompat = journal->incompat & ~JBD2_INCOMPAT_ASYNC_COMMIT;

	if (journal->dev->info.sectors >> journal->sector_shift > UINT32_MAX)
		set |= JBD2_INCOMPAT_64BIT;
	if (set & JBD2_INCOMPAT_CSUM_V3) {
		incompat &= ~JBD2_INCOMPAT_CSUM_V2;
		super->checksum_type = JBD2_CHECKSUM_CRC32C;
	}
	super->incompat = jbd2_put32(incompat | set);
	super->compat =
		jbd2_put32(journal->compat & ~JBD2_COMPAT_CHECKSUM);
	jbd2_super_features(journal);
}

static int replay(struct uk_journal *journal, unsigned int *replayed)
{
	uint32_t end;
	int error;

	if (journal->dev->info.read_only)
		return -EROFS;
	error = jbd2_replay(journal, &end, replayed);
	if (error)
		return error;
	/* An unfinished one may have had this number. */
	return jbd2_super_write(journal, end + 1, 0);
}

static int start(struct uk_journal *journal, unsigned int *replayed)
{
	int error = jbd2_super_read(journal);

	*replayed = 0;
	if (!error && jbd2_get32(journal->super->start))
		error = replay(journal, replayed);
	if (error)
		return error;
	set_features(journal, 0);
	journal->is_empty = true;
	journal->head = journal->first;
	journal->committed = jbd2_get32(journal->super->sequence);
	journal->sequence = journal->committed + 1;
	uk_blockcache_on_written(journal->cache, written);
	return 0;
}

static void release(struct uk_journal *journal)
{
	struct uk_alloc *a = journal->allocator;

	uk_free(a, journal->runs);
	uk_free(a, journal->super);
	uk_free(a, journal->descriptor);
	uk_free(a, journal->escaped);
	uk_free(a, journal);
}

int uk_journal_open(struct uk_blockcache *cache,
		    const struct uk_journal_run *runs, unsigned int count,
		    struct uk_journal **opened, unsigned int *replayed)
{
	struct uk_alloc *a = uk_alloc_default();
	struct uk_journal *journal = uk_calloc(a, 1, sizeof(*journal));
	int error;

	if (!journal)
		return -ENOMEM;
	journal->cache = cache;
	journal->dev = uk_blockcache_device(cache);
	journal->allocator = a;
	uk_list_init(&journal->turns);
	journal->block_size = uk_blockcache_block_size(cache);
	journal->sector_shift = (unsigned int)__builtin_ctz(
		journal->block_size / UK_BLK_SECTOR);
	journal->run_count = count;
	error = allocate(journal);
	if (!error) {
		memcpy(journal->runs, runs, count * sizeof(*runs));
		error = check_runs(journal);
	}
	for (unsigned int i = 0; i < count && !error; i++)
		journal->blocks += (uint32_t)runs[i].count;
	if (!error)
		error = start(journal, replayed);
	if (error)
		release(journal);
	else
		*opened = journal;
	return error;
}

int uk_journal_set_checksums(struct uk_journal *journal)
{
	if (!journal->is_empty || journal->running)
		return -EBUSY;
	set_features(journal, JBD2_INCOMPAT_CSUM_V3);
	return 0;
}

int uk_journal_close(struct uk_journal *journal)
{
	int error = journal->is_empty && !journal->running ?
			    0 : uk_journal_checkpoint(journal);
	struct transaction *t;

	while ((t = journal->oldest)) {
		journal->oldest = t->next;
		jbd2_transaction_free(journal, t);
	}
	if (journal->committing)
		jbd2_transaction_free(journal, journal->committing);
	if (journal->running)
		jbd2_transaction_free(journal, journal->running);
	uk_blockcache_on_written(journal->cache, NULL);
	release(journal);
	return error;
}
