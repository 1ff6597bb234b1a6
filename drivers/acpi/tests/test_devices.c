/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices in a DSDT, as virtual machines write them.
 */
#include <uk/string.h>
#include <uk/test.h>

#include "firmware.h"

UK_TESTSUITE(acpi_devices, "devices in ACPI's tables");

#define HEADER 36u

/* Pieces of AML, put together one behind the other */
static uint8_t aml[1024];
static size_t used;

static void put(const void *bytes, size_t length)
{
	memcpy(aml + used, bytes, length);
	used += length;
}

#define PUT(text) put(text, sizeof(text) - 1)

/* Begins a package, whose length is of two bytes; end() knows it. */
static size_t begin(void)
{
	used += 2;
	return used - 2;
}

static void end(size_t start)
{
	size_t length = used - start;

	aml[start] = (uint8_t)(0x40 | (length & 0x0f));
	aml[start + 1] = (uint8_t)(length >> 4);
}

#define HID(id) "\x08_HID\x0d" id "\0"
/* Memory32Fixed (ReadWrite, 0xfeb00e00, 0x200) */
#define MEMORY "\x86\x09\x00\x01\x00\x0e\xb0\xfe\x00\x02\x00\x00"
/* Interrupt (ResourceConsumer, ...) { 0x2f } */
#define INTERRUPT(flags) "\x89\x06\x00" flags "\x01\x2f\x00\x00\x00"
#define END_TAG "\x79\x00"
/* Buffer (0x17) { ... } */
#define CRS(resources) "\x08_CRS\x11\x1a\x0a\x17" resources END_TAG

static void device(const char *names, size_t length)
{
	size_t start;

	PUT("\x5b\x82");
	start = begin();
	PUT("VR07");
	put(names, length);
	end(start);
}

#define DEVICE(names) device(names, sizeof(names) - 1)
#define WHOLE           \
	HID("LNRO0005") \
	"\x08_UID\x0a\x07\x08_CCA\x01" CRS(MEMORY INTERRUPT("\x01"))

static struct uk_acpi_device found;
static size_t at;

static const struct uk_acpi_header *dsdt(size_t length)
{
	uint64_t fadt, rsdt, table;

	firmware_reset();
	table = firmware_table("DSDT", HEADER + (uint32_t)length);
	memcpy(firmware_at(table) + HEADER, aml, length);
	firmware_sum(table);
	fadt = firmware_table("FACP", 276);
	firmware_put(fadt + 40, table, 4);
	firmware_sum(fadt);
	rsdt = firmware_table("RSDT", HEADER + 4);
	firmware_put(rsdt + HEADER, fadt, 4);
	firmware_sum(rsdt);
	return uk_acpi_dsdt(firmware_root(rsdt, 0), firmware_map);
}

static bool next(void)
{
	return uk_acpi_next_device(dsdt(used), &at, "LNRO0005", &found);
}

static bool first(void)
{
	at = 0;
	return next();
}

UK_TEST(acpi_devices, registers_and_interrupt)
{
	used = 0;
	DEVICE(WHOLE);
	UK_REQUIRE(first());
	UK_EXPECT_EQ(found.address, 0xfeb00e00);
	UK_EXPECT_EQ(found.length, 0x200);
	UK_EXPECT(found.has_interrupt && found.is_level &&
		  !found.is_active_low);
	UK_EXPECT_EQ(found.interrupt, 0x2f);
	UK_EXPECT(!next());
	used = 0;
	DEVICE(HID("LNRO0005") CRS(MEMORY INTERRUPT("\x07")));
	UK_REQUIRE(first());
	UK_EXPECT(!found.is_level && found.is_active_low);
}

UK_TEST(acpi_devices, several_within_scopes)
{
	size_t scope, outer;

	used = 0;
	PUT("\x10");
	scope = begin();
	PUT("\\_SB_");
	DEVICE(HID("QEMU0002") CRS(MEMORY INTERRUPT("\x01")));
	DEVICE(WHOLE);
	PUT("\x5b\x82"); /* a device with one inside, and names behind that */
	outer = begin();
	PUT("PCI0");
	DEVICE(WHOLE);
	PUT(HID("LNRO0005"));
	end(outer);
	end(scope);
	UK_EXPECT(first());
	UK_EXPECT_EQ(found.length, 0x200);
	UK_EXPECT(next());
	/* the outer one, which has no resources of its own */
	UK_EXPECT_EQ(found.length, 0);
	UK_EXPECT(!found.has_interrupt);
	UK_EXPECT(next());
	UK_EXPECT_EQ(found.length, 0x200);
	UK_EXPECT(!next());
}

/* Code, fields and data of all kinds are stepped over. */
UK_TEST(acpi_devices, other_objects)
{
	size_t start, inner;

	used = 0;
	PUT("\x5b\x82");
	start = begin();
	PUT("^\x2f\x02_SB_VR01");
	PUT("\x08"
	    "A___\x0b\x01\x02"
	    "\x08"
	    "B___\x0c\x01\x02\x03\x04");
	PUT("\x08"
	    "C___\x0e\x01\x02\x03\x04\x05\x06\x07\x08");
	PUT("\x08"
	    "D___\xff"
	    "\x08"
	    "E___\x12\x03\x01\x00");
	PUT("\x08\x00\x00"); /* a name that is none */
	PUT("\x08\x2e_SB_F___\x01");
	PUT("\x5b\x80REG_\x00\x0c\x00\x00\xa0\xfe\x0a\x04");
	PUT("\x5b\x81\x0bREG_\x03"
	    "FLD_\x20");
	PUT("\x5b\x01MTX_\x00"
	    "\x5b\x02"
	    "EVT_");
	PUT("\x14");
	inner = begin();
	PUT("_STA\x00\xa4\x0a\x0f" HID("LNRO0005"));
	end(inner);
	UK_EXPECT(!first());
	PUT(HID("LNRO0005") CRS(MEMORY INTERRUPT("\x01")));
	end(start);
	UK_REQUIRE(first());
	UK_EXPECT_EQ(found.length, 0x200);
	UK_EXPECT_EQ(found.interrupt, 0x2f);
}

UK_TEST(acpi_devices, not_these)
{
	used = 0;
	DEVICE(HID("LNRO0006") CRS(MEMORY INTERRUPT("\x01")));
	DEVICE(HID("LNRO00055") CRS(MEMORY INTERRUPT("\x01")));
	DEVICE("\x08_HID\x0c\x41\xd0\x05\x01"); /* EisaId */
	DEVICE("\x08_CID\x0dLNRO0005\0");
	DEVICE("\x70" HID("LNRO0005")); /* behind code */
	PUT(HID("LNRO0005"));
	UK_EXPECT(!first());
	UK_EXPECT(!uk_acpi_dsdt(0, firmware_map));
}

UK_TEST(acpi_devices, strange_resources)
{
	used = 0;
	DEVICE(HID("LNRO0005") "\x08_CRS\x0a\x01");
	UK_REQUIRE(first());
	UK_EXPECT(!found.length && !found.has_interrupt);
	used = 0; /* small items, and an unknown large one before */
	DEVICE(HID("LNRO0005") "\x08_CRS\x11\x1b\x0a\x18"
			       "\x47\x01\xf8\x03\xf8\x03\x00\x08"
			       "\x22\x10\x00"
			       "\x8f\x01\x00\x55" INTERRUPT("\x01"));
	UK_REQUIRE(first());
	UK_EXPECT(!found.length && found.has_interrupt);
	used = 0; /* too short for what they are */
	DEVICE(HID("LNRO0005") "\x08_CRS\x11\x13\x0a\x10"
			       "\x86\x08\x00\x01\x00\x0e\xb0\xfe\x00\x02\x00"
			       "\x89\x02\x00\x01\x00");
	UK_REQUIRE(first());
	UK_EXPECT(!found.length && !found.has_interrupt);
}

/* Cut off anywhere, it is not read beyond its end. */
UK_TEST(acpi_devices, cut_off_code)
{
	size_t whole;

	used = 0;
	DEVICE(WHOLE);
	whole = used;
	for (used = 0; used < whole; used++)
		UK_EXPECT(!first());
	UK_EXPECT(first());
}
