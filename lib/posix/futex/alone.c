/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Futexes in an image without threads: nobody waits while another calls. Who waits does so
 * until the time is up, or until a signal's handler has run, after which he looks again.
 */
#include <uk/atomic.h>
#include <uk/futex.h>
#include <uk/ready.h>

static bool is_aligned(const uint32_t *word)
{
	return UK_IS_ALIGNED((uintptr_t)word, sizeof(*word));
}

int uk_futex_wait(const uint32_t *word, uint32_t expected, uint32_t bits,
		  uint64_t deadline)
{
	struct uk_ready_waiter nobody = { 0 };

	if (!is_aligned(word) || !bits)
		return -EINVAL;
	if (uk_load_acquire(word) != expected)
		return -EAGAIN;
	return uk_ready_sleep_interruptible(&nobody, deadline);
}

int uk_futex_wake(const uint32_t *word, int count __uk_unused, uint32_t bits)
{
	return is_aligned(word) && bits ? 0 : -EINVAL;
}

int uk_futex_requeue(const uint32_t *word, int wake, int move,
		     const uint32_t *target, const uint32_t *expected)
{
	if (!is_aligned(word) || !is_aligned(target) || wake < 0 || move < 0)
		return -EINVAL;
	return expected && uk_load_acquire(word) != *expected ? -EAGAIN : 0;
}
