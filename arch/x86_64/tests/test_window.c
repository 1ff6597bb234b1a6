/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The window's page tables, at its very end, where no mapping lies.
 */
#include <uk/arch/window.h>
#include <uk/test.h>

UK_TESTSUITE(window, "pages at addresses of their own");

#define LAST (UK_WINDOW_END - UK_PAGE_SIZE)

static volatile char page[2][UK_PAGE_SIZE] __uk_aligned(UK_PAGE_SIZE);

UK_TEST(window, maps)
{
	volatile char *there = (volatile char *)LAST;

	UK_EXPECT(!uk_arch_window_page(LAST));
	UK_EXPECT(!uk_arch_window_unmap(LAST));
	UK_EXPECT(!uk_arch_window_protect(LAST, UK_PAGE_READ));
	UK_REQUIRE(!uk_arch_window_map(LAST, (void *)page[0],
				       UK_PAGE_READ | UK_PAGE_WRITE));
	there[5] = 7;
	UK_EXPECT_EQ(page[0][5], 7);
	UK_EXPECT_EQ(uk_arch_page_rights(LAST), UK_PAGE_READ | UK_PAGE_WRITE);
	UK_EXPECT(uk_arch_window_protect(LAST, UK_PAGE_NONE));
	UK_EXPECT_EQ(uk_arch_page_rights(LAST), UK_PAGE_NONE);
	UK_EXPECT(uk_arch_window_page(LAST) == page[0]);
	UK_EXPECT(uk_arch_window_unmap(LAST) == page[0]);
	/* another page there: the old translation is gone */
	page[1][5] = 8;
	UK_REQUIRE(!uk_arch_window_map(LAST, (void *)page[1], UK_PAGE_READ));
	UK_EXPECT_EQ(there[5], 8);
	UK_EXPECT(uk_arch_window_unmap(LAST) == page[1]);
}

UK_TEST(window, finds_the_next)
{
	const uintptr_t first = UK_WINDOW_END - (3UL << 30);
	const uintptr_t at[] = { first, first + UK_PAGE_SIZE,
				 first + (1UL << 21), first + (2UL << 30) };
	uintptr_t found = first - UK_PAGE_SIZE;

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(at); i++)
		UK_REQUIRE(!uk_arch_window_map(at[i], (void *)page[0],
					       UK_PAGE_NONE));
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(at); i++) {
		found = uk_arch_window_next(found, LAST);
		UK_EXPECT_EQ(found, at[i]);
		UK_EXPECT_EQ(uk_arch_window_next(found, found), found);
		UK_EXPECT(uk_arch_window_unmap(found) == page[0]);
	}
	UK_EXPECT_EQ(uk_arch_window_next(first, LAST), LAST);
}
