/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sizes of stacks, and of the page below each.
 */
#ifndef PTHREAD_STACK_H
#define PTHREAD_STACK_H

#include <uk/arch/paging.h>

#define STACK_SIZE (CONFIG_LIBPTHREAD_STACK_KIB * 1024UL)

#ifdef CONFIG_LIBUKSCHED_STACK_GUARD
#define GUARD_SIZE UK_PAGE_SIZE
#else
#define GUARD_SIZE 0UL
#endif

#endif /* PTHREAD_STACK_H */
