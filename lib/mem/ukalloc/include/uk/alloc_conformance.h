/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What every kind of heap must do, as checks for its test suite and its fuzzer.
 * Pure: runs in the guest and on the host. Each check returns NULL, or a
 * sentence that says what was wrong.
 */
#ifndef UK_ALLOC_CONFORMANCE_H
#define UK_ALLOC_CONFORMANCE_H

#include <uk/alloc.h>
#include <uk/arch/paging.h>
#include <uk/string.h>

#define UK_CONFORMANCE_SLOTS 64

/* In a suite: the case fails with the check's sentence. Needs <uk/test.h>. */
#define UK_EXPECT_CONFORMS(check)                                     \
	do {                                                          \
		const char *wrong_is = (check);                       \
		if (wrong_is)                                         \
			uk_test_failed(wrong_is, __FILE__, __LINE__); \
	} while (0)

/* A block as the user sees it: each byte is known from `seed`. */
struct uk_conformance_slot {
	unsigned char *block;
	size_t size;
	size_t align;
	size_t pages; /* not 0: from uk_palloc() */
	uint32_t seed;
};

struct uk_conformance {
	struct uk_alloc *heap;
	struct uk_conformance_slot slots[UK_CONFORMANCE_SLOTS];
	uint32_t next_seed;
	unsigned long refused; /* requests that got NULL */
};

enum uk_conformance_action {
	UK_CONFORMANCE_MALLOC,
	UK_CONFORMANCE_CALLOC,
	UK_CONFORMANCE_MEMALIGN,
	UK_CONFORMANCE_REALLOC,
	UK_CONFORMANCE_PAGES,
	UK_CONFORMANCE_FREE,
	UK_CONFORMANCE_ACTIONS,
};

static inline unsigned char uk_conformance_byte(uint32_t seed, size_t at)
{
	return (unsigned char)((seed + at) * 2654435761u >> 13);
}

static inline void uk_conformance_fill(struct uk_conformance_slot *slot)
{
	for (size_t i = 0; i < slot->size; i++)
		slot->block[i] = uk_conformance_byte(slot->seed, i);
}

static inline bool
uk_conformance_is_intact(const struct uk_conformance_slot *slot, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (slot->block[i] != uk_conformance_byte(slot->seed, i))
			return false;
	return true;
}

/* A new block: aligned, as large as asked for, apart from the others. */
static inline const char *
uk_conformance_check_new(struct uk_conformance *run,
			 struct uk_conformance_slot *slot)
{
	uintptr_t from = (uintptr_t)slot->block, to = from + slot->size;

	if (from % slot->align)
		return "a block is not aligned as asked for";
	if (!slot->pages &&
	    uk_alloc_usable_size(run->heap, slot->block) < slot->size)
		return "a block's usable size is less than was asked for";
	for (size_t i = 0; i < UK_CONFORMANCE_SLOTS; i++) {
		struct uk_conformance_slot *other = &run->slots[i];
		uintptr_t other_from = (uintptr_t)other->block;

		if (other == slot || !other->block)
			continue;
		if (from == other_from ||
		    (from < other_from + other->size && other_from < to))
			return "two blocks overlap";
	}
	return NULL;
}

static inline const char *
uk_conformance_release(struct uk_conformance *run,
		       struct uk_conformance_slot *slot)
{
	if (!uk_conformance_is_intact(slot, slot->size))
		return "a block's content changed";
	if (slot->pages)
		uk_pfree(run->heap, slot->block, slot->pages);
	else
		uk_free(run->heap, slot->block);
	slot->block = NULL;
	return NULL;
}

static inline const char *
uk_conformance_resize(struct uk_conformance *run,
		      struct uk_conformance_slot *slot, size_t size)
{
	unsigned char *moved = uk_realloc(run->heap, slot->block, size);
	size_t kept = UK_MIN(size, slot->size);

	if (!moved) {
		run->refused++;
		return uk_conformance_is_intact(slot, slot->size) ?
			       NULL :
			       "a refused realloc changed the block";
	}
	slot->block = moved;
	slot->size = size;
	slot->align = UK_ALLOC_ALIGN;
	if (!uk_conformance_is_intact(slot, kept))
		return "realloc lost content";
	uk_conformance_fill(slot);
	return uk_conformance_check_new(run, slot);
}

/*
 * One action on slot `which`: an allocation fills it (after freeing what was
 * there), realloc and free act on what is there.
 */
static inline const char *uk_conformance_step(struct uk_conformance *run,
					      unsigned int action, size_t which,
					      size_t size, unsigned int shift)
{
	struct uk_conformance_slot *slot =
		&run->slots[which % UK_CONFORMANCE_SLOTS];
	struct uk_alloc *heap = run->heap;
	const char *wrong;

	if (slot->block && action == UK_CONFORMANCE_REALLOC && !slot->pages)
		return uk_conformance_resize(run, slot, size);
	if (slot->block) {
		wrong = uk_conformance_release(run, slot);
		if (wrong)
			return wrong;
	}
	*slot = (struct uk_conformance_slot){
		.size = size,
		.align = UK_ALLOC_ALIGN,
		.seed = run->next_seed++,
	};
	switch (action) {
	case UK_CONFORMANCE_MALLOC:
		slot->block = uk_malloc(heap, size);
		break;
	case UK_CONFORMANCE_CALLOC:
		slot->block = uk_calloc(heap, 1, size);
		for (size_t i = 0; slot->block && i < size; i++)
			if (slot->block[i])
				return "calloc's block is not zero";
		break;
	case UK_CONFORMANCE_MEMALIGN:
		slot->align = (size_t)1 << (shift % 17);
		slot->block = uk_memalign(heap, slot->align, size);
		break;
	case UK_CONFORMANCE_REALLOC:
		slot->block = uk_realloc(heap, NULL, size);
		break;
	case UK_CONFORMANCE_PAGES:
		slot->pages = UK_DIV_ROUND_UP(size + 1, UK_PAGE_SIZE);
		slot->size = slot->pages * UK_PAGE_SIZE;
		slot->align = UK_PAGE_SIZE;
		slot->block = uk_palloc(heap, slot->pages);
		break;
	default:
		return NULL;
	}
	if (!slot->block) {
		run->refused++;
		return NULL;
	}
	uk_conformance_fill(slot);
	return uk_conformance_check_new(run, slot);
}

static inline const char *uk_conformance_end(struct uk_conformance *run)
{
	for (size_t i = 0; i < UK_CONFORMANCE_SLOTS; i++) {
		struct uk_conformance_slot *slot = &run->slots[i];
		const char *wrong;

		if (!slot->block)
			continue;
		wrong = uk_conformance_release(run, slot);
		if (wrong)
			return wrong;
	}
	return NULL;
}

/* xorshift32 (Marsaglia 2003) */
static inline uint32_t uk_conformance_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/*
 * `steps` random actions with blocks of up to `largest` bytes, most of them
 * much smaller; at the end everything is freed. `seed` is not 0. Stores in
 * *refused (unless NULL) how many requests were refused.
 */
static inline const char *uk_conformance_load(struct uk_alloc *heap,
					      uint32_t seed, unsigned int steps,
					      size_t largest,
					      unsigned long *refused)
{
	struct uk_conformance run = { .heap = heap };
	const char *wrong = NULL;

	while (steps-- && !wrong) {
		uint32_t action = uk_conformance_random(&seed);
		uint32_t which = uk_conformance_random(&seed);
		uint32_t scale = uk_conformance_random(&seed) % 16;
		uint32_t size = uk_conformance_random(&seed);

		wrong = uk_conformance_step(
			&run, action % UK_CONFORMANCE_ACTIONS, which,
			size % ((largest >> scale) + 1), (action >> 8) % 13);
	}
	if (!wrong)
		wrong = uk_conformance_end(&run);
	if (refused)
		*refused = run.refused;
	return wrong;
}

/* Sizes and alignments that must be refused, and the small print. */
static inline const char *uk_conformance_edges(struct uk_alloc *heap)
{
	static const size_t huge[] = {
		SIZE_MAX,      SIZE_MAX - 7,	 SIZE_MAX - 8,
		SIZE_MAX - 15, SIZE_MAX - 16,	 SIZE_MAX - 4096,
		SIZE_MAX / 2,  SIZE_MAX / 2 + 1, SIZE_MAX / 4,
	};
	char *a, *b;

	for (size_t i = 0; i < UK_ARRAY_SIZE(huge); i++) {
		if (uk_malloc(heap, huge[i]))
			return "malloc of a huge size succeeded";
		if (uk_calloc(heap, huge[i], 2) || uk_calloc(heap, 2, huge[i]))
			return "calloc of a huge size succeeded";
		if (uk_memalign(heap, 64, huge[i]))
			return "memalign of a huge size succeeded";
		if (uk_palloc(heap, huge[i]))
			return "palloc of a huge number succeeded";
	}
	for (size_t align = (size_t)1 << 48; align; align <<= 1)
		if (uk_memalign(heap, align, 1))
			return "memalign to a huge alignment succeeded";
	if (uk_calloc(heap, SIZE_MAX / 8, 16))
		return "calloc ignored an overflow";
	if (uk_memalign(heap, 0, 1) || uk_memalign(heap, 3, 1) ||
	    uk_memalign(heap, 48, 1) || uk_memalign(heap, SIZE_MAX, 1))
		return "memalign took an alignment that is no power of two";
	if (uk_palloc(heap, 0) || uk_palloc(heap, SIZE_MAX / 4096 + 2))
		return "palloc of no or too many pages succeeded";

	uk_free(heap, NULL);
	uk_pfree(heap, NULL, 1);
	if (uk_alloc_usable_size(heap, NULL))
		return "the usable size of NULL is not 0";

	a = uk_malloc(heap, 0);
	b = uk_malloc(heap, 0);
	if (!a || !b || a == b)
		return "blocks of size 0 are not distinct";
	uk_free(heap, a);
	a = uk_realloc(heap, b, 100);
	if (!a)
		return "realloc of a block of size 0 failed";
	memset(a, 7, 100);
	if (uk_realloc(heap, a, SIZE_MAX) || uk_realloc(heap, a, SIZE_MAX / 2))
		return "realloc to a huge size succeeded";
	for (int i = 0; i < 100; i++)
		if (a[i] != 7)
			return "a refused realloc changed the block";
	b = uk_realloc(heap, a, 0);
	if (!b)
		return "realloc to size 0 freed the block";
	uk_free(heap, b);
	return NULL;
}

/* Ranges that no heap may take. */
static inline const char *uk_conformance_ranges(const struct ukalloc_ops *ops,
						struct uk_alloc *heap)
{
	static char scrap[16] __uk_aligned(16);

	if (uk_alloc_create(ops, NULL, 1 << 20) ||
	    uk_alloc_add_memory(heap, NULL, 1 << 20) != -EINVAL)
		return "a range at NULL was taken";
	if (uk_alloc_create(ops, scrap, SIZE_MAX) ||
	    uk_alloc_create(ops, scrap, SIZE_MAX - (uintptr_t)scrap + 1) ||
	    uk_alloc_add_memory(heap, scrap, SIZE_MAX) != -EINVAL)
		return "a range that wraps was taken";
	for (size_t length = 0; length <= sizeof(scrap); length++)
		if (uk_alloc_create(ops, scrap, length) ||
		    uk_alloc_add_memory(heap, scrap, length) != -EINVAL)
			return "a range that is too small was taken";
	return NULL;
}

/* The largest size that uk_malloc() has now, to the byte. */
static inline size_t uk_conformance_largest(struct uk_alloc *heap)
{
	size_t have = 0, step;

	for (step = (size_t)1 << 46; step; step /= 2) {
		void *block = uk_malloc(heap, have + step);

		if (block)
			have += step;
		uk_free(heap, block);
	}
	return have;
}

/*
 * Makes a heap where a case before may have had one, and may have left anything
 * in its place: such heaps are struck off the list first.
 */
static inline struct uk_alloc *
uk_conformance_make(const struct ukalloc_ops *ops, void *base, size_t length)
{
	static struct uk_alloc *others;
	static bool others_known;

	if (!others_known)
		others = uk_alloc_first;
	others_known = true;
	uk_alloc_first = others;
	return uk_alloc_create(ops, base, length);
}

#endif /* UK_ALLOC_CONFORMANCE_H */
