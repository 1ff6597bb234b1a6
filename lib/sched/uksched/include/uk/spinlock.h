/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locks for data that interrupt handlers share. With one CPU, keeping
 * interrupts away is the whole lock, so the object itself is empty and
 * costs no memory; code that takes it is ready for several CPUs.
 * Any context; never sleep while holding one, except through uk_wait_sleep().
 */
#ifndef UK_SPINLOCK_H
#define UK_SPINLOCK_H

#include <uk/arch/cpu.h>

struct uk_spinlock {
};

#define UK_SPINLOCK_INIT { }

/* Disables interrupts and takes the lock. Returns what to unlock with. */
static inline unsigned long uk_spin_lock(struct uk_spinlock *lock __uk_unused)
{
	return uk_arch_irq_save();
}

/* Releases the lock and makes interrupts what they were before. */
static inline void uk_spin_unlock(struct uk_spinlock *lock __uk_unused,
				  unsigned long state)
{
	uk_arch_irq_restore(state);
}

#endif /* UK_SPINLOCK_H */
