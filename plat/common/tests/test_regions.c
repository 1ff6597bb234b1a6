/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sets of memory ranges against a map of one bit a page.
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/test.h>

#include <uk/regions.h>

UK_TESTSUITE(kvm_regions, "memory ranges");

#define PAGES 128u
#define LIMIT (1ULL << 39)

static struct regions regions;
static bool model[PAGES];

static void clear(void)
{
	regions.count = 0;
	memset(model, 0, sizeof(model));
}

/* Sorted, disjoint, not touching, and just the model's pages */
static bool agrees(void)
{
	unsigned int page = 0;
	uint64_t end = 0;

	for (unsigned int i = 0; i < regions.count; i++) {
		const struct uk_memory_region *region = &regions.region[i];

		if (!region->length || (i && region->base <= end))
			return false;
		end = region->base + region->length;
		for (; page < region->base / UK_PAGE_SIZE; page++)
			if (model[page])
				return false;
		for (; page < end / UK_PAGE_SIZE; page++)
			if (page >= PAGES || !model[page])
				return false;
	}
	for (; page < PAGES; page++)
		if (model[page])
			return false;
	return true;
}

static bool add(uint64_t from, uint64_t to)
{
	for (uint64_t page = 0; page < PAGES; page++)
		if (page * UK_PAGE_SIZE >= from &&
		    (page + 1) * UK_PAGE_SIZE <= to)
			model[page] = true;
	return regions_add(&regions, from, to - from) == 0;
}

static bool take_out(uint64_t from, uint64_t to)
{
	for (uint64_t page = 0; page < PAGES && from < to; page++)
		if (page * UK_PAGE_SIZE < to && (page + 1) * UK_PAGE_SIZE > from)
			model[page] = false;
	return regions_remove(&regions, from, to - from) == 0;
}

UK_TEST(kvm_regions, as_a_bitmap)
{
	uint32_t random = 3;

	for (unsigned int round = 0; round < 40; round++) {
		clear();
		for (unsigned int step = 0; step < 40; step++) {
			uint64_t from, to;

			random = random * 1664525 + 1013904223;
			from = (random >> 8) % (PAGES * UK_PAGE_SIZE);
			if (random & 0x80) /* often whole pages */
				from = UK_ALIGN_DOWN(from, UK_PAGE_SIZE);
			random = random * 1664525 + 1013904223;
			to = from + (random >> 8) % (20 * UK_PAGE_SIZE);
			if (random & 0x80)
				to = UK_ALIGN_DOWN(to, UK_PAGE_SIZE);
			to = UK_MIN(to, (uint64_t)PAGES * UK_PAGE_SIZE);
			if (to < from)
				continue;
			UK_REQUIRE(random >> 31 ? add(from, to) :
						  take_out(from, to));
			UK_REQUIRE(agrees());
		}
	}
}

UK_TEST(kvm_regions, parts_of_pages_are_not_ours)
{
	clear();
	UK_EXPECT_EQ(regions_add(&regions, 1, UK_PAGE_SIZE), 0);
	UK_EXPECT_EQ(regions.count, 0);
	UK_EXPECT_EQ(regions_add(&regions, 1, 2 * UK_PAGE_SIZE), 0);
	UK_EXPECT_EQ(regions.count, 1);
	UK_EXPECT_EQ(regions.region[0].base, UK_PAGE_SIZE);
	UK_EXPECT_EQ(regions.region[0].length, UK_PAGE_SIZE);
	/* a byte in it is enough to lose the page */
	UK_EXPECT_EQ(regions_remove(&regions, 2 * UK_PAGE_SIZE - 1, 1), 0);
	UK_EXPECT_EQ(regions.count, 0);
}

UK_TEST(kvm_regions, the_end_of_the_address_space)
{
	clear();
	regions_add(&regions, LIMIT - UK_PAGE_SIZE, UINT64_MAX);
	UK_EXPECT_EQ(regions.count, 1);
	UK_EXPECT_EQ(regions.region[0].length, UK_PAGE_SIZE);
	regions_add(&regions, LIMIT, UK_PAGE_SIZE);
	regions_add(&regions, UINT64_MAX - 10, UINT64_MAX);
	UK_EXPECT_EQ(regions.count, 1);
	UK_EXPECT_EQ(regions.region[0].length, UK_PAGE_SIZE);
	regions_remove(&regions, LIMIT, UINT64_MAX);
	UK_EXPECT_EQ(regions.count, 1);
	regions_remove(&regions, 0, UINT64_MAX);
	UK_EXPECT_EQ(regions.count, 0);
}

/* Every second page, until no more go in; then nothing may be lost but what is said. */
UK_TEST(kvm_regions, full)
{
	const uint64_t step = 3 * UK_PAGE_SIZE;

	clear();
	for (unsigned int i = 0; i < REGIONS_MOST; i++)
		UK_REQUIRE(!regions_add(&regions, i * step, 2 * UK_PAGE_SIZE));
	UK_EXPECT_EQ(regions_add(&regions, REGIONS_MOST * step, UK_PAGE_SIZE),
		     -ENOMEM);
	UK_EXPECT_EQ(regions.count, REGIONS_MOST);
	/* joining needs no room */
	UK_EXPECT_EQ(regions_add(&regions, 2 * UK_PAGE_SIZE, UK_PAGE_SIZE), 0);
	UK_EXPECT_EQ(regions.count, REGIONS_MOST - 1);
	UK_EXPECT_EQ(regions_add(&regions, REGIONS_MOST * step, UK_PAGE_SIZE),
		     0);
	/* a hole in the first one: its upper part is given up */
	UK_EXPECT_EQ(regions_remove(&regions, UK_PAGE_SIZE, 1), -ENOMEM);
	UK_EXPECT_EQ(regions.region[0].length, UK_PAGE_SIZE);
	UK_EXPECT_EQ(regions.region[1].base, 2 * step);
}
