/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts where the CPU's own are out of reach, at CPL 3: a monitor puts what a CPU would push
 * below the end of a stack, and the image goes on at the entry; <uk/ukvm_abi.h> says when. For
 * the platform, in images with WANTS_PREEMPTION.
 */
#ifndef UK_ARCH_UPCALL_H
#define UK_ARCH_UPCALL_H

#include <uk/essentials.h>

void uk_arch_upcall_entry(void);

/* The end of its stack, and of the memory that it needs. */
uintptr_t uk_arch_upcall_stack(void);

/* Forgets where the last one came, for a handler that runs without one. */
void uk_arch_upcall_clear(void);

/* Of the platform: what the entry calls, with the interrupted code's registers kept. Enables
 * interrupts before it returns; none comes while the stack is in use.
 */
void uk_plat_upcall(void);

#endif /* UK_ARCH_UPCALL_H */
