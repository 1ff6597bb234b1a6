/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who waits for which word: lists that are found by the word's address. A waiter lies on its
 * thread's stack. Who wakes one takes it out of its list first, so a waiter that is still
 * there has not been woken. Nothing here is done in interrupts: that is the whole lock.
 */
#include <uk/atomic.h>
#include <uk/futex.h>
#include <uk/ready.h>

#define LISTS 64 /* 1 KiB */

struct waiter {
	struct waiter *next;
	struct waiter **link; /* what points here; NULL: woken */
	const uint32_t *word;
	uint32_t bits;
	struct uk_ready_waiter ready;
};

struct waiters {
	struct waiter *first;
	struct waiter *last;
};

static struct waiters lists[LISTS];

/* Neighbours are often used together: a word's list is not the next one's. */
static struct waiters *list_of(const uint32_t *word)
{
	uint64_t hash = (uintptr_t)word / sizeof(*word) * 0x9e3779b97f4a7c15ull;

	return &lists[hash >> 58];
}

_Static_assert(LISTS == 1 << (64 - 58), "what the hash gives");

static void append(struct waiters *list, struct waiter *waiter)
{
	waiter->next = NULL;
	waiter->link = list->first ? &list->last->next : &list->first;
	*waiter->link = waiter;
	list->last = waiter;
}

/* The last one is found from its link, which lies in the one before. */
static void take(struct waiters *list, struct waiter *waiter)
{
	*waiter->link = waiter->next;
	if (waiter->next)
		waiter->next->link = waiter->link;
	else if (waiter->link != &list->first)
		list->last = UK_CONTAINER_OF(waiter->link, struct waiter, next);
	waiter->link = NULL;
}

static bool is_aligned(const uint32_t *word)
{
	return UK_IS_ALIGNED((uintptr_t)word, sizeof(*word));
}

int uk_futex_wait(const uint32_t *word, uint32_t expected, uint32_t bits,
		  uint64_t deadline)
{
	struct waiter self = { .word = word, .bits = bits };
	int error;

	if (!is_aligned(word) || !bits)
		return -EINVAL;
	if (uk_load_acquire(word) != expected)
		return -EAGAIN;
	append(list_of(word), &self);
	error = uk_ready_sleep_interruptible(&self.ready, deadline);
	if (!self.link)
		return 0; /* woken, whatever else happened */
	/* It may wait for another word by now. */
	take(list_of(self.word), &self);
	return error;
}

int uk_futex_wake(const uint32_t *word, int count, uint32_t bits)
{
	struct waiters *list = list_of(word);
	struct waiter *waiter, *next;
	int woken = 0;

	if (!is_aligned(word) || !bits)
		return -EINVAL;
	for (waiter = list->first; waiter && woken < count; waiter = next) {
		next = waiter->next;
		if (waiter->word != word || !(waiter->bits & bits))
			continue;
		take(list, waiter);
		uk_ready_wake(&waiter->ready);
		woken++;
	}
	return woken;
}

int uk_futex_requeue(const uint32_t *word, int wake, int move,
		     const uint32_t *target, const uint32_t *expected)
{
	struct waiters *list = list_of(word);
	struct waiter *waiter, *next;
	int count;

	if (!is_aligned(word) || !is_aligned(target) || wake < 0 || move < 0)
		return -EINVAL;
	if (expected && uk_load_acquire(word) != *expected)
		return -EAGAIN;
	count = uk_futex_wake(word, wake, UK_FUTEX_ANY);
	if (target == word)
		return count;
	for (waiter = list->first; waiter && move; waiter = next) {
		next = waiter->next;
		if (waiter->word != word)
			continue;
		take(list, waiter);
		waiter->word = target;
		append(list_of(target), waiter);
		count++;
		move--;
	}
	return count;
}
