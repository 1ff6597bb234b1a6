/* SPDX-License-Identifier: BSD-3-Clause */
/* How far objects of a pool lie apart. */
#ifndef UKPOOL_POOL_H
#define UKPOOL_POOL_H

#include <uk/pool.h>

/* Settles `align` and returns the stride, or 0: bad alignment or too large. */
static inline size_t pool_stride(size_t size, size_t *align)
{
	size_t least;

	if (*align & (*align - 1))
		return 0;
	*align = UK_MAX(*align, sizeof(void *));
	/* room for the link, and objects of no size are still distinct */
	least = UK_MAX(size, sizeof(void *));
	return least > SIZE_MAX - (*align - 1) ? 0 : UK_ALIGN_UP(least, *align);
}

#endif /* UKPOOL_POOL_H */
