/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The 2-level interface. Xen sets the channel's bit in `pending`, then its word's bit in
 * `pending_words`, then interrupts; bits are cleared here in the other order, so that an event
 * which comes meanwhile sets them again and is not lost.
 */
#include <uk/atomic.h>
#include <uk/xen/shared.h>

#include "channels.h"

void xencore_2level_start(void)
{
	struct uk_xen_shared *shared = uk_xen_shared();

	for (unsigned int i = 0; i < XEN_EVENT_WORDS; i++)
		uk_store_relaxed(&shared->mask[i], UINT64_MAX);
}

void xencore_2level_mask(uk_xen_channel channel)
{
	uk_atomic_or(&uk_xen_shared()->mask[channel / 64],
		     1ULL << channel % 64);
}

static void find_in(struct uk_xen_shared *shared, unsigned int word)
{
	uint64_t bits;

	while ((bits = uk_load_acquire(&shared->pending[word]) &
		       ~uk_load_relaxed(&shared->mask[word]))) {
		unsigned int bit = __builtin_ctzll(bits);

		uk_atomic_and(&shared->pending[word], ~(1ULL << bit));
		xencore_handle(word * 64 + bit);
	}
}

void xencore_2level_find(void)
{
	struct uk_xen_shared *shared = uk_xen_shared();
	uint64_t words = uk_atomic_exchange(&shared->vcpu[0].pending_words, 0);

	for (; words; words &= words - 1)
		find_in(shared, __builtin_ctzll(words));
}
