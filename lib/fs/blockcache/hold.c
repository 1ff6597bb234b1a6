/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks that a journal keeps from their places until it has them.
 */
#include "private.h"

void uk_blockcache_on_written(struct uk_blockcache *cache,
			      void (*written)(struct uk_block *block))
{
	cache->written = written;
}

static bool is_not_written(void *argument)
{
	struct uk_block *block = argument;

	return !(block->state & BLOCK_WRITING);
}

void uk_block_hold(struct uk_block *block)
{
	UK_ASSERT(block->owners);
	uk_blockcache_wait(block->cache, is_not_written, block);
	if (block->state & BLOCK_DIRTY)
		block_clean(block);
	block->state &= ~(BLOCK_LOGGED | BLOCK_FAILED | BLOCK_TOUCHED);
	block->state |= BLOCK_HELD;
}

bool uk_block_is_held(const struct uk_block *block)
{
	return block->state & BLOCK_HELD;
}

void uk_block_release(struct uk_block *block, enum uk_block_release how)
{
	UK_ASSERT(block->state & BLOCK_HELD);
	block->state &= ~BLOCK_HELD;
	if (how != UK_BLOCK_CLEAN) {
		block->state |= BLOCK_DIRTY;
		if (how == UK_BLOCK_LOGGED)
			block->state |= BLOCK_LOGGED;
		block_list_dirty(block);
	}
	if (!block->owners)
		blockcache_rest(block);
}
