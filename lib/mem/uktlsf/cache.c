/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Gives the cache's blocks back to the heap, when that has too little.
 */
#include "cache.h"

bool uktlsf_cache_empty(struct tlsf *tlsf)
{
	bool any = false;

	for (unsigned int class = 0; class < CACHE_CLASSES; class++) {
		struct cached *cached = &tlsf->cache[class];

		for (; cached->first; cached->count--) {
			struct block *block = block_of(cached->first);

			UK_ASSERT(block->head & BLOCK_FREED);
			cached->first = block->next;
			uktlsf_release(tlsf, block);
			any = true;
		}
	}
	return any;
}
