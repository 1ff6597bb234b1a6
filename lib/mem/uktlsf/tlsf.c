/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The operations of a uktlsf heap. None of them loops over blocks: finding a
 * list is two bit scans, and neighbours are found through their headers and
 * joined at once, so no two free blocks ever touch.
 */
#include "cache.h"

#include <uk/alloc_generic.h>
#include <uk/assert.h>
#include <uk/bitops.h>
#include <uk/tlsf.h>

/* How many blocks to try before giving up: see take_tight(). */
#define TIGHT_TRIES 8

/* The class that blocks of `stride` are listed in: its row is class /
 * ROW_LENGTH. Most are small, where a class is a stride.
 */
static inline unsigned int class_of(size_t stride)
{
	unsigned int top;

	if (UK_LIKELY(stride < STRIDE_EXACT))
		return (unsigned int)(stride / STRIDE_UNIT);
	top = uk_fls(stride);
	return (top - 2 * ROW_SHIFT) * ROW_LENGTH +
	       (unsigned int)(stride >> (top - ROW_SHIFT));
}

/* The first class with no block smaller than `stride`. */
static inline unsigned int class_above(size_t stride)
{
	if (UK_LIKELY(stride < STRIDE_EXACT))
		return (unsigned int)(stride / STRIDE_UNIT);
	return class_of(stride + UK_BIT(uk_fls(stride) - ROW_SHIFT) - 1);
}

static inline unsigned int column_bit(unsigned int class)
{
	return 1u << (class % ROW_LENGTH);
}

/* Lists a block as free. Neither of its neighbours is. */
static void insert(struct tlsf *tlsf, struct block *block, size_t stride)
{
	struct block *above = block_at(block, stride);
	unsigned int class = class_of(stride);
	unsigned int row = class / ROW_LENGTH;
	unsigned int columns = tlsf->columns[row];
	struct block *next = NULL;

	block->head = stride | BLOCK_FREE;
	above->below = block;
	above->head |= BLOCK_BELOW_FREE;

	if (columns & column_bit(class)) {
		next = tlsf->lists[class];
		next->link = (uintptr_t)block;
	}
	block->next = next;
	block->link = class;
	tlsf->lists[class] = block;
	tlsf->columns[row] = (uint16_t)(columns | column_bit(class));
	tlsf->rows |= UK_BIT(row);
}

/* The list of a class has become empty. */
static inline void note_empty(struct tlsf *tlsf, unsigned int class)
{
	unsigned int row = class / ROW_LENGTH;
	unsigned int columns = tlsf->columns[row] & ~column_bit(class);

	tlsf->columns[row] = (uint16_t)columns;
	if (!columns)
		tlsf->rows &= ~UK_BIT(row);
}

/* Takes a free block from its list; the headers still say that it is free. */
static void unlink(struct tlsf *tlsf, struct block *block)
{
	struct block *next = block->next;
	bool is_first = block->link < CLASSES_MOST;
	struct block **from = is_first ? &tlsf->lists[block->link] :
					 &((struct block *)block->link)->next;

	UK_ASSERT(*from == block); /* else a freed block was written */
	*from = next;
	if (next)
		next->link = block->link;
	else if (is_first)
		note_empty(tlsf, (unsigned int)block->link);
}

static struct block *take(struct tlsf *tlsf, size_t stride);

/*
 * When no class above `stride` has a block. The class of `stride` itself has
 * smaller and larger ones mixed: worth a look, since a heap whose one free
 * block is just large enough would else refuse it.
 */
static __uk_noinline struct block *take_tight(struct tlsf *tlsf, size_t stride)
{
	unsigned int class = class_of(stride);
	struct block *block = NULL;
	int tries = TIGHT_TRIES;

	if (tlsf->columns[class / ROW_LENGTH] & column_bit(class))
		block = tlsf->lists[class];
	while (block && block->head < stride)
		block = --tries ? block->next : NULL;
	if (block)
		unlink(tlsf, block);
	else if (uktlsf_cache_empty(tlsf) || uktlsf_grow(tlsf, stride))
		block = take(tlsf, stride);
	return block;
}

/* Takes a free block of at least `stride`; NULL if there is none. */
static struct block *take(struct tlsf *tlsf, size_t stride)
{
	unsigned int class = class_above(stride);
	unsigned int row = class / ROW_LENGTH;
	unsigned int columns = tlsf->columns[row] & -column_bit(class);
	struct block *block, *next;

	if (!columns) {
		uint64_t rows = tlsf->rows & (~1ul << row);

		if (!rows)
			return take_tight(tlsf, stride);
		row = uk_ffs(rows);
		columns = tlsf->columns[row];
	}
	class = row * ROW_LENGTH + uk_ffs(columns);
	block = tlsf->lists[class];
	UK_ASSERT(block->link == class); /* else a freed block was written */
	next = block->next;
	tlsf->lists[class] = next;
	if (next)
		next->link = class;
	else
		note_empty(tlsf, class);
	return block;
}

/*
 * Puts the lower `stride` of `total` bytes at `block` into use and lists the
 * rest, if it is enough for a block.
 */
static inline void *use(struct tlsf *tlsf, struct block *block, size_t total,
			size_t stride)
{
	size_t below_free = block->head & BLOCK_BELOW_FREE;

	if (total - stride >= STRIDE_LEAST) {
		insert(tlsf, block_at(block, stride), total - stride);
		total = stride;
	} else {
		block_at(block, total)->head &= ~BLOCK_BELOW_FREE;
	}
	block->head = total | below_free;
	return user_of(block);
}

static __uk_noinline void *allocate_aligned(struct tlsf *tlsf, size_t stride,
					    size_t align)
{
	size_t need =
		stride + align + STRIDE_UNIT; /* the worst gap, see below */
	size_t total, gap;
	struct block *lead, *block;

	if (align > tlsf->limit || need > tlsf->limit)
		return NULL;
	block = take(tlsf, need);
	if (!block)
		return NULL;
	total = stride_of(block);
	gap = -(uintptr_t)user_of(block) & (align - 1);
	if (gap && gap < STRIDE_LEAST) /* too small for a block */
		gap += align;
	if (gap) {
		lead = block;
		block = block_at(lead, gap);
		total -= gap;
		block->head = total;
		insert(tlsf, lead, gap);
	}
	return use(tlsf, block, total, stride);
}

/*
 * Of a block in use that is long enough for several of `stride`, the lowest is
 * the caller's and the others are kept for the next calls.
 */
static inline void share(struct tlsf *tlsf, struct block *block, size_t stride)
{
	size_t below_free = block->head & BLOCK_BELOW_FREE;
	size_t lowest = stride_of(block);

	while (lowest >= 2 * stride) {
		struct block *highest = block_at(block, lowest -= stride);

		highest->head = stride;
		uktlsf_cache_keep(tlsf, user_of(highest));
	}
	block->head = lowest | below_free;
}

/* By the lists of free blocks: the cache has no block of that size. */
static UKTLSF_BEHIND_CACHE void *allocate(struct tlsf *tlsf, size_t size,
					  size_t align)
{
	size_t stride, several;
	struct block *block;
	void *user;

	if (size > tlsf->limit)
		return NULL;
	user = uktlsf_cache_take_least(tlsf, size, align);
	if (user)
		return user;
	stride = stride_for(size);
	if (align > UK_ALLOC_ALIGN)
		return allocate_aligned(tlsf, stride, align);
	block = take(tlsf, stride);
	if (!block)
		return NULL;
	several = uktlsf_cache_several(stride);
	if (several == stride || stride_of(block) < several)
		return use(tlsf, block, stride_of(block), stride);
	user = use(tlsf, block, stride_of(block), several);
	share(tlsf, block, stride);
	return user;
}

void *uktlsf_allocate(struct uk_alloc *a, size_t size, size_t align)
{
	struct tlsf *tlsf = UK_CONTAINER_OF(a, struct tlsf, a);
	void *user = uktlsf_cache_take(tlsf, size, align);

	return UK_LIKELY(user != NULL) ? user : allocate(tlsf, size, align);
}

UKTLSF_BEHIND_CACHE void uktlsf_release(struct tlsf *tlsf, struct block *block)
{
	size_t stride = stride_of(block);
	struct block *above = block_at(block, stride);

	UK_ASSERT(!(above->head & BLOCK_BELOW_FREE)); /* else freed before */

	if (above->head & BLOCK_FREE) {
		unlink(tlsf, above);
		stride += stride_of(above);
	}
	if (block->head & BLOCK_BELOW_FREE) {
		block = block->below;
		unlink(tlsf, block);
		stride += stride_of(block);
	}
	if (uktlsf_is_returnable(block_at(block, stride), stride))
		uktlsf_shrink(tlsf, block, stride);
	else
		insert(tlsf, block, stride);
}

void uktlsf_free(struct uk_alloc *a, void *user)
{
	struct tlsf *tlsf = UK_CONTAINER_OF(a, struct tlsf, a);
	struct block *block = block_of(user);

	/* a foreign pointer, a block freed twice, or a header overwritten */
	UK_ASSERT(UK_IS_ALIGNED((uintptr_t)user, UK_ALLOC_ALIGN) &&
		  !(block->head & (BLOCK_FREE | BLOCK_FREED)));
	if (!uktlsf_cache_keep(tlsf, user))
		uktlsf_release(tlsf, block);
}

void *uktlsf_reallocate(struct uk_alloc *a, void *user, size_t size)
{
	struct tlsf *tlsf = UK_CONTAINER_OF(a, struct tlsf, a);
	struct block *block = block_of(user);
	size_t old = stride_of(block);
	struct block *above = block_at(block, old);
	size_t total = old, stride;

	/* else it was freed before */
	UK_ASSERT(!(block->head & (BLOCK_FREE | BLOCK_FREED)));
	if (size > tlsf->limit)
		return NULL;
	stride = stride_for(size);
	if (stride == old)
		return user;
	if (above->head & BLOCK_FREE)
		total += stride_of(above);
	if (total < stride)
		return uk_alloc_generic_reallocate(a, user, size);
	if (total != old)
		unlink(tlsf, above);
	return use(tlsf, block, total, stride);
}

size_t uktlsf_usable_size(struct uk_alloc *a, const void *user)
{
	(void)a;
	return stride_of(block_of(user)) - BLOCK_OVERHEAD;
}

int uktlsf_add_range(struct tlsf *tlsf, uintptr_t base, size_t length,
		     bool returnable)
{
	const size_t least = RANGE_OVERHEAD + STRIDE_LEAST;
	uintptr_t end = UK_ALIGN_DOWN(base + length, STRIDE_UNIT);

	if (length < least + 2 * (STRIDE_UNIT - 1))
		return -EINVAL;
	base = UK_ALIGN_UP(base, STRIDE_UNIT);
	/* longer than a block of this heap can be: as several ranges */
	do {
		size_t piece = UK_MIN(end - base, tlsf->limit);
		size_t stride = piece - RANGE_OVERHEAD;
		struct block *first = (struct block *)base;

		block_at(first, stride)->head =
			BLOCK_END | (returnable ? stride : 0);
		insert(tlsf, first, stride);
		base += piece;
	} while (end - base >= least);
	return 0;
}

struct tlsf *uktlsf_make(void *base, size_t length, size_t limit)
{
	uintptr_t start = UK_ALIGN_UP((uintptr_t)base, STRIDE_UNIT);
	struct tlsf *tlsf = (struct tlsf *)start;
	size_t size;

	limit = UK_MIN(UK_ALIGN_DOWN(limit, STRIDE_UNIT), LIMIT_MOST);
	size = offsetof(struct tlsf, lists) +
	       (class_of(limit) / ROW_LENGTH + 1) * ROW_LENGTH *
		       sizeof(struct block *);
	if (length < size + (STRIDE_UNIT - 1))
		return NULL;
	*tlsf = (struct tlsf){ .limit = limit };
	if (uktlsf_add_range(tlsf, start + size,
			     (uintptr_t)base + length - start - size, false))
		return NULL;
	return tlsf;
}

static struct uk_alloc *create(void *base, size_t length)
{
	struct tlsf *tlsf = uktlsf_make(base, length, length);

	return tlsf ? &tlsf->a : NULL;
}

static int add_memory(struct uk_alloc *a, void *base, size_t length)
{
	return uktlsf_add_range(UK_CONTAINER_OF(a, struct tlsf, a),
				(uintptr_t)base, length, false);
}

const struct ukalloc_ops uktlsf_ukalloc_ops = {
	.name = "uktlsf",
	.create = create,
	.add_memory = add_memory,
	.allocate = uktlsf_allocate,
	.reallocate = uktlsf_reallocate,
	.free = uktlsf_free,
	.usable_size = uktlsf_usable_size,
	.allocate_pages = uk_alloc_generic_allocate_pages,
	.free_pages = uk_alloc_generic_free_pages,
};
