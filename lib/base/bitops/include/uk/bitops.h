/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finding bits, and bitmaps. Any context; bitmaps are not atomic.
 */
#ifndef UK_BITOPS_H
#define UK_BITOPS_H

#include <uk/essentials.h>

#define UK_BITS_PER_LONG (8 * sizeof(unsigned long))
#define UK_BIT(n) (1UL << (n))

/* Number of the lowest set bit. `word` is not 0. */
static inline unsigned int uk_ffs(unsigned long word)
{
	return (unsigned int)__builtin_ctzl(word);
}

/* Number of the highest set bit, the binary logarithm. `word` is not 0. */
static inline unsigned int uk_fls(unsigned long word)
{
	return (unsigned int)(UK_BITS_PER_LONG - 1) -
	       (unsigned int)__builtin_clzl(word);
}

/* The least power of two that is not below `value`, which is 1 to 2^63. */
static inline unsigned long uk_round_up_power_of_2(unsigned long value)
{
	return value <= 1 ? 1 : 2UL << uk_fls(value - 1);
}

#define UK_BITMAP_WORDS(bits) UK_DIV_ROUND_UP(bits, UK_BITS_PER_LONG)

static inline void uk_bitmap_set(unsigned long *map, size_t bit)
{
	map[bit / UK_BITS_PER_LONG] |= UK_BIT(bit % UK_BITS_PER_LONG);
}

static inline void uk_bitmap_clear(unsigned long *map, size_t bit)
{
	map[bit / UK_BITS_PER_LONG] &= ~UK_BIT(bit % UK_BITS_PER_LONG);
}

static inline bool uk_bitmap_test(const unsigned long *map, size_t bit)
{
	return map[bit / UK_BITS_PER_LONG] >> (bit % UK_BITS_PER_LONG) & 1;
}

/* The first set bit at or after `from`; `bits` if there is none. */
static inline size_t uk_bitmap_find(const unsigned long *map, size_t bits,
				    size_t from)
{
	while (from < bits) {
		unsigned long word = map[from / UK_BITS_PER_LONG] >>
				     (from % UK_BITS_PER_LONG);

		if (word)
			return UK_MIN(from + uk_ffs(word), bits);
		from = UK_ALIGN_DOWN(from, UK_BITS_PER_LONG) + UK_BITS_PER_LONG;
	}
	return bits;
}

#endif /* UK_BITOPS_H */
