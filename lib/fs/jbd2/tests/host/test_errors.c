/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Disks that fail, operations that ask for too much, and journals that are not for us.
 */
#include <string.h>
#include <uk/blockcache_journal.h>
#include <uk/test.h>

#include "format.h"
#include "model.h"

UK_TESTSUITE(jbd2_errors, "what a journal does when something is wrong");

#define BLOCK 1024u
#define LOG_FIRST 16u /* the model's, with its superblock */
#define FAST_COMMITS 1092u
#define LOG_END 1100u

static struct model model;
static struct power *power;
static uint64_t bad_from, bad_to; /* blocks that cannot be written */
static int (*record)(struct uk_blkram *disk,
		     const struct uk_blk_request *request);

static int fault(struct uk_blkram *disk, const struct uk_blk_request *request)
{
	uint64_t first = request->sector * UK_BLK_SECTOR / BLOCK;
	uint64_t count = request->sectors * UK_BLK_SECTOR / BLOCK;

	if (request->operation == UK_BLK_WRITE && first < bad_to &&
	    first + count > bad_from)
		return -EIO;
	return record(disk, request);
}

static void break_blocks(uint64_t from, uint64_t to)
{
	if (!record) {
		record = power->disk->fault;
		power->disk->fault = fault;
	}
	bad_from = from;
	bad_to = to;
}

static int start(uint32_t incompat, uint32_t compat)
{
	unsigned int replayed;

	power = power_disk((uint64_t)MODEL_DISK * BLOCK / UK_BLK_SECTOR);
	break_blocks(0, 0);
	power->disk->dev.info.read_only = false;
	memset(&model, 0, sizeof(model));
	model_format(power, BLOCK, incompat, compat);
	return model_open(&model, power, BLOCK, &replayed);
}

static void operations(unsigned int count)
{
	uint32_t seed = 5;

	while (count--)
		model_operation(&model, &seed);
}

/* What a power cut now would leave: nothing of this disk is lost */
static int state_after_replay(uint32_t last)
{
	static struct model after;
	unsigned int replayed;

	UK_EXPECT_EQ(model_open(&after, power, BLOCK, &replayed), 0);
	model_kill(&after);
	return model_find_state(&model, power, 1, last);
}

UK_TEST(jbd2_errors, a_log_that_cannot_be_written)
{
	UK_REQUIRE(!start(0, 0));
	operations(5);
	model_commit(&model);
	operations(5);
	break_blocks(LOG_FIRST, LOG_END);
	UK_EXPECT_EQ(uk_journal_commit(model.journal), -EIO);
	UK_EXPECT_EQ(uk_journal_commit(model.journal), -EROFS);
	UK_EXPECT_EQ(uk_journal_begin(model.journal, 1), -EROFS);
	UK_EXPECT_EQ(uk_journal_checkpoint(model.journal), -EROFS);
	UK_EXPECT_EQ(model_close(&model), -EROFS);
	break_blocks(0, 0);
	UK_EXPECT_EQ(state_after_replay(10), 5);
}

UK_TEST(jbd2_errors, an_operation_that_fails_half_way)
{
	UK_REQUIRE(!start(0, 0));
	operations(5);
	model_commit(&model);
	operations(3);
	UK_EXPECT_EQ(uk_journal_begin(model.journal, 1), 0);
	uk_journal_abort(model.journal, -EUCLEAN);
	uk_journal_end(model.journal);
	UK_EXPECT_EQ(uk_journal_commit(model.journal), -EROFS);
	UK_EXPECT_EQ(model_close(&model), -EROFS);
	UK_EXPECT_EQ(state_after_replay(8), 5);
}

/* It is remembered until somebody has told the file system. */
UK_TEST(jbd2_errors, why_it_was_aborted)
{
	unsigned int replayed;

	UK_REQUIRE(!start(0, 0));
	UK_EXPECT_EQ(uk_journal_set_checksums(model.journal), 0);
	UK_EXPECT_EQ(uk_journal_error(model.journal), 0);
	operations(3);
	model_commit(&model);
	uk_journal_abort(model.journal, -EUCLEAN);
	uk_journal_abort(model.journal, -EIO);
	model_close(&model);
	UK_REQUIRE(!model_open(&model, power, BLOCK, &replayed));
	UK_EXPECT(replayed > 0);
	UK_EXPECT_EQ(uk_journal_error(model.journal), -EUCLEAN);
	uk_journal_clear_error(model.journal);
	operations(1);
	model_commit(&model);
	UK_EXPECT_EQ(model_close(&model), 0);
	UK_REQUIRE(!model_open(&model, power, BLOCK, &replayed));
	UK_EXPECT_EQ(uk_journal_error(model.journal), 0);
	UK_EXPECT_EQ(model_close(&model), 0);
}

/* It is told, but the others' metadata are committed. */
UK_TEST(jbd2_errors, data_that_cannot_be_written)
{
	struct uk_block *block;

	UK_REQUIRE(!start(0, 0));
	break_blocks(1150, 1151);
	operations(5);
	UK_EXPECT_EQ(uk_blockcache_get(model.cache, 1150, &block), 0);
	uk_block_dirty(block);
	uk_block_put(block);
	UK_EXPECT_EQ(uk_journal_commit(model.journal), -EIO);
	operations(1);
	UK_EXPECT_EQ(uk_journal_commit(model.journal), -EIO);
	UK_EXPECT_EQ(uk_journal_checkpoint(model.journal), -EIO);
	break_blocks(0, 0);
	UK_EXPECT_EQ(uk_journal_commit(model.journal), 0);
	UK_EXPECT_EQ(model_close(&model), 0);
	UK_EXPECT_EQ(model_find_state(&model, power, 1, 6), 6);
}

UK_TEST(jbd2_errors, a_place_that_cannot_be_written)
{
	UK_REQUIRE(!start(0, 0));
	operations(5);
	model_commit(&model);
	break_blocks(MODEL_FIRST, MODEL_FIRST + 1);
	UK_EXPECT_EQ(uk_journal_checkpoint(model.journal), -EIO);
	UK_EXPECT_EQ(model_close(&model), -EROFS);
	break_blocks(0, 0);
	UK_EXPECT_EQ(state_after_replay(5), 5);
}

UK_TEST(jbd2_errors, too_many_blocks)
{
	unsigned int most, limit;
	struct uk_block *block;

	UK_REQUIRE(!start(0, 0));
	most = uk_journal_blocks_most(model.journal);
	UK_EXPECT_EQ(uk_journal_begin(model.journal, most + 1), -ENOSPC);
	/* The log is larger than the cache. */
	limit = (unsigned int)uk_blockcache_limit(model.cache);
	UK_EXPECT(limit < most);
	UK_EXPECT_EQ(uk_journal_begin(model.journal, limit + 1), -ENOMEM);
	UK_EXPECT_EQ(uk_journal_begin(model.journal, limit), 0);
	uk_journal_end(model.journal);
	UK_EXPECT_EQ(uk_journal_begin(model.journal, 1), 0);
	for (uint64_t number = 1500; number < 1502; number++) {
		UK_EXPECT_EQ(uk_blockcache_get(model.cache, number, &block), 0);
		UK_EXPECT_EQ(uk_journal_change(model.journal, block),
			     number == 1500 ? 0 : -ENOSPC);
		UK_EXPECT_EQ(uk_journal_change(model.journal, block),
			     number == 1500 ? 0 : -EROFS);
		uk_block_put(block);
	}
	uk_journal_end(model.journal);
	UK_EXPECT_EQ(model_close(&model), -EROFS);
}

UK_TEST(jbd2_errors, a_read_only_disk)
{
	unsigned int replayed;

	UK_REQUIRE(!start(0, 0));
	operations(3);
	model_commit(&model);
	model_kill(&model);
	power->disk->dev.info.read_only = true;
	UK_EXPECT_EQ(model_open(&model, power, BLOCK, &replayed), -EROFS);
	power->disk->dev.info.read_only = false;
	UK_EXPECT_EQ(model_open(&model, power, BLOCK, &replayed), 0);
	UK_EXPECT_EQ(replayed, 1);
	UK_EXPECT_EQ(model_close(&model), 0);
	power->disk->dev.info.read_only = true;
	UK_EXPECT_EQ(model_open(&model, power, BLOCK, &replayed), 0);
	UK_EXPECT_EQ(uk_journal_begin(model.journal, 1), -EROFS);
	UK_EXPECT_EQ(model_close(&model), 0);
}

UK_TEST(jbd2_errors, a_committed_block_is_damaged)
{
	unsigned int replayed;
	unsigned char *data;

	UK_REQUIRE(!start(0, 0));
	UK_EXPECT_EQ(uk_journal_set_checksums(model.journal), 0);
	operations(3);
	UK_EXPECT_EQ(uk_journal_set_checksums(model.journal), -EBUSY);
	model_commit(&model);
	model_kill(&model);
	/* after the superblock and the descriptor, or a revocation too */
	data = (unsigned char *)power->disk->content + (LOG_FIRST + 3) * BLOCK;
	data[700] ^= 1;
	UK_EXPECT_EQ(model_open(&model, power, BLOCK, &replayed), -EUCLEAN);
	data[700] ^= 1;
	UK_EXPECT_EQ(model_open(&model, power, BLOCK, &replayed), 0);
	UK_EXPECT_EQ(model_close(&model), 0);
}

UK_TEST(jbd2_errors, what_is_not_known)
{
	uint32_t both = JBD2_INCOMPAT_CSUM_V2 | JBD2_INCOMPAT_CSUM_V3;
	struct jbd2_superblock *super;
	unsigned int replayed;

	UK_EXPECT_EQ(start(1u << 30, 0), -EOPNOTSUPP);
	UK_EXPECT_EQ(start(0, 2), -EOPNOTSUPP);
	UK_EXPECT_EQ(start(both, 0), -EUCLEAN);
	UK_EXPECT_EQ(start(JBD2_INCOMPAT_CSUM_V2, JBD2_COMPAT_CHECKSUM),
		     -EUCLEAN);
	UK_REQUIRE(!start(0, 0));
	UK_EXPECT_EQ(model_close(&model), 0);
	super = (void *)(power->disk->content + LOG_FIRST * BLOCK);
	super->header.type = jbd2_put32(JBD2_SUPERBLOCK_V1);
	UK_EXPECT_EQ(model_open(&model, power, BLOCK, &replayed), -EOPNOTSUPP);
	super->header.type = jbd2_put32(JBD2_SUPERBLOCK_V2);
	super->blocks = jbd2_put32(LOG_END);
	UK_EXPECT_EQ(model_open(&model, power, BLOCK, &replayed), -EUCLEAN);
	super->blocks = jbd2_put32(JBD2_BLOCKS_LEAST);
	super->header.magic = jbd2_put32(1);
	UK_EXPECT_EQ(model_open(&model, power, BLOCK, &replayed), -EUCLEAN);
}

static void reopen(int expected)
{
	unsigned int replayed;
	int error = model_open(&model, power, BLOCK, &replayed);

	UK_EXPECT_EQ(error, expected);
	if (!error)
		UK_EXPECT_EQ(model_close(&model), 0);
}

/* Their area is behind the log, and begins with the commit that they follow. */
UK_TEST(jbd2_errors, fast_commits)
{
	struct jbd2_fast_commit_head head = { .tag = JBD2_FAST_COMMIT_HEAD,
					      .length = 8 };
	struct jbd2_superblock *super;

	UK_EXPECT_EQ(start(JBD2_INCOMPAT_FAST_COMMIT, 0), -EUCLEAN);
	UK_REQUIRE(!start(0, 0));
	operations(3);
	model_commit(&model);
	model_kill(&model);
	super = (void *)(power->disk->content + LOG_FIRST * BLOCK);
	super->incompat = jbd2_put32(jbd2_get32(super->incompat) |
				     JBD2_INCOMPAT_FAST_COMMIT);
	super->blocks = jbd2_put32(JBD2_BLOCKS_LEAST + 8);
	super->fast_commit_blocks = jbd2_put32(8);
	head.sequence = jbd2_get32(super->sequence) + 1;
	memcpy(power->disk->content + FAST_COMMITS * BLOCK, &head,
	       sizeof(head));
	reopen(-EOPNOTSUPP);
	head.sequence--;
	memcpy(power->disk->content + FAST_COMMITS * BLOCK, &head,
	       sizeof(head));
	reopen(0);
	reopen(0);
	UK_EXPECT_EQ(model_find_state(&model, power, 1, 3), 3);
}
