/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A list of blocks put in the order in which the disk has them, so that neighbours
 * can be written in one request: merge sort, which needs no memory.
 */
#include "private.h"

void blockcache_splice(struct uk_list_head *from, struct uk_list_head *to)
{
	if (uk_list_empty(from))
		return;
	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	uk_list_init(from);
}

static uint64_t number_of(const struct uk_list_head *link)
{
	return uk_list_entry(link, struct uk_block, link)->number;
}

/* Both end with NULL, and only `next` counts. */
static struct uk_list_head *merge(struct uk_list_head *a,
				  struct uk_list_head *b)
{
	struct uk_list_head first, *last = &first;

	while (a && b) {
		struct uk_list_head **smaller =
			number_of(a) < number_of(b) ? &a : &b;

		last->next = *smaller;
		last = *smaller;
		*smaller = last->next;
	}
	last->next = a ? a : b;
	return first.next;
}

/* Runs of 2^i blocks, sorted, wait in runs[i] for another one of their size. */
void blockcache_sort(struct uk_list_head *blocks)
{
	struct uk_list_head *runs[48] = { NULL }, *sorted = NULL, *next, *link;
	unsigned int i;

	blocks->prev->next = NULL;
	for (link = blocks->next == blocks ? NULL : blocks->next; link;
	     link = next) {
		struct uk_list_head *run = link;

		next = link->next;
		run->next = NULL;
		for (i = 0; runs[i]; i++) {
			run = merge(runs[i], run);
			runs[i] = NULL;
		}
		runs[i] = run;
	}
	for (i = 0; i < UK_ARRAY_SIZE(runs); i++)
		sorted = merge(runs[i], sorted);
	uk_list_init(blocks);
	for (link = sorted; link; link = next) {
		next = link->next;
		uk_list_add_tail(link, blocks);
	}
}
