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

/* Through memory, so that the address is computed anew after each change. */
#define FRESH(variable) (*({ __typeof__(variable) *at = &(variable); \
	__asm__ volatile("" : "+r"(at)::"memory"); at; }))

UK_TEST(tls, boot_flow_has_its_block)
{
	UK_EXPECT_EQ(FRESH(letter), 'x');
	UK_EXPECT_EQ(FRESH(number), 42);
	UK_EXPECT_EQ(FRESH(zeroed)[0] | FRESH(zeroed)[2], 0);
	UK_EXPECT_EQ(FRESH(aligned), 0);
	UK_EXPECT_EQ((uintptr_t)&FRESH(aligned) % 64, 0);
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

	number = 1;
	aligned = 2;
	memset(block, 0xff, sizeof(block));
	uk_arch_tls_set(uk_arch_tls_init(block));
	was_fresh = FRESH(letter) == 'x' && FRESH(number) == 42 &&
		    FRESH(aligned) == 0 && FRESH(zeroed)[1] == 0;
	is_inside = (char *)&FRESH(number) >= block &&
		    (char *)&FRESH(number) < block + uk_arch_tls_size() &&
		    (char *)&FRESH(aligned) >= block;
	number = 5;
	uk_arch_tls_set(mine);
	UK_EXPECT(was_fresh);
	UK_EXPECT(is_inside);
	UK_EXPECT_EQ(FRESH(number), 1);
	UK_EXPECT_EQ(FRESH(aligned), 2);
	number = 42;
	aligned = 0;
	for (size_t i = uk_arch_tls_size(); i < sizeof(block); i++)
		UK_REQUIRE((unsigned char)block[i] == 0xff);
}
