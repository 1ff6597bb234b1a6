/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For a scheduler that takes the CPU from a thread (WANTS_PREEMPTION): where an interrupt
 * met it, and a call at that place. From handlers of interrupts only.
 */
#ifndef UK_ARCH_INTERRUPTED_H
#define UK_ARCH_INTERRUPTED_H

#include <uk/essentials.h>

/* The interrupted flow's next instruction, and its stack pointer. */
uintptr_t uk_arch_interrupted_pc(void);
uintptr_t uk_arch_interrupted_sp(void);

/*
 * Has function() called once the handler has returned, as though the interrupted
 * code did so by itself before its next instruction: on its stack, with its thread
 * pointer and with interrupts enabled. All registers, also the vector registers, are
 * kept for it. The function may switch to other flows, and need not return.
 * The flow must be interruptible there by any other, so not one inside the kernel.
 */
void uk_arch_interrupted_call(void (*function)(void));

/* How many bytes of the flow's stack the call takes, before the function's own. */
size_t uk_arch_interrupted_room(void);

#endif /* UK_ARCH_INTERRUPTED_H */
