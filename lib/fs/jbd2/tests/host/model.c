/* SPDX-License-Identifier: BSD-3-Clause */
#include "model.h"

#include <string.h>
#include <uk/assert.h>
#include <uk/crc32c.h>

#include "format.h"

#define CACHE_BLOCKS 64u

/* 8 more than the log has: fast commits could lie there. */
static const struct uk_journal_run runs[] = { { 16, 700 }, { 768, 332 } };

/* What a block has in each sector. Some begin as the journal's own blocks do. */
struct content {
	jbd2_be32 magic;
	uint32_t kind;
	uint32_t number;
	uint32_t version;
};

static void fill(const struct model *model, void *block, uint32_t number,
		 enum model_kind kind, uint32_t version)
{
	struct content content = { .magic = jbd2_put32(version % 3 ?
							version : JBD2_MAGIC),
				   .kind = kind,
				   .number = number,
				   .version = version };

	for (uint32_t at = 0; at < model->block_size; at += sizeof(content))
		memcpy((char *)block + at, &content, sizeof(content));
}

void model_format(struct power *power, uint32_t block_size, uint32_t incompat,
		  uint32_t compat)
{
	struct jbd2_superblock *super =
		(void *)(power->disk->content + runs[0].first * block_size);

	super->header.magic = jbd2_put32(JBD2_MAGIC);
	super->header.type = jbd2_put32(JBD2_SUPERBLOCK_V2);
	super->block_size = jbd2_put32(block_size);
	super->blocks = jbd2_put32(JBD2_BLOCKS_LEAST);
	super->first = jbd2_put32(1);
	super->sequence = jbd2_put32(UINT32_MAX - 20); /* it wraps */
	super->compat = jbd2_put32(compat);
	super->incompat = jbd2_put32(incompat);
	memset(super->uuid, 0x5a, sizeof(super->uuid));
	if (incompat & JBD2_INCOMPAT_CSUM_V2) {
		super->checksum_type = JBD2_CHECKSUM_CRC32C;
		super->checksum = jbd2_put32(
			uk_crc32c(UINT32_MAX, super, sizeof(*super)));
	}
}

int model_open(struct model *model, struct power *power, uint32_t block_size,
	       unsigned int *replayed)
{
	int error;

	model->block_size = block_size;
	UK_ASSERT(!uk_blockcache_create(&power->disk->dev, block_size,
					  (size_t)CACHE_BLOCKS * block_size,
					  &model->cache));
	error = uk_journal_open(model->cache, runs, UK_ARRAY_SIZE(runs),
				&model->journal, replayed);
	if (error)
		uk_blockcache_destroy(model->cache);
	return error;
}

void model_kill(struct model *model)
{
	uk_journal_abort(model->journal, -EIO);
	model_close(model);
}

int model_close(struct model *model)
{
	int error = uk_journal_close(model->journal);

	uk_blockcache_destroy(model->cache);
	return error;
}

static struct uk_block *get(struct model *model, uint32_t at, bool new)
{
	struct uk_block *block = NULL;
	int error = (new ? uk_blockcache_get_new : uk_blockcache_get)(
		model->cache, MODEL_FIRST + at, &block);

	UK_ASSERT(!error);
	return block;
}

static void write_metadata(struct model *model, struct model_block *entry,
			   uint32_t at)
{
	struct uk_block *block = get(model, at, entry->kind == MODEL_FREE);

	UK_ASSERT(!uk_journal_change(model->journal, block));
	entry->kind = MODEL_METADATA;
	entry->version = model->operation;
	fill(model, block->data, at, entry->kind, entry->version);
	uk_block_put(block);
}

static void write_data(struct model *model, struct model_block *entry,
		       uint32_t at, bool direct)
{
	char content[4096];

	entry->kind = MODEL_DATA;
	entry->version = model->operation;
	fill(model, content, at, entry->kind, entry->version);
	if (direct) {
		UK_ASSERT(!uk_blockcache_write_direct(model->cache,
							MODEL_FIRST + at, 1,
							content));
	} else {
		struct uk_block *block = get(model, at, true);

		memcpy(block->data, content, model->block_size);
		uk_block_dirty(block);
		uk_block_put(block);
	}
}

static void release(struct model *model, struct model_block *entry, uint32_t at)
{
	if (entry->kind == MODEL_METADATA)
		UK_ASSERT(!uk_journal_revoke(model->journal,
					       MODEL_FIRST + at));
	uk_blockcache_forget(model->cache, MODEL_FIRST + at, 1);
	entry->kind = MODEL_FREE;
	entry->freed = model->operation;
}

static void change(struct model *model, struct model_block *entry, uint32_t at,
		   uint32_t action)
{
	switch (entry->kind) {
	case MODEL_FREE:
		/* What was freed is not used before that is committed. */
		if (action % 2)
			write_metadata(model, entry, at);
		else if (entry->freed <= model->committed)
			write_data(model, entry, at, action & 2);
		break;
	case MODEL_METADATA:
		if (action % 4)
			write_metadata(model, entry, at);
		else
			release(model, entry, at);
		break;
	case MODEL_DATA:
		if (action % 2)
			write_data(model, entry, at, action & 2);
		else
			release(model, entry, at);
		break;
	}
}

void model_operation(struct model *model, uint32_t *seed)
{
	struct model_state *state = &model->states[model->operation + 1];
	unsigned int count = 1 + power_random(seed) % 6;

	*state = model->states[model->operation];
	UK_ASSERT(!uk_journal_begin(model->journal, count + 1));
	model->operation++;
	/* As an inode would be, so that each operation is seen */
	write_metadata(model, &state->blocks[0], 0);
	for (; count; count--) {
		uint32_t at = 1 + power_random(seed) % (MODEL_BLOCKS - 1);

		change(model, &state->blocks[at], at, power_random(seed));
	}
	uk_journal_end(model->journal);
}

void model_commit(struct model *model)
{
	uint32_t operation = model->operation;

	UK_ASSERT(!uk_journal_commit(model->journal));
	model->committed = operation;
}

/* Data may be newer than the state's, and torn: each sector by itself. */
static bool is_data(const struct model *model, const char *sector,
		    uint32_t number, uint32_t since)
{
	struct content content;
	char expected[4096];

	memcpy(&content, sector, sizeof(content));
	if (content.version < since)
		return false;
	fill(model, expected, number, MODEL_DATA, content.version);
	return !memcmp(sector, expected, UK_BLK_SECTOR);
}

static bool is_in_state(const struct model *model, const struct power *power,
			const struct model_state *state)
{
	for (uint32_t at = 0; at < MODEL_BLOCKS; at++) {
		const struct model_block *block = &state->blocks[at];
		const char *on_disk = power->disk->content +
				      (size_t)(MODEL_FIRST + at) *
					      model->block_size;
		char expected[4096];

		if (block->kind == MODEL_METADATA) {
			fill(model, expected, at, block->kind, block->version);
			if (memcmp(on_disk, expected, model->block_size))
				return false;
		}
		for (uint32_t i = 0; block->kind == MODEL_DATA &&
				     i < model->block_size;
		     i += UK_BLK_SECTOR)
			if (!is_data(model, on_disk + i, at, block->version))
				return false;
	}
	return true;
}

int model_find_state(const struct model *model, const struct power *power,
		     uint32_t first, uint32_t last)
{
	for (uint32_t i = first; i <= last; i++)
		if (is_in_state(model, power, &model->states[i]))
			return (int)i;
	return -1;
}
