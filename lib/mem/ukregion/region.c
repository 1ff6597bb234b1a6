/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A bump allocator. For images that allocate, run and exit, where a heap that
 * reuses memory would be more code than it saves.
 *
 * Each block has its size in the word before it, and all sizes are such that
 * after one block comes the size word of the next:
 *
 *	range | size | block ... | size | block ... | (top) free ... | end
 */
#include <uk/alloc_generic.h>
#include <uk/region.h>

/* A range of memory; lies at its start. */
struct range {
	struct range *next;
	uintptr_t top; /* of the next size word: 8 below a multiple of 16 */
	uintptr_t end;
};

struct region {
	struct uk_alloc a;
	struct range first;
};

#define SIZE_WORD sizeof(size_t)
#define LENGTH_LEAST (sizeof(struct region) + 4 * UK_ALLOC_ALIGN)
_Static_assert(sizeof(struct range) % UK_ALLOC_ALIGN == SIZE_WORD &&
		       sizeof(struct region) % UK_ALLOC_ALIGN == SIZE_WORD,
	       "the first block behind these is aligned");

static struct region *region_of(struct uk_alloc *a)
{
	return UK_CONTAINER_OF(a, struct region, a);
}

static inline size_t *size_word(const void *block)
{
	return (size_t *)block - 1;
}

/* Block sizes are 8, 24, 40, ...; `size` must not be near the type's end. */
static inline size_t block_size(size_t size)
{
	return UK_ALIGN_UP(size + SIZE_WORD, UK_ALLOC_ALIGN) - SIZE_WORD;
}

/* The range whose newest block is `block`, or NULL. */
static struct range *range_below(struct uk_alloc *a, const void *block)
{
	uintptr_t end = (uintptr_t)block + *size_word(block);
	struct range *range = &region_of(a)->first;

	while (range && range->top != end)
		range = range->next;
	return range;
}

/* Makes a block at `block` the newest of `range`, if it fits. */
static bool place(struct range *range, uintptr_t block, size_t size)
{
	if (block > range->end || size > range->end - block)
		return false;
	*size_word((void *)block) = block_size(size);
	range->top = block + block_size(size);
	return true;
}

static void *allocate(struct uk_alloc *a, size_t size, size_t align)
{
	struct range *range = &region_of(a)->first;

	align = UK_MAX(align, UK_ALLOC_ALIGN + 0ul);
	for (; range; range = range->next) {
		uintptr_t block = range->top + SIZE_WORD;

		block = UK_ALIGN_UP(block, align);
		if (block > range->top && place(range, block, size))
			return (void *)block;
	}
	return NULL;
}

static void *reallocate(struct uk_alloc *a, void *block, size_t size)
{
	struct range *range = range_below(a, block);

	if (range ? place(range, (uintptr_t)block, size) :
		    size <= *size_word(block))
		return block;
	return uk_alloc_generic_reallocate(a, block, size);
}

static void release(struct uk_alloc *a, void *block)
{
	struct range *range = range_below(a, block);

	if (range)
		range->top = (uintptr_t)size_word(block);
}

static size_t usable_size(struct uk_alloc *a, const void *block)
{
	(void)a;
	return *size_word(block);
}

/* Gives a range what is left behind its description, up to `end`, or to where a
 * block can end at most.
 */
static void set_up(struct range *range, uintptr_t end)
{
	range->next = NULL;
	range->top = (uintptr_t)(range + 1);
	range->end = UK_ALIGN_DOWN(end - SIZE_WORD, UK_ALLOC_ALIGN) + SIZE_WORD;
}

static int add_memory(struct uk_alloc *a, void *base, size_t length)
{
	struct range *first = &region_of(a)->first;
	struct range *range =
		(struct range *)UK_ALIGN_UP((uintptr_t)base, UK_ALLOC_ALIGN);

	if (length < LENGTH_LEAST)
		return -EINVAL;
	set_up(range, (uintptr_t)base + length);
	range->next = first->next;
	first->next = range;
	return 0;
}

static struct uk_alloc *create(void *base, size_t length)
{
	struct region *region =
		(struct region *)UK_ALIGN_UP((uintptr_t)base, UK_ALLOC_ALIGN);

	if (length < LENGTH_LEAST)
		return NULL;
	set_up(&region->first, (uintptr_t)base + length);
	return &region->a;
}

const struct ukalloc_ops ukregion_ukalloc_ops = {
	.name = "ukregion",
	.create = create,
	.add_memory = add_memory,
	.allocate = allocate,
	.reallocate = reallocate,
	.free = release,
	.usable_size = usable_size,
	.allocate_pages = uk_alloc_generic_allocate_pages,
	.free_pages = uk_alloc_generic_free_pages,
};
