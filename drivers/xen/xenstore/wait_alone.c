/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting in an image without threads: the CPU halts until the event channel's interrupt.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>

#include "private.h"

void xenstore_lock(void)
{
}

void xenstore_unlock(void)
{
}

void xenstore_wait(const unsigned int *flag)
{
	unsigned long state = uk_arch_irq_save();

	while (!uk_load_acquire(flag))
		uk_arch_halt_irq();
	uk_arch_irq_restore(state);
}

void xenstore_wake(void)
{
}
