/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The smallest heap: takes blocks one after the other.
 */
#ifndef UK_REGION_H
#define UK_REGION_H

#include <uk/alloc.h>

/*
 * A heap that only grows; see uk_alloc_create(). Freeing gives memory back only
 * for the newest block (then the next newest, and so on), which can also be
 * resized in place. It costs 8 bytes a block, 32 a range of memory.
 */
extern const struct ukalloc_ops ukregion_ukalloc_ops;

#endif /* UK_REGION_H */
