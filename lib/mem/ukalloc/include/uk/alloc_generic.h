/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For those who write a kind of heap: operations built from the heap's other
 * operations, to put into its table where it has no better way of its own.
 * They are called as operations are: with the heap locked.
 */
#ifndef UK_ALLOC_GENERIC_H
#define UK_ALLOC_GENERIC_H

#include <uk/alloc.h>

/*
 * The kind that gets the machine's memory at boot; the default one defines it
 * (its default.c, compiled when its LIBUKALLOC_DEFAULT_ symbol is chosen).
 */
extern const struct ukalloc_ops *const uk_alloc_default_ops;

/* By allocate, usable_size and free: always moves. */
void *uk_alloc_generic_reallocate(struct uk_alloc *a, void *block, size_t size);

/* By allocate and free. */
void *uk_alloc_generic_allocate_pages(struct uk_alloc *a, size_t pages);
void uk_alloc_generic_free_pages(struct uk_alloc *a, void *block, size_t pages);

/* By allocate_pages and free_pages, for a heap that knows only pages: each
 * block has pages of its own, 16 bytes of which say how many.
 */
void *uk_alloc_paged_allocate(struct uk_alloc *a, size_t size, size_t align);
void uk_alloc_paged_free(struct uk_alloc *a, void *block);
size_t uk_alloc_paged_usable_size(struct uk_alloc *a, const void *block);

#endif /* UK_ALLOC_GENERIC_H */
