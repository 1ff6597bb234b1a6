/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The step from the API to a heap's operations with statistics or checks
 * (observe.c): the same functions as <uk/alloc_direct.h>, but out of line. Part
 * of <uk/alloc.h>; include that.
 */
#ifndef UK_ALLOC_OBSERVED_H
#define UK_ALLOC_OBSERVED_H

void *uk_alloc_allocate(struct uk_alloc *a, size_t size, size_t align);
void *uk_alloc_reallocate(struct uk_alloc *a, void *block, size_t size);
void uk_alloc_free(struct uk_alloc *a, void *block);
size_t uk_alloc_block_size(struct uk_alloc *a, const void *block);
void *uk_alloc_allocate_pages(struct uk_alloc *a, size_t pages);
void uk_alloc_free_pages(struct uk_alloc *a, void *block, size_t pages);

#endif /* UK_ALLOC_OBSERVED_H */
