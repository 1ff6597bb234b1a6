/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stacks for threads on platforms where memory is laid out for good (WANTS_STACKS): the page
 * below each is not mapped. Threads' context, interrupts may be on.
 */
#ifndef UK_PLAT_STACK_H
#define UK_PLAT_STACK_H

#include <uk/essentials.h>

/* Memory for a stack and what lies above it, at least `size` bytes from a page's beginning; not
 * cleared. NULL: none is left, or none is so large.
 */
void *uk_plat_stack_take(size_t size);

/* Gives it back. False: it is none of these. */
bool uk_plat_stack_give(void *stack);

#endif /* UK_PLAT_STACK_H */
