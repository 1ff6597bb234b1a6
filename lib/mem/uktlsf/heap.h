/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The shape of a uktlsf heap.
 *
 * After "TLSF: a New Dynamic Memory Allocator for Real-Time Systems" (Masmano,
 * Ripoll, Crespo, Real; ECRTS 2004): free blocks are listed by class of size,
 * with two levels of bitmaps that find the first list with a block that is
 * large enough.
 *
 * A block's stride is what it occupies, header included, up to the next block's
 * header: a multiple of 16. The two words before the user's bytes are `below`
 * and `head`; `below` is the last word of the block below, and belongs to that
 * block's user unless it is free. So a block in use costs 8 bytes.
 *
 *	| below | head | bytes of the user ...         | below | head | ...
 *	        `--------------- stride -----------------------'
 */
#ifndef UKTLSF_HEAP_H
#define UKTLSF_HEAP_H

#include <uk/alloc.h>

/* In `head`, beside the stride. */
#define BLOCK_FREE 1ul
#define BLOCK_BELOW_FREE 2ul /* `below` is valid */
#define BLOCK_END 4ul /* ends a range of memory; see uktlsf_add_range() */
#define BLOCK_FREED 8ul /* with a cache: it was freed; see cache.h */
#define BLOCK_FLAGS 15ul

struct block {
	struct block *below;
	size_t head;
	/* if free: its place in the list of its class */
	struct block *next;
	uintptr_t link; /* the class if it is the first, else the one before */
};

#define BLOCK_OVERHEAD sizeof(size_t)
#define STRIDE_UNIT 16ul
#define STRIDE_LEAST sizeof(struct block)
/* Both ends of a range: the first block's `below`, and the end's head. */
#define RANGE_OVERHEAD (2 * sizeof(size_t))

/*
 * Classes: 16 to each doubling of the stride, and one row of 16 for all
 * strides below 256. Row and column are the paper's first and second level.
 */
#define ROW_SHIFT 4
#define ROW_LENGTH (1u << ROW_SHIFT)
#define ROWS_MOST 41 /* the row of LIMIT_MOST, and one more to search in */
#define STRIDE_EXACT \
	(2 * ROW_LENGTH * STRIDE_UNIT)	      /* below, a class is one stride */
#define CLASSES_MOST (ROWS_MOST * ROW_LENGTH) /* less than any address */
#define LIMIT_MOST (1ul << 46)

#ifdef CONFIG_LIBUKTLSF_CACHE
/* See cache.h */
#define CACHE_CLASSES 64u
struct cached {
	void *first; /* bytes of the user, in place of blocks; `next` too */
	size_t count;
};
#endif

struct tlsf {
	struct uk_alloc a;
	struct uk_alloc *source; /* for more memory, or NULL; see grow.c */
	size_t limit;		 /* the longest range, so no block is larger */
	uint64_t rows;		 /* which rows have free blocks, */
	uint16_t columns[ROWS_MOST]; /* and which classes in each. */
#ifdef CONFIG_LIBUKTLSF_CACHE
	struct cached cache[CACHE_CLASSES];
#endif
	/* ROW_LENGTH lists a row, as many rows as `limit` needs. Valid only
	 * where a bit in `columns` says so: making a heap does not touch them.
	 */
	struct block *lists[];
};

static inline struct block *block_of(const void *user)
{
	return (struct block *)((char *)user - offsetof(struct block, next));
}

static inline void *user_of(struct block *block)
{
	return &block->next;
}

static inline struct block *block_at(struct block *block, size_t offset)
{
	return (struct block *)((char *)block + offset);
}

static inline size_t stride_of(const struct block *block)
{
	return block->head & ~BLOCK_FLAGS;
}

/* The stride for `size` bytes, which is at most LIMIT_MOST. */
static inline size_t stride_for(size_t size)
{
	return UK_MAX(UK_ALIGN_UP(size + BLOCK_OVERHEAD, STRIDE_UNIT),
		      STRIDE_LEAST);
}

/* Makes a heap for ranges up to `limit`, with what is left of [base, base +
 * length) as its first. NULL if nothing is.
 */
struct tlsf *uktlsf_make(void *base, size_t length, size_t limit);

/* Adds [base, base + length). 0, or -EINVAL if it is too small. `returnable`:
 * once all of it is free, it goes back to `source`; page-aligned, and at most
 * `limit` long.
 */
int uktlsf_add_range(struct tlsf *tlsf, uintptr_t base, size_t length,
		     bool returnable);

/* The operations, for both tables of them. */
void *uktlsf_allocate(struct uk_alloc *a, size_t size, size_t align);
void *uktlsf_reallocate(struct uk_alloc *a, void *user, size_t size);
void uktlsf_free(struct uk_alloc *a, void *user);
size_t uktlsf_usable_size(struct uk_alloc *a, const void *user);

/* Lists a block that was in use as free, joined with its neighbours. */
void uktlsf_release(struct tlsf *tlsf, struct block *block);

#ifdef CONFIG_LIBUKTLSF_GROWN
/* Takes memory from `source` for a block of `stride`; false: there is none. */
bool uktlsf_grow(struct tlsf *tlsf, size_t stride);
/* Gives back a range whose only block is free, and in no list. */
void uktlsf_shrink(struct tlsf *tlsf, struct block *block, size_t stride);

/* A free block of `stride` below `above`: is it all of a range to be returned?
 * Such a range's end says how long its only block is.
 */
static inline bool uktlsf_is_returnable(const struct block *above,
					size_t stride)
{
	return (above->head & ~BLOCK_BELOW_FREE) == (stride | BLOCK_END);
}
#else
static inline bool uktlsf_grow(struct tlsf *tlsf, size_t stride)
{
	(void)tlsf, (void)stride;
	return false;
}

static inline void uktlsf_shrink(struct tlsf *tlsf, struct block *block,
				 size_t stride)
{
	(void)tlsf, (void)block, (void)stride;
}

static inline bool uktlsf_is_returnable(const struct block *above,
					size_t stride)
{
	(void)above, (void)stride;
	return false;
}
#endif

#endif /* UKTLSF_HEAP_H */
