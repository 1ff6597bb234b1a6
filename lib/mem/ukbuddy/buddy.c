/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A binary buddy allocator (Knowlton 1965; Knuth, TAOCP 1, 2.5) over absolute
 * page numbers. A free block is 2^order pages, aligned to its size, on the list
 * of its order; freeing joins it with its buddy, the neighbour that differs in
 * one address bit, as often as it can.
 *
 * What the allocator knows of a page is one byte, in an array before the pages
 * of its range. The bytes need no set-up: valid are those of all pages in use,
 * and of each free block's first and last page, and a buddy's is always one of
 * these, since inside a larger free block there can be no buddy of a block in
 * use.
 */
#include <uk/alloc_generic.h>
#include <uk/arch/paging.h>
#include <uk/assert.h>
#include <uk/bitops.h>
#include <uk/buddy.h>
#include <uk/string.h>

/* 2^40 pages are the 52 bits of a physical address (AMD64 manual, 2, 5.1). */
#define ORDERS 40

#define PAGE_USED 1    /* not 0: fresh memory often is */
#define PAGE_INNER 2   /* was freed, and is not the first of its block */
#define PAGE_FREE 0x80 /* first page of a free block; plus its order */
#define PAGE_FREE_LAST 0xc0 /* its last page, if another one; plus order */
#define ORDER_BITS 0x3f

/* How many blocks to try as the start of a run: see take_run(). */
#define RUN_TRIES 8

struct free_block {
	struct free_block *next;
	struct free_block **link; /* what points here */
};

/* A range of memory: this, a byte for each page, the pages. */
struct range {
	struct range *next;
	size_t first, end; /* page numbers */
	uint8_t state[];
};

struct buddy {
	struct uk_alloc a;
	struct range *ranges;
	uint64_t orders; /* which orders have free blocks */
	/* valid where a bit in `orders` says so */
	struct free_block *lists[ORDERS];
};

static struct buddy *buddy_of(struct uk_alloc *a)
{
	return UK_CONTAINER_OF(a, struct buddy, a);
}

static inline size_t page_of(const void *block)
{
	return (uintptr_t)block >> UK_PAGE_SHIFT;
}

static inline void *address_of(size_t page)
{
	return (void *)(page << UK_PAGE_SHIFT);
}

static inline uint8_t *state_of(struct range *range, size_t page)
{
	return &range->state[page - range->first];
}

/* The range that has [page, end). There are few; the largest comes first. */
static struct range *range_of(struct buddy *buddy, size_t page, size_t end)
{
	struct range *range = buddy->ranges;

	while (range && (page < range->first || end > range->end))
		range = range->next;
	UK_ASSERT(range); /* else the pages are not this heap's */
	return range;
}

static void insert(struct buddy *buddy, struct range *range, size_t page,
		   unsigned int order)
{
	struct free_block *block = address_of(page);
	struct free_block **list = &buddy->lists[order];

	block->next = NULL;
	if (buddy->orders & UK_BIT(order)) {
		block->next = *list;
		block->next->link = &block->next;
	}
	block->link = list;
	*list = block;
	buddy->orders |= UK_BIT(order);
	*state_of(range, page + UK_BIT(order) - 1) = PAGE_FREE_LAST | order;
	*state_of(range, page) = PAGE_FREE | order;
}

/* Takes a block of `order` from its list; its pages' states stay. */
static void unlink(struct buddy *buddy, size_t page, unsigned int order)
{
	struct free_block *block = address_of(page);

	UK_ASSERT(*block->link == block); /* else a freed page was written */
	*block->link = block->next;
	if (block->next)
		block->next->link = block->link;
	else if (block->link == &buddy->lists[order])
		buddy->orders &= ~UK_BIT(order);
}

/* The largest order that a block from `page` on, up to `end`, can have. */
static unsigned int order_at(size_t page, size_t end)
{
	return UK_MIN(uk_ffs(page), uk_fls(end - page));
}

/* Makes [page, end) free, where nothing beside it can be joined to it. */
static void insert_all(struct buddy *buddy, struct range *range, size_t page,
		       size_t end)
{
	while (page < end) {
		unsigned int order = order_at(page, end);

		insert(buddy, range, page, order);
		page += UK_BIT(order);
	}
}

/* Makes a block that was in use free and joins it with its buddies. */
static void release(struct buddy *buddy, struct range *range, size_t page,
		    unsigned int order)
{
	UK_ASSERT(*state_of(range, page) == PAGE_USED); /* else freed twice */
	memset(state_of(range, page), PAGE_INNER, UK_BIT(order));
	for (;;) {
		size_t other = page ^ UK_BIT(order);

		if (other < range->first || other >= range->end ||
		    *state_of(range, other) != (PAGE_FREE | order))
			break;
		unlink(buddy, other, order);
		*state_of(range, other) = PAGE_INNER;
		page = UK_MIN(page, other);
		order++;
	}
	insert(buddy, range, page, order);
}

/* How many pages the free block above or below a boundary has; 0: none. */
static size_t free_above(struct range *range, size_t page)
{
	uint8_t state = page < range->end ? *state_of(range, page) : PAGE_USED;

	return state == PAGE_USED ? 0 : UK_BIT(state & ORDER_BITS);
}

static size_t free_below(struct range *range, size_t page)
{
	return page > range->first ? free_above(range, page - 1) : 0;
}

/* Takes the free blocks around the one at `page`, if they make up enough pages.
 * Returns the first of these and sets the run's end, or 0.
 */
static size_t grow_run(struct buddy *buddy, size_t page, unsigned int order,
		       size_t pages, size_t *run_end)
{
	size_t end = page + UK_BIT(order);
	struct range *range = range_of(buddy, page, end);
	size_t more;

	while (end - page < pages && (more = free_above(range, end)))
		end += more;
	while (end - page < pages && (more = free_below(range, page)))
		page -= more;
	if (end - page < pages)
		return 0;
	*run_end = end;
	while (end > page) {
		more = free_below(range, end);
		end -= more;
		unlink(buddy, end, uk_fls(more));
	}
	return page;
}

/*
 * A run of free blocks side by side, for what no single block can serve: a
 * range of memory may be much larger than its largest aligned block. It has a
 * block of one of the next two smaller orders; only the first few of these are
 * tried, which keeps the time bounded and yet finds all of a range that is
 * free.
 */
static size_t take_run(struct buddy *buddy, size_t pages, unsigned int order,
		       size_t *run_end)
{
	unsigned int least = order < 2 ? 0 : order - 2;

	while (order-- > least) {
		struct free_block *block = NULL;
		int tries = RUN_TRIES;

		if (buddy->orders & UK_BIT(order))
			block = buddy->lists[order];
		for (; block && tries; tries--, block = block->next) {
			size_t page = grow_run(buddy, page_of(block), order,
					       pages, run_end);

			if (page)
				return page;
		}
	}
	return 0;
}

/* Splits 2^order pages from the smallest block that has them; 0 if none has. */
static size_t take_block(struct buddy *buddy, unsigned int order)
{
	uint64_t orders = buddy->orders & (~0ul << order);
	struct range *range;
	unsigned int found;
	size_t page;

	if (!orders)
		return 0;
	found = uk_ffs(orders);
	page = page_of(buddy->lists[found]);
	range = range_of(buddy, page, page + 1);
	unlink(buddy, page, found);
	while (found-- > order)
		insert(buddy, range, page + UK_BIT(found), found);
	return page;
}

static void *allocate_pages(struct uk_alloc *a, size_t pages)
{
	struct buddy *buddy = buddy_of(a);
	unsigned int order;
	struct range *range;
	size_t page, end;

	if (pages > 1ul << (ORDERS - 1))
		return NULL;
	order = uk_fls(uk_round_up_power_of_2(pages));
	page = take_block(buddy, order);
	end = page + UK_BIT(order);
	if (!page)
		page = take_run(buddy, pages, order, &end);
	if (!page)
		return NULL;
	range = range_of(buddy, page, end);
	memset(state_of(range, page), PAGE_USED, pages);
	insert_all(buddy, range, page + pages, end);
	return address_of(page);
}

static void free_pages(struct uk_alloc *a, void *block, size_t pages)
{
	struct buddy *buddy = buddy_of(a);
	size_t page = page_of(block), end = page + pages;
	struct range *range = range_of(buddy, page, end);

	UK_ASSERT(block == address_of(page)); /* else not at a page's start */
	while (page < end) {
		unsigned int order = order_at(page, end);

		release(buddy, range, page, order);
		page += UK_BIT(order);
	}
}

static int add_memory(struct uk_alloc *a, void *base, size_t length)
{
	struct buddy *buddy = buddy_of(a);
	size_t end = ((uintptr_t)base + length) >> UK_PAGE_SHIFT;
	struct range *range, **last = &buddy->ranges;
	uintptr_t start, state;

	if (length < UK_PAGE_SIZE || end > 1ul << ORDERS)
		return -EINVAL;
	start = UK_ALIGN_UP((uintptr_t)base, __alignof__(*range));
	range = (struct range *)start;
	state = (uintptr_t)range->state;
	/* a byte for each page that is left is enough, and at most one too many
	 * for each page of bytes
	 */
	start = UK_ALIGN_UP(state + (end - page_of(base)), UK_PAGE_SIZE);
	if (page_of((void *)start) >= end)
		return -EINVAL;
	range->next = NULL;
	range->first = start >> UK_PAGE_SHIFT;
	range->end = end;
	while (*last)
		last = &(*last)->next;
	*last = range;
	insert_all(buddy, range, range->first, end);
	return 0;
}

static struct uk_alloc *create(void *base, size_t length)
{
	uintptr_t start =
		UK_ALIGN_UP((uintptr_t)base, __alignof__(struct buddy));
	struct buddy *buddy = (struct buddy *)start;

	if (length < UK_PAGE_SIZE)
		return NULL;
	buddy->ranges = NULL;
	buddy->orders = 0;
	if (add_memory(&buddy->a, buddy + 1,
		       (uintptr_t)base + length - (uintptr_t)(buddy + 1)))
		return NULL;
	return &buddy->a;
}

const struct ukalloc_ops ukbuddy_ukalloc_ops = {
	.name = "ukbuddy",
	.create = create,
	.add_memory = add_memory,
	.allocate = uk_alloc_paged_allocate,
	.reallocate = uk_alloc_generic_reallocate,
	.free = uk_alloc_paged_free,
	.usable_size = uk_alloc_paged_usable_size,
	.allocate_pages = allocate_pages,
	.free_pages = free_pages,
};
