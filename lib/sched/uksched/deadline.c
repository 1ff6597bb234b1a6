/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pairing heap of <uk/deadline.h>. Pure: it is also built and tested on
 * the host.
 */
#include <uk/deadline.h>

/* Joins two heaps: the later root becomes the first child of the other. */
static struct uk_deadline *join(struct uk_deadline *a, struct uk_deadline *b)
{
	if (b->at < a->at) {
		struct uk_deadline *later = a;

		a = b;
		b = later;
	}
	b->next = a->child;
	if (b->next)
		b->next->link = &b->next;
	a->child = b;
	b->link = &a->child;
	return a;
}

/* One heap of the siblings from `rest` on: neighbours are joined in pairs, then
 * the pairs from last to first. The order is what bounds the cost.
 */
static struct uk_deadline *join_all(struct uk_deadline *rest)
{
	struct uk_deadline *pairs = NULL, *heap;

	while (rest) {
		struct uk_deadline *pair = rest, *second = rest->next;

		rest = second ? second->next : NULL;
		if (second)
			pair = join(pair, second);
		pair->next = pairs;
		pairs = pair;
	}
	if (!pairs)
		return NULL;
	heap = pairs;
	pairs = pairs->next;
	while (pairs) {
		struct uk_deadline *pair = pairs;

		pairs = pairs->next;
		heap = join(heap, pair);
	}
	return heap;
}

/* `root`, which may be NULL, is the heap from now on. */
static void set_first(struct uk_deadline_heap *heap, struct uk_deadline *root)
{
	heap->first = root;
	if (root) {
		root->next = NULL;
		root->link = &heap->first;
	}
}

void uk_deadline_add(struct uk_deadline_heap *heap,
		     struct uk_deadline *deadline, uint64_t at)
{
	deadline->at = at;
	deadline->child = NULL;
	set_first(heap, heap->first ? join(heap->first, deadline) : deadline);
}

void uk_deadline_remove(struct uk_deadline_heap *heap,
			struct uk_deadline *deadline)
{
	struct uk_deadline *orphans = join_all(deadline->child);

	/* The root's link is heap->first, and it has no sibling. */
	*deadline->link = deadline->next;
	if (deadline->next)
		deadline->next->link = deadline->link;
	deadline->at = UINT64_MAX;
	if (orphans)
		set_first(heap, heap->first ? join(heap->first, orphans)
					    : orphans);
}
