/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What switches the power off, read from tables as firmware writes them.
 */
#include <uk/string.h>
#include <uk/test.h>

#include "firmware.h"

UK_TESTSUITE(acpi_sleep, "ACPI power-off");

#define HEADER 36u
#define FADT_BYTES 276u
#define FADT_DSDT 40u
#define FADT_PM1A_CONTROL 64u
#define FADT_FLAGS 112u
#define FADT_DSDT_64 140u
#define FADT_SLEEP_CONTROL 244u

static uint64_t root, fadt, dsdt;
static struct acpi_sleep sleep;

/* A DSDT with these bytes, and a FADT that names it */
static void build(const void *code, size_t length)
{
	uint64_t rsdt;

	firmware_reset();
	dsdt = firmware_table("DSDT", HEADER + (uint32_t)length);
	memcpy(firmware_at(dsdt) + HEADER, code, length);
	firmware_sum(dsdt);
	fadt = firmware_table("FACP", FADT_BYTES);
	firmware_put(fadt + FADT_DSDT, dsdt, 4);
	firmware_put(fadt + FADT_PM1A_CONTROL, 0x604, 4);
	firmware_sum(fadt);
	rsdt = firmware_table("RSDT", HEADER + 4);
	firmware_put(rsdt + HEADER, fadt, 4);
	firmware_sum(rsdt);
	root = firmware_root(rsdt, 0);
}

static bool find(void)
{
	memset(&sleep, 0xff, sizeof(sleep));
	return acpi_find_sleep(root, firmware_map, &sleep);
}

/* Name (\_S5, Package () { type, type, 0, 0 }), with something around */
static const char name[] = "\x10\x20\x08_S5_\x12\x08\x04\x0a\x05\x0a\x05\x00\x00pad";
static const char rooted[] = "\x08\\_S5_\x12\x06\x04\x01\x01\x00\x00pad";
static const char zero[] = "\x08_S5_\x12\x06\x04\x00\x00\x00\x00pad";
static const char long_length[] = "\x08_S5_\x12\x48\x00\x04\x0a\x07\x0a\x07pad";

UK_TEST(acpi_sleep, reads_the_package)
{
	build(name, sizeof(name));
	UK_REQUIRE(find());
	UK_EXPECT_EQ(sleep.port, 0x604);
	UK_EXPECT(sleep.is_wide);
	UK_EXPECT_EQ(sleep.value, 5 << 10 | 1 << 13);
	build(rooted, sizeof(rooted));
	UK_REQUIRE(find());
	UK_EXPECT_EQ(sleep.value, 1 << 10 | 1 << 13);
	build(zero, sizeof(zero));
	UK_REQUIRE(find());
	UK_EXPECT_EQ(sleep.value, 1 << 13);
	build(long_length, sizeof(long_length));
	UK_REQUIRE(find());
	UK_EXPECT_EQ(sleep.value, 7 << 10 | 1 << 13);
}

UK_TEST(acpi_sleep, other_code_is_no_package)
{
	static const char no_name[] = "\x09_S5_\x12\x06\x04\x01\x01\x00\x00pad";
	static const char method[] = "\x08_S5_\x14\x06\x04\x01\x01\x00\x00pad";
	static const char word[] = "\x08_S5_\x12\x06\x04\x0b\x01\x00\x00pad";

	build(no_name, sizeof(no_name));
	UK_EXPECT(!find());
	build(method, sizeof(method));
	UK_EXPECT(!find());
	build(word, sizeof(word));
	UK_EXPECT(!find());
	build("", 0);
	UK_EXPECT(!find());
}

/* Cut off anywhere, it is not read beyond its end. */
UK_TEST(acpi_sleep, cut_off_code)
{
	for (size_t length = 0; length < 11; length++) {
		build(name, length);
		UK_EXPECT(!find());
	}
}

UK_TEST(acpi_sleep, hardware_reduced_machines)
{
	build(name, sizeof(name));
	firmware_put(fadt + FADT_FLAGS, 1 << 20, 4);
	firmware_put(fadt + FADT_SLEEP_CONTROL, 1, 1); /* I/O space */
	firmware_put(fadt + FADT_SLEEP_CONTROL + 4, 0x600, 8);
	firmware_sum(fadt);
	UK_REQUIRE(find());
	UK_EXPECT_EQ(sleep.port, 0x600);
	UK_EXPECT(!sleep.is_wide);
	UK_EXPECT_EQ(sleep.value, 5 << 2 | 1 << 5);
	firmware_put(fadt + FADT_SLEEP_CONTROL, 0, 1); /* memory */
	firmware_sum(fadt);
	UK_EXPECT(!find());
}

UK_TEST(acpi_sleep, long_address_of_the_code_counts)
{
	build(name, sizeof(name));
	firmware_put(fadt + FADT_DSDT_64, dsdt, 8);
	firmware_put(fadt + FADT_DSDT, 0x10, 4);
	firmware_sum(fadt);
	UK_EXPECT(find());
	firmware_put(fadt + FADT_DSDT_64, UINT64_MAX, 8);
	firmware_sum(fadt);
	UK_EXPECT(!find());
}

UK_TEST(acpi_sleep, broken_tables)
{
	build(name, sizeof(name));
	*firmware_at(dsdt + HEADER) ^= 1; /* its sum */
	UK_EXPECT(!find());
	build(name, sizeof(name));
	firmware_put(fadt + FADT_PM1A_CONTROL, 0, 4);
	firmware_sum(fadt);
	UK_EXPECT(!find());
	firmware_put(fadt + FADT_PM1A_CONTROL, 0x10604, 4); /* no port */
	firmware_sum(fadt);
	UK_EXPECT(!find());
	build(name, sizeof(name));
	firmware_put(fadt + 4, 115, 4); /* shorter than ACPI 1.0's */
	firmware_sum(fadt);
	UK_EXPECT(!find());
	firmware_reset();
	UK_EXPECT(!find());
}
