/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page tables: what the image's pages may be used for, and changes elsewhere: in a
 * range of addresses where no machine has anything, so no content is at stake.
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/image.h>
#include <uk/test.h>

UK_TESTSUITE(paging, "page tables");

#define LARGE (UK_PAGE_SIZE << 9)
#define EMPTY (300UL << 30) /* two large pages from here on are ours */
#define READ_WRITE (UK_PAGE_READ | UK_PAGE_WRITE)

/* Whether every page of the range has just these rights */
static bool has_rights(uintptr_t from, uintptr_t to, unsigned int rights)
{
	for (; from < to; from += UK_PAGE_SIZE)
		if (uk_arch_page_rights(from) != rights)
			return false;
	return true;
}

UK_TEST(paging, image_has_just_its_rights)
{
	uintptr_t text = (uintptr_t)uk_image_text;
	uintptr_t rodata = (uintptr_t)uk_image_rodata;
	uintptr_t data = (uintptr_t)uk_image_data;
	uintptr_t guard = (uintptr_t)uk_image_stack_guard;

	UK_EXPECT(text < rodata && rodata < data && data < guard);
	UK_EXPECT(has_rights(text, rodata, UK_PAGE_READ | UK_PAGE_EXECUTE));
	UK_EXPECT(has_rights(rodata, data, UK_PAGE_READ));
	UK_EXPECT(has_rights(data, guard, READ_WRITE));
	UK_EXPECT(has_rights((uintptr_t)uk_image_stack,
			     (uintptr_t)uk_image_stack_top, READ_WRITE));
}

UK_TEST(paging, null_page_and_guard_are_not_mapped)
{
	UK_EXPECT_EQ(uk_arch_page_rights(0), UK_PAGE_NONE);
	UK_EXPECT_EQ(uk_arch_page_rights(UK_PAGE_SIZE - 1), UK_PAGE_NONE);
	UK_EXPECT_EQ(uk_arch_page_rights((uintptr_t)uk_image_stack_guard),
		     UK_PAGE_NONE);
	UK_EXPECT_EQ(uk_image_stack - uk_image_stack_guard, UK_PAGE_SIZE);
}

UK_TEST(paging, nothing_is_mapped_that_nobody_asked_for)
{
	UK_EXPECT_EQ(uk_arch_page_rights(EMPTY - LARGE), UK_PAGE_NONE);
	UK_EXPECT_EQ(uk_arch_page_rights(511UL << 30), UK_PAGE_NONE);
	UK_EXPECT_EQ(uk_arch_page_rights(1UL << 39), UK_PAGE_NONE);
	UK_EXPECT_EQ(uk_arch_page_rights(UINTPTR_MAX), UK_PAGE_NONE);
}

UK_TEST(paging, refuses)
{
	const unsigned int write_execute = READ_WRITE | UK_PAGE_EXECUTE;

	UK_EXPECT_EQ(uk_arch_page_protect(EMPTY, LARGE, write_execute),
		     -EINVAL);
	UK_EXPECT_EQ(uk_arch_page_protect(EMPTY, UK_PAGE_SIZE,
					  UK_PAGE_WRITE | UK_PAGE_EXECUTE),
		     -EINVAL);
	UK_EXPECT_EQ(uk_arch_page_protect(EMPTY + 1, UK_PAGE_SIZE, READ_WRITE),
		     -EINVAL);
	UK_EXPECT_EQ(uk_arch_page_protect(EMPTY, UK_PAGE_SIZE - 1, READ_WRITE),
		     -EINVAL);
	UK_EXPECT_EQ(uk_arch_page_protect(UINTPTR_MAX - UK_PAGE_SIZE + 1,
					  2 * UK_PAGE_SIZE, READ_WRITE),
		     -EINVAL);
	UK_EXPECT_EQ(uk_arch_page_protect(1UL << 39, UK_PAGE_SIZE, READ_WRITE),
		     -EINVAL);
	UK_EXPECT(has_rights(EMPTY, EMPTY + LARGE, UK_PAGE_NONE));
	UK_EXPECT_EQ(uk_arch_page_protect(EMPTY, 0, READ_WRITE), 0);
	UK_EXPECT_EQ(uk_arch_page_rights(EMPTY), UK_PAGE_NONE);
}

UK_TEST(paging, splits_a_large_page)
{
	const uintptr_t hole = EMPTY + 7 * UK_PAGE_SIZE;

	UK_REQUIRE(!uk_arch_page_protect(EMPTY, 2 * LARGE, READ_WRITE));
	UK_EXPECT(has_rights(EMPTY, EMPTY + 2 * LARGE, READ_WRITE));
	UK_REQUIRE(!uk_arch_page_protect(hole, 2 * UK_PAGE_SIZE, UK_PAGE_NONE));
	UK_EXPECT(has_rights(EMPTY, hole, READ_WRITE));
	UK_EXPECT(has_rights(hole, hole + 2 * UK_PAGE_SIZE, UK_PAGE_NONE));
	UK_EXPECT(has_rights(hole + 2 * UK_PAGE_SIZE, EMPTY + 2 * LARGE,
			     READ_WRITE));
	/* from small pages into a large one, and back to one whole */
	UK_REQUIRE(!uk_arch_page_protect(EMPTY, 2 * LARGE, UK_PAGE_READ));
	UK_EXPECT(has_rights(EMPTY, EMPTY + 2 * LARGE, UK_PAGE_READ));
	UK_REQUIRE(!uk_arch_page_protect(EMPTY, 2 * LARGE, UK_PAGE_NONE));
	UK_EXPECT(has_rights(EMPTY, EMPTY + 2 * LARGE, UK_PAGE_NONE));
}

UK_TEST(paging, every_kind_of_right)
{
	static const unsigned int kinds[] = {
		UK_PAGE_READ,
		READ_WRITE,
		UK_PAGE_READ | UK_PAGE_EXECUTE,
		READ_WRITE | UK_PAGE_DEVICE,
		UK_PAGE_READ | UK_PAGE_DEVICE,
		UK_PAGE_NONE,
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(kinds); i++) {
		UK_REQUIRE(!uk_arch_page_protect(EMPTY, UK_PAGE_SIZE,
						 kinds[i]));
		UK_EXPECT_EQ(uk_arch_page_rights(EMPTY), kinds[i]);
		UK_EXPECT_EQ(uk_arch_page_rights(EMPTY + UK_PAGE_SIZE),
			     UK_PAGE_NONE);
	}
}

/* Real memory: its content outlives every change, so it is the same memory. */
UK_TEST(paging, content_stays)
{
	static volatile unsigned int pages[3 * UK_PAGE_SIZE / 4]
		__uk_aligned(UK_PAGE_SIZE);
	const unsigned int words = UK_PAGE_SIZE / 4;
	uintptr_t middle = (uintptr_t)&pages[words];

	for (unsigned int i = 0; i < 3 * words; i++)
		pages[i] = i;
	UK_REQUIRE(!uk_arch_page_protect(middle, UK_PAGE_SIZE, UK_PAGE_NONE));
	UK_EXPECT_EQ(uk_arch_page_rights(middle), UK_PAGE_NONE);
	pages[words - 1] = 1;
	pages[2 * words] = 2;
	UK_REQUIRE(!uk_arch_page_protect(middle, UK_PAGE_SIZE, UK_PAGE_READ));
	UK_EXPECT_EQ(pages[words], words);
	UK_REQUIRE(!uk_arch_page_protect(middle, UK_PAGE_SIZE, READ_WRITE));
	pages[words] = 3;
	UK_EXPECT_EQ(pages[words], 3);
	UK_EXPECT_EQ(pages[words + 1], words + 1);
	UK_EXPECT_EQ(pages[2 * words - 1], 2 * words - 1);
}

/* CR0.WP: without it a read-only page stops nobody in ring 0. */
UK_TEST(paging, protection_binds_the_kernel)
{
	uint64_t cr0, efer_low, efer_high;

	__asm__ volatile("movq %%cr0, %0" : "=r"(cr0));
	__asm__ volatile("rdmsr"
			 : "=a"(efer_low), "=d"(efer_high)
			 : "c"(0xc0000080));
	UK_EXPECT(cr0 & 1u << 16);
	UK_EXPECT(efer_low & 1u << 11); /* no-execute */
}
