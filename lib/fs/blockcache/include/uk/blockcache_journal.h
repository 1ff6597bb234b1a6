/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a journal needs of the cache besides <uk/blockcache.h>: to keep a block from
 * its place on the disk until it is safe there, and to hear that it is there.
 */
#ifndef UK_BLOCKCACHE_JOURNAL_H
#define UK_BLOCKCACHE_JOURNAL_H

#include <uk/blockcache.h>

/* A block that was released with `logged` is in its place: called from a thread when the
 * write is done (it is not flushed yet). Must not sleep. NULL: nobody listens.
 */
void uk_blockcache_on_written(struct uk_blockcache *cache,
			      void (*written)(struct uk_block *block));

/* The caller has got the block: from now on it is not written, nor given up, until
 * it is released, even when nobody has it. Waits while it is being written.
 */
void uk_block_hold(struct uk_block *block);
bool uk_block_is_held(const struct uk_block *block);

enum uk_block_release {
	UK_BLOCK_LOGGED, /* dirty, but safe in the journal: need not be written soon */
	UK_BLOCK_DIRTY,
	UK_BLOCK_CLEAN, /* its content does not matter any more */
};
void uk_block_release(struct uk_block *block, enum uk_block_release how);

/* As uk_blockcache_write(), but the blocks that were released with `logged`. */
int uk_blockcache_write_logged(struct uk_blockcache *cache);

/* How many blocks it may have, for who keeps some of them: fewer while there is no
 * memory for more.
 */
size_t uk_blockcache_limit(const struct uk_blockcache *cache);

/* Takes memory for `count` blocks in all, so that as many can be held at a time. False:
 * it is more than the limit, or than the heap has. Never sleeps.
 */
bool uk_blockcache_reserve(struct uk_blockcache *cache, size_t count);

/* Waits until over() holds, which must not sleep, and is asked after each completion of the
 * cache's own requests and each uk_blockcache_wake() (any context).
 */
void uk_blockcache_wait(struct uk_blockcache *cache,
			bool (*over)(void *argument), void *argument);
void uk_blockcache_wake(struct uk_blockcache *cache);

#endif /* UK_BLOCKCACHE_JOURNAL_H */
