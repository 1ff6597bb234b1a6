/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Boot information made up in memory, right and wrong, and what the readers make of
 * it.
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/test.h>

#include <uk/boot_protocol.h>

UK_TESTSUITE(kvm_boot, "boot protocols");

#define RAM 1
#define RESERVED 2
#define MEGABYTE (1ULL << 20)

static struct regions regions;

struct map_entry {
	uint64_t base, length;
	uint32_t type, reserved;
};

static const struct map_entry map[] = {
	{ 64 * MEGABYTE, 64 * MEGABYTE, RAM, 0 },
	{ 80 * MEGABYTE, MEGABYTE, RESERVED, 0 },
	{ 32 * MEGABYTE, 33 * MEGABYTE, RAM, 0 }, /* overlaps, out of order */
	{ 0xfffffffffffff000, 0x2000, RAM, 0 },	  /* wraps */
};

static bool regions_are_right(void)
{
	return regions.count == 2 && regions.region[0].base == 32 * MEGABYTE &&
	       regions.region[0].length == 48 * MEGABYTE &&
	       regions.region[1].base == 81 * MEGABYTE &&
	       regions.region[1].length == 47 * MEGABYTE;
}

static struct {
	uint32_t magic, version, flags, module_count;
	uint64_t modules, command_line, acpi_root, map;
	uint32_t map_entries, reserved;
} pvh;

static void make_pvh(void)
{
	memset(&pvh, 0, sizeof(pvh));
	pvh.magic = 0x336ec578;
	pvh.version = 1;
	pvh.command_line = 0x1234;
	pvh.acpi_root = 0x5678;
	pvh.map = (uintptr_t)map;
	pvh.map_entries = UK_ARRAY_SIZE(map);
	regions.count = 0;
}

static int pvh_memory(void)
{
	return boot_pvh.memory((uintptr_t)&pvh, &regions);
}

UK_TEST(kvm_boot, pvh)
{
	make_pvh();
	UK_EXPECT_EQ(boot_pvh.command_line((uintptr_t)&pvh), 0x1234);
	UK_EXPECT_EQ(boot_pvh.acpi_root((uintptr_t)&pvh), 0x5678);
	UK_EXPECT_EQ(pvh_memory(), 0);
	UK_EXPECT(regions_are_right());
}

UK_TEST(kvm_boot, pvh_that_is_wrong)
{
	make_pvh();
	pvh.magic++;
	UK_EXPECT(pvh_memory() < 0);
	UK_EXPECT_EQ(boot_pvh.command_line((uintptr_t)&pvh), 0);
	UK_EXPECT_EQ(boot_pvh.acpi_root((uintptr_t)&pvh), 0);
	make_pvh();
	pvh.map_entries = UINT32_MAX;
	UK_EXPECT(pvh_memory() < 0);
	make_pvh();
	pvh.map = 0;
	UK_EXPECT(pvh_memory() < 0);
	make_pvh();
	pvh.map++;
	UK_EXPECT(pvh_memory() < 0);
	make_pvh();
	pvh.map = UINT64_MAX - 15;
	UK_EXPECT(pvh_memory() < 0);
	UK_EXPECT(boot_pvh.memory(0, &regions) < 0);
	UK_EXPECT(boot_pvh.memory((uintptr_t)&pvh + 4, &regions) < 0);
	UK_EXPECT_EQ(regions.count, 0);
}

#ifdef UK_TEST_HOST
int host_map_result; /* host_map.c */

/* The platform finds memory, or fails. */
static void look_for_a_map(void)
{
	host_map_result = -ENODEV;
	UK_EXPECT_EQ(pvh_memory(), -ENODEV);
	host_map_result = 0;
	UK_EXPECT_EQ(pvh_memory(), 0);
	UK_REQUIRE(regions.count == 1);
	UK_EXPECT_EQ(regions.region[0].base, 64 * MEGABYTE);
}
#else
static void look_for_a_map(void)
{
}
#endif

/* A dom0's has no map: what the platform finds counts, and nothing behind version 0's end. */
UK_TEST(kvm_boot, pvh_without_a_map)
{
	static struct regions platform;
	int result;

	make_pvh();
	pvh.version = 0;
	pvh.map = 1;
	pvh.map_entries = UINT32_MAX;
	platform.count = 0;
	result = boot_map_without_loader(&platform);
	UK_EXPECT_EQ(pvh_memory(), result);
	UK_REQUIRE(regions.count == platform.count);
	UK_EXPECT_EQ(memcmp(regions.region, platform.region,
			    platform.count * sizeof(platform.region[0])), 0);
	UK_EXPECT_EQ(boot_pvh.command_line((uintptr_t)&pvh), 0x1234);
	look_for_a_map();
	pvh.magic++;
	UK_EXPECT_EQ(pvh_memory(), -EINVAL);
}

/* A list of one module, aligned to 4 as a firmware may */
static struct {
	uint32_t padding;
	uint32_t words[8];
} modules __uk_aligned(8) = {
	.words = { 0x9abcdef0, 0x12345678, 0x4000 },
};

UK_TEST(kvm_boot, pvh_module)
{
	uint64_t base = 0, length = 0;

	make_pvh();
	UK_EXPECT(!boot_pvh.module((uintptr_t)&pvh, &base, &length));
	pvh.module_count = 1;
	UK_EXPECT(!boot_pvh.module((uintptr_t)&pvh, &base, &length));
	pvh.modules = (uintptr_t)modules.words;
	UK_REQUIRE(boot_pvh.module((uintptr_t)&pvh, &base, &length));
	UK_EXPECT_EQ(base, 0x123456789abcdef0);
	UK_EXPECT_EQ(length, 0x4000);
	pvh.module_count = UINT32_MAX;
	UK_EXPECT(!boot_pvh.module((uintptr_t)&pvh, &base, &length));
	pvh.module_count = 1;
	pvh.modules = UINT64_MAX - 16;
	UK_EXPECT(!boot_pvh.module((uintptr_t)&pvh, &base, &length));
	UK_EXPECT(!boot_pvh.module(0, &base, &length));
}

#ifndef UK_TEST_HOST /* whose addresses are higher than any that we map */
/* It is read again at the machine's end. */
UK_TEST(kvm_boot, information_is_not_given_away)
{
	struct map_entry around = {
		.base = UK_ALIGN_DOWN((uintptr_t)&pvh, MEGABYTE),
		.length = 2 * MEGABYTE,
		.type = RAM,
	};

	make_pvh();
	pvh.map = (uintptr_t)&around;
	pvh.map_entries = 1;
	UK_EXPECT_EQ(pvh_memory(), 0);
	UK_EXPECT(regions.count > 0);
	for (unsigned int i = 0; i < regions.count; i++) {
		uintptr_t from = regions.region[i].base;
		uintptr_t to = from + regions.region[i].length;

		UK_EXPECT(to <= (uintptr_t)&pvh ||
			  from >= (uintptr_t)(&pvh + 1));
	}
}

#endif

#ifdef CONFIG_PLAT_MULTIBOOT2
#define INFORMATION_BYTES 512

static char information[INFORMATION_BYTES] __uk_aligned(8);

static void put32(size_t offset, uint32_t value)
{
	memcpy(information + offset, &value, sizeof(value));
}

/* A tag's header at `offset`; returns where the next one goes. */
static size_t tag(size_t offset, uint32_t type, uint32_t size)
{
	put32(offset, type);
	put32(offset + 4, size);
	return offset + UK_ALIGN_UP(size, 8);
}

static size_t memory_tag_at;

static void make_multiboot2(void)
{
	static const char words[] = "a.b=c -- d";
	size_t at = 8, next;

	memset(information, 0, sizeof(information));
	next = tag(at, 1, 8 + sizeof(words));
	memcpy(information + at + 8, words, sizeof(words));
	memory_tag_at = at = next;
	next = tag(at, 6, 16 + sizeof(map));
	put32(at + 8, sizeof(map[0]));
	memcpy(information + at + 16, map, sizeof(map));
	at = next;
	next = tag(at, 14, 8 + 20);
	information[at + 8] = 'o';
	at = next;
	next = tag(at, 0, 8);
	put32(0, (uint32_t)next);
	regions.count = 0;
}

static int multiboot2_memory(void)
{
	return boot_multiboot2.memory((uintptr_t)information, &regions);
}

UK_TEST(kvm_boot, multiboot2)
{
	uint64_t line, root;

	make_multiboot2();
	line = boot_multiboot2.command_line((uintptr_t)information);
	root = boot_multiboot2.acpi_root((uintptr_t)information);
	UK_REQUIRE(line && root);
	UK_EXPECT_EQ(strcmp((const char *)(uintptr_t)line, "a.b=c -- d"), 0);
	UK_EXPECT_EQ(*(const char *)(uintptr_t)root, 'o');
	UK_EXPECT_EQ(multiboot2_memory(), 0);
	UK_EXPECT(regions_are_right());
}

UK_TEST(kvm_boot, multiboot2_module)
{
	uint64_t base = 0, length = 0;

	make_multiboot2();
	UK_EXPECT(!boot_multiboot2.module((uintptr_t)information, &base,
					  &length));
	put32(8, 3); /* in place of the command line */
	put32(16, 0x200000);
	put32(20, 0x234567);
	UK_REQUIRE(boot_multiboot2.module((uintptr_t)information, &base,
					  &length));
	UK_EXPECT_EQ(base, 0x200000);
	UK_EXPECT_EQ(length, 0x34567);
	put32(20, 0x1fffff); /* ends before it begins */
	UK_EXPECT(!boot_multiboot2.module((uintptr_t)information, &base,
					  &length));
	put32(12, 15); /* too short for one */
	UK_EXPECT(!boot_multiboot2.module((uintptr_t)information, &base,
					  &length));
}

UK_TEST(kvm_boot, multiboot2_entries_may_grow)
{
	size_t at;

	make_multiboot2();
	at = memory_tag_at;
	memset(information + at + 16, 0, 96);
	put32(at + 8, 32);
	memcpy(information + at + 16, &map[0], sizeof(map[0]));
	memcpy(information + at + 48, &map[1], sizeof(map[1]));
	memcpy(information + at + 80, &map[2], sizeof(map[2]));
	UK_EXPECT_EQ(multiboot2_memory(), 0);
	UK_EXPECT(regions_are_right());
}

UK_TEST(kvm_boot, multiboot2_that_is_wrong)
{
	static const uint32_t entry_sizes[] = { 0, 1, 23, 25, 0xffffffff };

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(entry_sizes); i++) {
		make_multiboot2();
		put32(memory_tag_at + 8, entry_sizes[i]);
		UK_EXPECT(multiboot2_memory() < 0 || regions.count == 0);
	}
	make_multiboot2();
	put32(12, 7); /* a tag shorter than its header */
	UK_EXPECT(multiboot2_memory() < 0);
	put32(12, 0xfffffff8);
	UK_EXPECT(multiboot2_memory() < 0);
	UK_EXPECT_EQ(boot_multiboot2.command_line((uintptr_t)information), 0);
	make_multiboot2();
	put32(0, UINT32_MAX);
	UK_EXPECT(multiboot2_memory() < 0);
	put32(0, 0);
	UK_EXPECT(multiboot2_memory() < 0);
	put32(0, 16);
	UK_EXPECT(multiboot2_memory() < 0);
	UK_EXPECT(boot_multiboot2.memory(0, &regions) < 0);
	UK_EXPECT(boot_multiboot2.memory((uintptr_t)information + 4,
					 &regions) < 0);
	UK_EXPECT_EQ(regions.count, 0);
}
#endif
