/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of the timer while the image runs, in those with WANTS_PREEMPTION; others see the
 * timer when they wait.
 */
#ifndef UKVM_UPCALL_H
#define UKVM_UPCALL_H

#include <uk/essentials.h>

/* irq.c: true, once, if the time has come that the timer was set to. */
bool irq_timer_comes(void);
/* irq.c: sets it once more. */
void irq_timer_again(void);

#ifdef CONFIG_WANTS_PREEMPTION

/* Has the monitor interrupt the image at that monotonic time, and not as was asked before. */
void upcall_timer(uint64_t deadline);

/* Tells those who want to know of the timer, which has come while the image waited. */
void upcall_hooks(void);

#else

static inline void upcall_timer(uint64_t deadline __uk_unused)
{
}

static inline void upcall_hooks(void)
{
}

#endif

#endif /* UKVM_UPCALL_H */
