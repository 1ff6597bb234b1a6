/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The initrd that a boot loader claims: taken out of the free memory, or refused.
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/test.h>

#include "../../initrd.c"

UK_TESTSUITE(kvm_initrd, "the initrd's place");

#define MEGABYTE (1ull << 20)

static uint64_t claimed, claimed_length;
static uintptr_t mapped, mapped_end;
static struct regions regions;

static bool module(uintptr_t information, uint64_t *base, uint64_t *length)
{
	(void)information;
	*base = claimed;
	*length = claimed_length;
	return claimed != 0;
}

const struct boot_protocol *boot_protocol(void)
{
	static const struct boot_protocol protocol = { .module = module };

	return &protocol;
}

uintptr_t boot_information(void)
{
	return 0;
}

int uk_arch_page_protect(uintptr_t address, size_t length, unsigned int rights)
{
	UK_EXPECT_EQ(rights, UK_PAGE_READ | UK_PAGE_WRITE);
	mapped = address;
	mapped_end = address + length;
	return 0;
}

/* Two pieces of free memory: 4 to 8 MiB and 16 to 32 MiB. */
static int claim(uint64_t base, uint64_t length)
{
	claimed = base;
	claimed_length = length;
	mapped = mapped_end = 0;
	regions.count = 0;
	regions_add(&regions, 4 * MEGABYTE, 4 * MEGABYTE);
	regions_add(&regions, 16 * MEGABYTE, 16 * MEGABYTE);
	return initrd_keep(&regions);
}

static bool is_there(void)
{
	void *base;
	size_t length;

	return uk_plat_initrd(&base, &length) &&
	       base == (void *)(uintptr_t)claimed && length == claimed_length;
}

UK_TEST(kvm_initrd, there_is_none)
{
	void *base;
	size_t length;

	UK_EXPECT_EQ(claim(0, 0), 0);
	UK_EXPECT(!uk_plat_initrd(&base, &length));
	UK_EXPECT_EQ(claim(5 * MEGABYTE, 0), 0);
	UK_EXPECT(!uk_plat_initrd(&base, &length));
	UK_EXPECT_EQ(initrd_map(NULL), 0);
	UK_EXPECT_EQ(mapped_end, 0);
	UK_EXPECT_EQ(regions.count, 2);
}

UK_TEST(kvm_initrd, whole_pages_are_kept)
{
	UK_EXPECT_EQ(claim(20 * MEGABYTE + 100, MEGABYTE), 0);
	UK_EXPECT(is_there());
	UK_REQUIRE(regions.count == 3);
	UK_EXPECT_EQ(regions.region[1].base + regions.region[1].length,
		     20 * MEGABYTE);
	UK_EXPECT_EQ(regions.region[2].base, 21 * MEGABYTE + UK_PAGE_SIZE);
	UK_EXPECT_EQ(initrd_map(NULL), 0);
	UK_EXPECT_EQ(mapped, 20 * MEGABYTE);
	UK_EXPECT_EQ(mapped_end, 21 * MEGABYTE + UK_PAGE_SIZE);
}

UK_TEST(kvm_initrd, all_of_a_piece)
{
	UK_EXPECT_EQ(claim(4 * MEGABYTE, 4 * MEGABYTE), 0);
	UK_EXPECT(is_there());
	UK_EXPECT_EQ(regions.count, 1);
}

UK_TEST(kvm_initrd, what_is_not_free_is_refused)
{
	struct uk_memory_region room = { 0, UK_PAGE_SIZE };

	UK_EXPECT_EQ(claim(1, 10), -EFAULT);
	UK_EXPECT_EQ(claim(4 * MEGABYTE - 1, 2), -EFAULT);
	UK_EXPECT_EQ(claim(8 * MEGABYTE - 1, 2), -EFAULT);
	UK_EXPECT_EQ(claim(8 * MEGABYTE, 1), -EFAULT);
	UK_EXPECT_EQ(claim(7 * MEGABYTE, 12 * MEGABYTE), -EFAULT);
	UK_EXPECT_EQ(claim(20 * MEGABYTE, UINT64_MAX), -EFAULT);
	UK_EXPECT_EQ(claim(UINT64_MAX, 2), -EFAULT);
	UK_EXPECT_EQ(claim(1ull << 40, 1), -EFAULT);
	/* in the first page, and no room elsewhere */
	regions_add(&regions, 0, 4 * MEGABYTE);
	claimed = 10;
	claimed_length = UK_PAGE_SIZE - 10;
	UK_EXPECT_EQ(initrd_keep(&regions), 0);
	UK_EXPECT_EQ(initrd_map(NULL), -ENOMEM);
	UK_EXPECT_EQ(initrd_map(&room), -ENOMEM);
}
