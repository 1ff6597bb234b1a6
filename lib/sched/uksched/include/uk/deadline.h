/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An ordered set of deadlines: a pairing heap (Fredman, Sedgewick, Sleator and
 * Tarjan, "The pairing heap", Algorithmica 1986) whose links lie inside the
 * entries. Adding is constant time and removing amortised logarithmic, with no
 * allocation, so thousands of sleepers are cheap. Entries of the same
 * deadline come out in no particular order. The caller serialises.
 */
#ifndef UK_DEADLINE_H
#define UK_DEADLINE_H

#include <uk/essentials.h>

struct uk_deadline {
	uint64_t at;		    /* UINT64_MAX: in no heap */
	struct uk_deadline *child;  /* first of those that are not earlier */
	struct uk_deadline *next;   /* sibling */
	struct uk_deadline **link;  /* what points here */
};

#define UK_DEADLINE_INIT { .at = UINT64_MAX }

struct uk_deadline_heap {
	struct uk_deadline *first; /* the earliest; NULL if empty */
};

static inline bool uk_deadline_pending(const struct uk_deadline *deadline)
{
	return deadline->at != UINT64_MAX;
}

/* Adds `deadline`, which is in no heap; `at` is below UINT64_MAX. */
void uk_deadline_add(struct uk_deadline_heap *heap,
		     struct uk_deadline *deadline, uint64_t at);

/* Takes out `deadline`, which is in `heap`. */
void uk_deadline_remove(struct uk_deadline_heap *heap,
			struct uk_deadline *deadline);

#endif /* UK_DEADLINE_H */
