/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thread-local variables: the linker, the compiler and tls.c must agree where they
 * lie, with alignments that differ between initialised and zeroed ones.
 */
#include <uk/arch/context.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(tls, "thread-local storage");

static _Thread_local char letter = 'x';
static _Thread_local int number = 42;
static _Thread_local char zeroed[3];
static _Thread_local long aligned __uk_aligned(64);

static char block[1024] __uk_aligned(64);

/*
 * Functions of their own, because the compiler takes a variable's address to be
 * the same as long as a function runs.
 */
static void __uk_noinline set(int value)
{
	__asm__ volatile("" ::: "memory");
	number = value;
	aligned = value;
	__asm__ volatile("" ::: "memory");
}

static bool __uk_noinline holds(int value)
{
	__asm__ volatile("" ::: "memory");
	return number == value && aligned == value;
}

static bool __uk_noinline is_fresh(void)
{
	__asm__ volatile("" ::: "memory");
	return letter == 'x' && number == 42 && !aligned && !zeroed[0] &&
	       !zeroed[1] && !zeroed[2];
}

static char *__uk_noinline number_at(void)
{
	__asm__ volatile("" ::: "memory");
	return (char *)&number;
}

static char *__uk_noinline aligned_at(void)
{
	__asm__ volatile("" ::: "memory");
	return (char *)&aligned;
}

UK_TEST(tls, boot_flow_has_its_block)
{
	UK_EXPECT(is_fresh());
	UK_EXPECT_EQ((uintptr_t)aligned_at() % 64, 0);
	UK_EXPECT_EQ(*(uintptr_t *)uk_arch_tls_get(), uk_arch_tls_get());
}

UK_TEST(tls, size_and_alignment)
{
	UK_EXPECT(uk_arch_tls_align() >= 64);
	UK_EXPECT(UK_IS_POWER_OF_2(uk_arch_tls_align()));
	UK_EXPECT(uk_arch_tls_size() >= 64 + sizeof(long) + sizeof(int));
	UK_REQUIRE(uk_arch_tls_size() <= sizeof(block));
}

UK_TEST(tls, a_new_block_is_fresh_and_separate)
{
	uintptr_t mine = uk_arch_tls_get();
	bool was_fresh, is_inside;

	set(1);
	memset(block, 0xff, sizeof(block));
	uk_arch_tls_set(uk_arch_tls_init(block));
	was_fresh = is_fresh();
	is_inside = number_at() >= block &&
		    number_at() < block + uk_arch_tls_size() &&
		    aligned_at() >= block;
	set(5);
	uk_arch_tls_set(mine);
	UK_EXPECT(was_fresh);
	UK_EXPECT(is_inside);
	UK_EXPECT(holds(1));
	number = 42;
	aligned = 0;
	for (size_t i = uk_arch_tls_size(); i < sizeof(block); i++)
		UK_REQUIRE((unsigned char)block[i] == 0xff);
}
