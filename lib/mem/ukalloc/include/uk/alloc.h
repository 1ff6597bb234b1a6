/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic memory. A heap is a `struct uk_alloc`; any number of them, of any
 * kinds, live side by side, and every call names its heap. The kinds
 * (uktlsf, ukbuddy, ukregion) stand behind one table of operations; an image
 * with just one kind calls it directly.
 *
 * Context: threads, and the boot; never an interrupt handler. No call
 * sleeps. Out of memory is NULL or -ENOMEM, never a crash; a caller's mistake
 * (a block freed twice, a foreign pointer) is a failed assertion where it is
 * cheap to see, and with LIBUKALLOC_CHECK nearly everywhere.
 */
#ifndef UK_ALLOC_H
#define UK_ALLOC_H

#include <uk/errno.h>
#include <uk/essentials.h>

/* What every block is aligned to at least (max_align_t, System V AMD64). */
#define UK_ALLOC_ALIGN 16

struct uk_alloc;

/*
 * One kind of heap. All operations are there: those that a kind has no better
 * way for come from <uk/alloc_generic.h>. They may rely on what this header
 * checks: no NULL block, an alignment that is a power of two, memory that does
 * not wrap. Sizes are as the user gave them: 0 is a block of its own, and one
 * too large is NULL.
 */
struct ukalloc_ops {
	const char *name;
	/* Makes a heap within [base, base + length); NULL if too small. */
	struct uk_alloc *(*create)(void *base, size_t length);
	/* 0, or -EINVAL if too small to be of use. */
	int (*add_memory)(struct uk_alloc *a, void *base, size_t length);
	void *(*allocate)(struct uk_alloc *a, size_t size, size_t align);
	/* Keeps UK_ALLOC_ALIGN only. NULL: the old block is as it was. */
	void *(*reallocate)(struct uk_alloc *a, void *block, size_t size);
	void (*free)(struct uk_alloc *a, void *block);
	size_t (*usable_size)(struct uk_alloc *a, const void *block);
	/* Whole pages, page-aligned; `pages` is not 0. */
	void *(*allocate_pages)(struct uk_alloc *a, size_t pages);
	void (*free_pages)(struct uk_alloc *a, void *block, size_t pages);
};

/* Counted per heap with LIBUKALLOC_STATS. Bytes are usable bytes: what
 * uk_alloc_usable_size() says, and whole pages.
 */
struct uk_alloc_stats {
	size_t total_bytes; /* memory given to the heap */
	size_t used_bytes;
	size_t peak_bytes; /* the most that were ever used */
	unsigned long allocations;
	unsigned long frees;
	unsigned long failures; /* requests that got NULL */
};

/* Begins every kind's own description of a heap. */
struct uk_alloc {
	const struct ukalloc_ops *ops;
	struct uk_alloc *next; /* all heaps, see uk_alloc_first */
#ifdef CONFIG_LIBUKALLOC_STATS
	struct uk_alloc_stats stats;
#endif
};

/* The newest heap; follow ->next to see the others. */
extern struct uk_alloc *uk_alloc_first;
extern struct uk_alloc *uk_alloc_default_heap;

/*
 * Makes a heap of kind `ops` in the memory [base, base + length), which is the
 * heap's until uk_alloc_discard(): its own description lies there too.
 * NULL if `base` is NULL, the range wraps, or it is too small.
 */
struct uk_alloc *uk_alloc_create(const struct ukalloc_ops *ops, void *base,
				 size_t length);

/* More memory for a heap, not overlapping what it has. 0 or -EINVAL as
 * above.
 */
int uk_alloc_add_memory(struct uk_alloc *a, void *base, size_t length);

/* Ends a heap with all its blocks: its memory is the caller's again. */
void uk_alloc_discard(struct uk_alloc *a);

/* The heap that malloc() and the libraries use: all of the machine's memory.
 * NULL before init stage `memory`, or if the configuration has none.
 */
static inline struct uk_alloc *uk_alloc_default(void)
{
	return uk_alloc_default_heap;
}

/* For images that make their default heap themselves. */
static inline void uk_alloc_default_set(struct uk_alloc *a)
{
	uk_alloc_default_heap = a;
}

static inline const struct ukalloc_ops *uk_alloc_ops(struct uk_alloc *a)
{
#ifdef UK_ONLY_UKALLOC
	extern const struct ukalloc_ops UK_ONLY_UKALLOC;

	(void)a;
	return &UK_ONLY_UKALLOC;
#else
	return a->ops;
#endif
}

/*
 * Around every operation on a heap. Threads only switch when they ask to, and
 * no heap asks, so today there is nothing to do; preemption and further
 * CPUs put their lock here and nowhere else.
 */
static inline void uk_alloc_lock(struct uk_alloc *a)
{
	(void)a;
}

static inline void uk_alloc_unlock(struct uk_alloc *a)
{
	(void)a;
}

#ifdef CONFIG_LIBUKALLOC_OBSERVE /* statistics or checks */
#include <uk/alloc_observed.h>
#else
#include <uk/alloc_direct.h>
#endif

/* `size` bytes aligned to UK_ALLOC_ALIGN, content undefined; NULL if there is
 * no memory. A size of 0 gives a block that is distinct from all others.
 */
static inline __uk_must_check void *uk_malloc(struct uk_alloc *a, size_t size)
{
	return uk_alloc_allocate(a, size, UK_ALLOC_ALIGN);
}

/* `size` bytes aligned to `align`; NULL also if that is no power of two. */
static inline __uk_must_check void *uk_memalign(struct uk_alloc *a,
						size_t align, size_t size)
{
	return UK_IS_POWER_OF_2(align) ? uk_alloc_allocate(a, size, align) :
					 NULL;
}

/* An array of zeroes; NULL also if count * size overflows. */
void *uk_calloc(struct uk_alloc *a, size_t count, size_t size) __uk_must_check;

/*
 * Makes a block larger or smaller, moving it if it must: returns where it is
 * now, its content kept up to the smaller of both sizes, aligned to
 * UK_ALLOC_ALIGN. NULL if there is no memory: the old block is untouched. With
 * `block` NULL it is uk_malloc(); a size of 0 frees nothing.
 */
static inline __uk_must_check void *uk_realloc(struct uk_alloc *a, void *block,
					       size_t size)
{
	return block ? uk_alloc_reallocate(a, block, size) : uk_malloc(a, size);
}

/* Gives back a block of the same heap; NULL is fine. */
static inline void uk_free(struct uk_alloc *a, void *block)
{
	if (block)
		uk_alloc_free(a, block);
}

/* How many bytes of `block` may be used: at least what was asked for. */
static inline size_t uk_alloc_usable_size(struct uk_alloc *a, const void *block)
{
	return block ? uk_alloc_block_size(a, block) : 0;
}

/* `pages` contiguous pages (UK_PAGE_SIZE), page-aligned; NULL if there are not
 * that many, or none is asked for.
 */
static inline __uk_must_check void *uk_palloc(struct uk_alloc *a, size_t pages)
{
	return pages ? uk_alloc_allocate_pages(a, pages) : NULL;
}

/* Gives back pages; `pages` as they were asked for. NULL is fine. */
static inline void uk_pfree(struct uk_alloc *a, void *block, size_t pages)
{
	if (block)
		uk_alloc_free_pages(a, block, pages);
}

/* Copies the heap's counters. 0, or -ENOTSUP without LIBUKALLOC_STATS. */
static inline int uk_alloc_stats(const struct uk_alloc *a,
				 struct uk_alloc_stats *stats)
{
#ifdef CONFIG_LIBUKALLOC_STATS
	*stats = a->stats;
	return 0;
#else
	(void)a;
	(void)stats;
	return -ENOTSUP;
#endif
}

#endif /* UK_ALLOC_H */
