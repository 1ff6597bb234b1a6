/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Small blocks that were freed, and some cut in advance, for the next of their size:
 * a list for each stride, last in first out, so what is handed out is still in the
 * CPU's cache. To the heap these blocks are in use, which spares it to join and to
 * split them. They go back to it when something does not fit any more.
 *
 * A block that is freed gets BLOCK_FREED, wherever it goes: a second free is seen even
 * when the first has joined it to its neighbours, and its header is a mere trace.
 */
#ifndef UKTLSF_CACHE_H
#define UKTLSF_CACHE_H

#include <uk/assert.h>

#include "heap.h"

#ifdef CONFIG_LIBUKTLSF_CACHE

/* What is behind the cache is not for its callers to inline. */
#define UKTLSF_BEHIND_CACHE __uk_noinline

/* A class is a stride: this is the one that blocks of `size` bytes would have, did they
 * not have to be STRIDE_LEAST. The class of the smallest sizes is so always empty,
 * and what is behind the cache asks again: a comparison less for all others.
 */
#define CACHE_CLASS(size) (((size) + BLOCK_OVERHEAD - 1) / STRIDE_UNIT)
#define CACHE_SIZE_LEAST (STRIDE_LEAST - BLOCK_OVERHEAD)
#define CACHE_SIZE_MOST (CACHE_CLASSES * STRIDE_UNIT - BLOCK_OVERHEAD)

/* Of the smaller strides a kilobyte is cut at once, where the block that was found
 * is as long: finding and cutting it takes as long for many as for one.
 */
#define CACHE_SEVERAL 1024u
#define CACHE_SEVERAL_STRIDE 256u

/* Gives all of it back to the heap; false: there was none. */
bool uktlsf_cache_empty(struct tlsf *tlsf);

/* A block for `size` bytes, in use; NULL: none is kept. */
static inline void *uktlsf_cache_take(struct tlsf *tlsf, size_t size,
				      size_t align)
{
	struct cached *cached;
	struct block *block;
	void *user;

	if (size > CACHE_SIZE_MOST || UK_UNLIKELY(align > UK_ALLOC_ALIGN))
		return NULL;
	cached = &tlsf->cache[CACHE_CLASS(size)];
	user = cached->first;
	if (UK_UNLIKELY(!user))
		return NULL;
	block = block_of(user);
	UK_ASSERT(block->head & BLOCK_FREED); /* else it was written */
	block->head &= ~BLOCK_FREED;
	cached->first = block->next;
	cached->count--;
	return user;
}

/* The same for the sizes whose class has none. */
static inline void *uktlsf_cache_take_least(struct tlsf *tlsf, size_t size,
					    size_t align)
{
	if (size >= CACHE_SIZE_LEAST)
		return NULL;
	return uktlsf_cache_take(tlsf, CACHE_SIZE_LEAST, align);
}

/* The stride to cut at once where blocks of `stride` are wanted, of which none is
 * kept: of one, or of some that are then kept.
 */
static inline size_t uktlsf_cache_several(size_t stride)
{
	if (stride > CACHE_SEVERAL_STRIDE)
		return stride;
	return stride * UK_MIN(CACHE_SEVERAL / stride,
			       CONFIG_LIBUKTLSF_CACHE_BLOCKS + 1ul);
}

/* Keeps a block that is freed; false: it is too large, or there are enough. */
static inline bool uktlsf_cache_keep(struct tlsf *tlsf, void *user)
{
	struct block *block = block_of(user);
	size_t stride = stride_of(block);
	struct cached *cached;

	block->head |= BLOCK_FREED;
	if (stride > CACHE_CLASSES * STRIDE_UNIT)
		return false;
	cached = &tlsf->cache[stride / STRIDE_UNIT - 1];
	if (UK_UNLIKELY(cached->count >= CONFIG_LIBUKTLSF_CACHE_BLOCKS))
		return false;
	block->next = cached->first;
	cached->first = user;
	cached->count++;
	return true;
}

#else

#define UKTLSF_BEHIND_CACHE

static inline bool uktlsf_cache_empty(struct tlsf *tlsf)
{
	(void)tlsf;
	return false;
}

static inline void *uktlsf_cache_take(struct tlsf *tlsf, size_t size,
				      size_t align)
{
	(void)tlsf, (void)size, (void)align;
	return NULL;
}

static inline void *uktlsf_cache_take_least(struct tlsf *tlsf, size_t size,
					    size_t align)
{
	(void)tlsf, (void)size, (void)align;
	return NULL;
}

static inline size_t uktlsf_cache_several(size_t stride)
{
	return stride;
}

static inline bool uktlsf_cache_keep(struct tlsf *tlsf, void *user)
{
	(void)tlsf, (void)user;
	return false;
}

#endif

#endif /* UKTLSF_CACHE_H */
