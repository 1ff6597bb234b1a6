/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The page allocator: runs of whole pages, of any length.
 */
#ifndef UK_BUDDY_H
#define UK_BUDDY_H

#include <uk/alloc.h>

/*
 * A heap of pages; see uk_alloc_create(). Beyond the API it promises:
 * - uk_palloc() of 2^n pages gives pages aligned to their size, if there are
 *   any such;
 * - any part of what uk_palloc() gave may be given back by itself.
 * It costs a byte a page, and 352 bytes. uk_malloc() works, a page at least
 * each.
 */
extern const struct ukalloc_ops ukbuddy_ukalloc_ops;

#endif /* UK_BUDDY_H */
