/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mapping devices' registers, at addresses where no machine has anything.
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/test.h>

UK_TESTSUITE(device_map, "mapping of devices");

#define EMPTY (310UL << 30)
#define HIGH (600UL << 30) /* beyond what uk_arch_page_protect() reaches */
#define REGISTERS (UK_PAGE_READ | UK_PAGE_WRITE | UK_PAGE_DEVICE)

static uintptr_t page(uintptr_t base, unsigned int number)
{
	return base + number * UK_PAGE_SIZE;
}

UK_TEST(device_map, whole_large_pages_where_nothing_is)
{
	UK_REQUIRE(uk_arch_large_page_is_free(EMPTY));
	UK_EXPECT_EQ(uk_arch_device_map(page(EMPTY, 3) + 512, 512), 0);
	UK_EXPECT(!uk_arch_large_page_is_free(EMPTY));
	UK_EXPECT_EQ(uk_arch_page_rights(EMPTY), REGISTERS);
	UK_EXPECT_EQ(uk_arch_page_rights(page(EMPTY, 511)), REGISTERS);
	UK_EXPECT_EQ(uk_arch_page_rights(page(EMPTY, 512)), UK_PAGE_NONE);
	/* again, and over an edge */
	UK_EXPECT_EQ(uk_arch_device_map(page(EMPTY, 3), 512), 0);
	UK_EXPECT_EQ(uk_arch_device_map(page(EMPTY, 512) - 1, 2), 0);
	UK_EXPECT_EQ(uk_arch_page_rights(page(EMPTY, 512)), REGISTERS);
}

UK_TEST(device_map, memory_is_no_device)
{
	uintptr_t base = EMPTY + 2 * UK_LARGE_PAGE_SIZE;

	UK_REQUIRE(!uk_arch_page_protect(page(base, 1), UK_PAGE_SIZE,
					 UK_PAGE_READ));
	UK_EXPECT(!uk_arch_large_page_is_free(base));
	UK_EXPECT_EQ(uk_arch_device_map(page(base, 1), 4), -EBUSY);
	UK_EXPECT_EQ(uk_arch_device_map(page(base, 1) - 4, 8), -EBUSY);
	UK_EXPECT_EQ(uk_arch_page_rights(page(base, 1)), UK_PAGE_READ);
	/* next to it, by pages of their own */
	UK_EXPECT_EQ(uk_arch_device_map(page(base, 2), UK_PAGE_SIZE), 0);
	UK_EXPECT_EQ(uk_arch_page_rights(page(base, 2)), REGISTERS);
	UK_EXPECT_EQ(uk_arch_page_rights(page(base, 3)), UK_PAGE_NONE);
	/* a large page of memory */
	base += UK_LARGE_PAGE_SIZE;
	UK_REQUIRE(!uk_arch_page_protect(base, UK_LARGE_PAGE_SIZE,
					 UK_PAGE_READ | UK_PAGE_WRITE));
	UK_EXPECT_EQ(uk_arch_device_map(page(base, 7), 4), -EBUSY);
	UK_EXPECT_EQ(uk_arch_page_rights(page(base, 7)),
		     UK_PAGE_READ | UK_PAGE_WRITE);
}

UK_TEST(device_map, refuses)
{
	static const char in_the_image;

	UK_EXPECT_EQ(uk_arch_device_map(EMPTY, 0), -EINVAL);
	UK_EXPECT_EQ(uk_arch_device_map(0, UK_PAGE_SIZE), -EINVAL);
	UK_EXPECT_EQ(uk_arch_device_map((uintptr_t)&in_the_image, 1), -EINVAL);
	UK_EXPECT_EQ(uk_arch_device_map(1UL << 52, UK_PAGE_SIZE), -EINVAL);
	UK_EXPECT_EQ(uk_arch_device_map(UINT64_MAX, 1), -EINVAL);
	UK_EXPECT_EQ(uk_arch_device_map(EMPTY, SIZE_MAX), -EINVAL);
}

/* Where firmware puts large regions; a CPU may not reach that far. */
UK_TEST(device_map, beyond_the_identity_map)
{
	int error = uk_arch_device_map(page(HIGH, 1), UK_PAGE_SIZE);

	if (error == -EINVAL)
		return;
	UK_REQUIRE(error == 0);
	/* this faults if it is not mapped */
	(void)*(volatile uint32_t *)page(HIGH, 1);
	UK_EXPECT_EQ(uk_arch_device_map(page(HIGH, 1), UK_PAGE_SIZE), 0);
}
