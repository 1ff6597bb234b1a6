/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finding tables, in a firmware whose every sum and length may be wrong.
 */
#include <uk/string.h>
#include <uk/test.h>

#include "firmware.h"

UK_TESTSUITE(acpi_tables, "ACPI tables");

#define HEADER 36u

/* Two tables, listed by an XSDT (the second first) and an RSDT. */
static uint64_t root, rsdt, xsdt, one, two;

static void build(bool with_xsdt)
{
	firmware_reset();
	one = firmware_table("ONE!", HEADER + 4);
	two = firmware_table("TWO!", HEADER);
	rsdt = firmware_table("RSDT", HEADER + 8);
	firmware_put(rsdt + HEADER, one, 4);
	firmware_put(rsdt + HEADER + 4, two, 4);
	firmware_sum(rsdt);
	xsdt = with_xsdt ? firmware_table("XSDT", HEADER + 16) : 0;
	if (with_xsdt) {
		firmware_put(xsdt + HEADER, two, 8);
		firmware_put(xsdt + HEADER + 8, one, 8);
		firmware_sum(xsdt);
	}
	root = firmware_root(rsdt, xsdt);
}

static bool finds(const char *signature, uint64_t table)
{
	return uk_acpi_find(signature, root, firmware_map) ==
	       (const void *)firmware_at(table);
}

static bool misses(const char *signature)
{
	return !uk_acpi_find(signature, root, firmware_map);
}

UK_TEST(acpi_tables, finds_by_either_list)
{
	build(true);
	UK_EXPECT(finds("ONE!", one));
	UK_EXPECT(finds("TWO!", two));
	UK_EXPECT(misses("TRE!"));
	build(false);
	UK_EXPECT(finds("ONE!", one));
	UK_EXPECT(finds("TWO!", two));
	UK_EXPECT(misses("TRE!"));
}

UK_TEST(acpi_tables, wrong_sums_are_refused)
{
	build(false);
	*firmware_at(one + HEADER) ^= 1;
	UK_EXPECT(misses("ONE!"));
	UK_EXPECT(finds("TWO!", two));
	*firmware_at(rsdt + 20) ^= 1;
	UK_EXPECT(misses("TWO!"));
	build(false);
	*firmware_at(root + 10) ^= 1;
	UK_EXPECT(misses("TWO!"));
	build(false);
	*firmware_at(root) ^= 1;
	UK_EXPECT(misses("TWO!"));
}

UK_TEST(acpi_tables, a_broken_xsdt_leaves_the_rsdt)
{
	build(true);
	*firmware_at(xsdt + 20) ^= 1;
	UK_EXPECT(finds("ONE!", one));
	build(true);
	/* the extended sum is wrong, the first one right */
	*firmware_at(root + 33) ^= 1;
	*firmware_at(rsdt + 20) ^= 1;
	firmware_sum(rsdt);
	UK_EXPECT(finds("ONE!", one));
}

UK_TEST(acpi_tables, wrong_lengths_are_refused)
{
	static const uint32_t lengths[] = { 0, 1, HEADER - 1, 0x7fffffff,
					    0xffffffff, FIRMWARE_BYTES + 1,
					    (1u << 20) + 1 };

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(lengths); i++) {
		build(false);
		firmware_put(one + 4, lengths[i], 4);
		UK_EXPECT(misses("ONE!"));
		UK_EXPECT(finds("TWO!", two));
		firmware_put(rsdt + 4, lengths[i], 4);
		UK_EXPECT(misses("TWO!"));
	}
}

UK_TEST(acpi_tables, entries_that_point_nowhere_are_passed)
{
	build(true);
	firmware_put(xsdt + HEADER, UINT64_MAX - 8, 8);
	firmware_sum(xsdt);
	UK_EXPECT(finds("ONE!", one));
	UK_EXPECT(misses("TWO!"));
	firmware_put(xsdt + HEADER, 0, 8);
	firmware_sum(xsdt);
	UK_EXPECT(finds("ONE!", one));
}

UK_TEST(acpi_tables, part_of_an_entry_is_none)
{
	build(true);
	firmware_put(xsdt + 4, HEADER + 15, 4);
	firmware_sum(xsdt);
	UK_EXPECT(finds("TWO!", two));
	UK_EXPECT(misses("ONE!"));
}

UK_TEST(acpi_tables, no_root_pointer)
{
	UK_EXPECT(!uk_acpi_find("ONE!", FIRMWARE_BASE + FIRMWARE_BYTES,
				firmware_map));
	UK_EXPECT(!uk_acpi_find("ONE!", UINT64_MAX, firmware_map));
	/* nor a BIOS to look through */
	UK_EXPECT(!uk_acpi_find("ONE!", 0, firmware_map));
}

/* The BIOS's area shows this firmware, at 64 KiB. */
static const void *map_bios(uint64_t address, size_t length)
{
	static uint8_t area[0x20000];

	if (address < 0xe0000)
		return firmware_map(address, length);
	if (address > 0x100000 - length)
		return NULL;
	memcpy(area + 0x10000, firmware, sizeof(firmware));
	return area + (address - 0xe0000);
}

UK_TEST(acpi_tables, root_pointer_in_the_bios)
{
	build(true);
	UK_EXPECT(uk_acpi_find("ONE!", 0, map_bios) ==
		  (const void *)firmware_at(one));
	*firmware_at(root + 10) ^= 1;
	UK_EXPECT(!uk_acpi_find("ONE!", 0, map_bios));
}
