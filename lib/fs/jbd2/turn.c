/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One thread at a time commits, or makes space; the others wait in a line, so that a
 * thread that comes back at once is behind them. Who only wants a commit leaves the
 * line when another's has it.
 */
#include "private.h"

/* A place in the line; lies on the waiting thread's stack. */
struct turn {
	struct uk_list_head link;
	struct uk_journal *journal;
	const uint32_t *wanted;
};

static bool is_served(const struct turn *turn)
{
	const struct uk_journal *journal = turn->journal;

	return turn->wanted &&
	       (journal->aborted ||
		!jbd2_is_before(journal->committed, *turn->wanted));
}

static bool is_over(void *argument)
{
	const struct turn *turn = argument;
	const struct uk_journal *journal = turn->journal;

	return is_served(turn) ||
	       (!journal->busy && journal->turns.next == &turn->link);
}

static bool enter(struct uk_journal *journal, const uint32_t *wanted)
{
	struct turn turn = { .journal = journal, .wanted = wanted };
	bool served;

	uk_list_add_tail(&turn.link, &journal->turns);
	uk_blockcache_wait(journal->cache, is_over, &turn);
	served = is_served(&turn);
	uk_list_del(&turn.link);
	if (!served)
		journal->busy = true;
	else if (!uk_list_empty(&journal->turns))
		uk_blockcache_wake(journal->cache); /* another one is first */
	return !served;
}

void jbd2_enter(struct uk_journal *journal)
{
	enter(journal, NULL);
}

bool jbd2_enter_to_commit(struct uk_journal *journal, uint32_t wanted)
{
	return enter(journal, &wanted);
}

void jbd2_leave(struct uk_journal *journal)
{
	journal->busy = false;
	uk_blockcache_wake(journal->cache);
}
