/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locks that survive their owner (set_robust_list(2), Linux's Documentation/locking/
 * robust-futex-ABI.rst): the program keeps a ring of those that a thread holds.
 */
#include <uk/futex.h>
#include <uk/thread.h>

#include "../call.h"
#include "number.h"
#include "own.h"

/* Bits of a lock's word (linux/futex.h) */
#define WAITERS 0x80000000u
#define OWNER_DIED 0x40000000u
#define OWNER 0x3fffffffu

#define LOCKS_MOST 2048 /* as Linux: a ring may be broken */

static struct robust_list *link_of(struct robust_list *link)
{
	return (struct robust_list *)((uintptr_t)link & ~(uintptr_t)1);
}

/* Of a lock that is being given back, the word may say 0 while others still wait. */
static void end(uint32_t *word, int number, bool pending)
{
	uint32_t was = *word;

	if (pending && !was) {
		uk_futex_wake(word, 1, UK_FUTEX_ANY);
		return;
	}
	if ((was & OWNER) != (uint32_t)number)
		return;
	*word = (was & WAITERS) | OWNER_DIED;
	if (was & WAITERS)
		uk_futex_wake(word, 1, UK_FUTEX_ANY);
}

static uint32_t *word_of(const struct robust_lists *lists,
			 struct robust_list *link)
{
	return (uint32_t *)((uintptr_t)link + (uintptr_t)lists->offset);
}

void robust_lists_end(struct robust_lists *lists, int number)
{
	struct robust_list *pending = link_of(lists->pending);
	struct robust_list *link = link_of(lists->first.next);

	for (int left = LOCKS_MOST; left && link && link != &lists->first;
	     left--) {
		/* Who is woken may take the lock, and its link, for himself. */
		struct robust_list *next = link_of(link->next);

		if (link != pending)
			end(word_of(lists, link), number, false);
		link = next;
	}
	if (pending)
		end(word_of(lists, pending), number, true);
}

long uk_sys_set_robust_list(long lists, long size)
{
	if (size != sizeof(struct robust_lists))
		return -EINVAL;
	own_thread.robust = TO(struct robust_lists, lists);
	return 0;
}

long uk_sys_get_robust_list(long number, long lists, long size)
{
	struct own_thread *own = &own_thread;
	struct uk_thread *thread;

	if (!lists || !size)
		return -EFAULT;
	if ((int)number) {
		if (!call_thread((int)number, &thread))
			return -ESRCH;
		own = uk_thread_local_of(thread, own_thread);
	}
	*TO(struct robust_lists *, lists) = own->robust;
	*TO(size_t, size) = sizeof(*own->robust);
	return 0;
}
