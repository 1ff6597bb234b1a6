/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Atomic accesses: what each returns and leaves behind, on one CPU.
 */
#include <uk/atomic.h>
#include <uk/test.h>

UK_TESTSUITE(atomic, "atomic accesses");

UK_TEST(atomic, loads_see_stores)
{
	uint32_t word = 0;
	void *pointer = NULL;

	uk_store_relaxed(&word, 7);
	UK_EXPECT_EQ(uk_load_relaxed(&word), 7);
	uk_store_release(&pointer, &word);
	UK_EXPECT_EQ((uintptr_t)uk_load_acquire(&pointer), (uintptr_t)&word);
	uk_memory_barrier();
	UK_EXPECT_EQ(uk_load_acquire(&word), 7);
}

UK_TEST(atomic, arithmetic_returns_the_value_before)
{
	uint32_t word = UINT32_MAX;

	UK_EXPECT_EQ(uk_atomic_add(&word, 2), UINT32_MAX);
	UK_EXPECT_EQ(word, 1);
	UK_EXPECT_EQ(uk_atomic_sub(&word, 3), 1);
	UK_EXPECT_EQ(word, UINT32_MAX - 1);
	UK_EXPECT_EQ(uk_atomic_and(&word, 0xf0), UINT32_MAX - 1);
	UK_EXPECT_EQ(word, 0xf0);
	UK_EXPECT_EQ(uk_atomic_or(&word, 0x0f), 0xf0);
	UK_EXPECT_EQ(word, 0xff);
	UK_EXPECT_EQ(uk_atomic_exchange(&word, 5), 0xff);
	UK_EXPECT_EQ(word, 5);
}

UK_TEST(atomic, narrow_words_leave_their_neighbours)
{
	uint8_t bytes[3] = { 1, 255, 2 };

	UK_EXPECT_EQ(uk_atomic_add(&bytes[1], 1), 255);
	UK_EXPECT_EQ(bytes[0], 1);
	UK_EXPECT_EQ(bytes[1], 0);
	UK_EXPECT_EQ(bytes[2], 2);
}

UK_TEST(atomic, compare_exchange)
{
	uint64_t word = 1ULL << 40;
	uint64_t expected = 0;

	UK_EXPECT(!uk_atomic_compare_exchange(&word, &expected, 9));
	UK_EXPECT_EQ(expected, 1LL << 40);
	UK_EXPECT_EQ(word, 1LL << 40);
	UK_EXPECT(uk_atomic_compare_exchange(&word, &expected, 9));
	UK_EXPECT_EQ(word, 9);
}

UK_TEST(atomic, only_the_last_owner_frees)
{
	struct uk_refcount owners;

	uk_refcount_init(&owners);
	uk_refcount_get(&owners);
	uk_refcount_get(&owners);
	UK_EXPECT(!uk_refcount_put(&owners));
	UK_EXPECT(!uk_refcount_put(&owners));
	UK_EXPECT(uk_refcount_put(&owners));
}
