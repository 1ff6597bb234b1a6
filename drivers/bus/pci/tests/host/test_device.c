/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Regions, capabilities and messages of devices that may say anything.
 */
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/test.h>

#include "fake.h"

UK_TESTSUITE(pci_device, "PCI devices");

static bool bar_is(unsigned int number, uint64_t address, uint64_t size,
		   bool is_port)
{
	const struct uk_pci_bar *bar = &fake.bar[number];

	return bar->address == address && bar->size == size &&
	       bar->is_port == is_port;
}

static bool no_bar(unsigned int number)
{
	return !fake.bar[number].size;
}

UK_TEST(pci_device, regions_of_each_kind)
{
	fake_reset();
	fake_bar32(0, 0xc041, 0x40); /* ports */
	fake_bar32(1, 0xfebfd000, 0x1000);
	fake_bar64(2, 0x8000000008, 0x800000000); /* 32 GiB, prefetchable */
	fake_bar32(4, 0x80000002, 0x80000000);	  /* half of the space */
	fake_writable[PCI_BAR + 2] = fake_writable[PCI_BAR + 3] = 0;
	pci_read_bars(&fake);
	UK_EXPECT(bar_is(0, 0xc040, 0x40, true));
	UK_EXPECT(bar_is(1, 0xfebfd000, 0x1000, false));
	UK_EXPECT(bar_is(2, 0x8000000000, 0x800000000, false));
	UK_EXPECT(no_bar(3));
	UK_EXPECT(bar_is(4, 0x80000000, 0x80000000, false));
	UK_EXPECT(no_bar(5));
}

/* Sizing leaves everything as it was. */
UK_TEST(pci_device, sizing_is_undone)
{
	uint8_t before[PCI_BYTES];

	fake_reset();
	fake_put(PCI_COMMAND, 0x0407, 2);
	fake_bar32(0, 0xc041, 0x40);
	fake_bar64(4, 0x12345670000, 0x10000);
	memcpy(before, fake_space, PCI_BYTES);
	pci_read_bars(&fake);
	UK_EXPECT(!memcmp(before, fake_space, PCI_BYTES));
}

UK_TEST(pci_device, wrong_regions)
{
	fake_reset();
	fake_bar32(1, 0x1000, 0x3000); /* no power of two */
	fake_bar32(5, 4, 0x1000);      /* 64 bits, and no second half */
	pci_read_bars(&fake);
	UK_EXPECT(no_bar(1));
	UK_EXPECT(no_bar(5));
	fake_reset(); /* nobody gave it an address */
	fake_bar64(0, 0, 0x1000);
	pci_read_bars(&fake);
	UK_EXPECT(bar_is(0, 0, 0x1000, false));
	UK_EXPECT(!uk_pci_map(&fake, 0, 0, 0x1000));
}

UK_TEST(pci_device, mapping_stays_within_a_region)
{
	uintptr_t memory = (uintptr_t)fake_memory;

	fake_reset();
	fake_bar64(0, memory, FAKE_MEMORY);
	fake_bar32(2, 0xc041, 0x40);
	fake_bar32(3, 0x1000, 0x1000); /* RAM, says the platform */
	pci_read_bars(&fake);
	UK_EXPECT(uk_pci_map(&fake, 0, 0, FAKE_MEMORY) == fake_memory);
	UK_EXPECT(uk_pci_map(&fake, 0, 16, 32) == fake_memory + 16);
	UK_EXPECT(!uk_pci_map(&fake, 0, 1, FAKE_MEMORY));
	UK_EXPECT(!uk_pci_map(&fake, 0, 0, FAKE_MEMORY + 1));
	UK_EXPECT(!uk_pci_map(&fake, 0, UINT64_MAX, 2));
	UK_EXPECT(!uk_pci_map(&fake, 0, 2, UINT64_MAX));
	UK_EXPECT(!uk_pci_map(&fake, 1, 0, 1));
	UK_EXPECT(!uk_pci_map(&fake, 2, 0, 4));
	UK_EXPECT(!uk_pci_map(&fake, 3, 0, 4));
	UK_EXPECT(!uk_pci_map(&fake, UK_PCI_BARS, 0, 1));
	UK_EXPECT(!uk_pci_map(&fake, 7, 0, 1));
}

UK_TEST(pci_device, capabilities_in_order)
{
	struct uk_pci_walk walk = { 0 };

	fake_reset();
	UK_EXPECT(!uk_pci_capability(&fake, &walk, 9, 4));
	fake_capability(0x98, 0x11);
	fake_capability(0x40, 9);
	fake_capability(0xf0, 9);
	fake_capability(0x84, 9);
	UK_EXPECT_EQ(uk_pci_capability(&fake, &walk, 9, 16), 0x40);
	UK_EXPECT_EQ(uk_pci_capability(&fake, &walk, 9, 16), 0xf0);
	UK_EXPECT_EQ(uk_pci_capability(&fake, &walk, 9, 16), 0x84);
	UK_EXPECT_EQ(uk_pci_capability(&fake, &walk, 9, 16), 0);
	walk = (struct uk_pci_walk){ 0 };
	UK_EXPECT_EQ(uk_pci_capability(&fake, &walk, 9, 17), 0x40);
	/* 0xf0 would go beyond the end */
	UK_EXPECT_EQ(uk_pci_capability(&fake, &walk, 9, 17), 0x84);
	walk = (struct uk_pci_walk){ 0 };
	UK_EXPECT_EQ(uk_pci_capability(&fake, &walk, 0x11, 12), 0x98);
	fake_space[PCI_STATUS] = 0;
	walk = (struct uk_pci_walk){ 0 };
	UK_EXPECT(!uk_pci_capability(&fake, &walk, 9, 4));
}

UK_TEST(pci_device, circles_and_wrong_links_end)
{
	struct uk_pci_walk walk = { 0 };
	unsigned int steps = 0;

	fake_reset();
	fake_capability(0x40, 9);
	fake_capability(0x50, 9);
	fake_space[0x51] = 0x41; /* the low bits do not count */
	while (uk_pci_capability(&fake, &walk, 9, 4))
		UK_REQUIRE(++steps < 100);
	UK_EXPECT_EQ(steps, 48);
	fake_space[0x51] = 0x3c; /* into the header */
	walk = (struct uk_pci_walk){ 0 };
	for (steps = 0; uk_pci_capability(&fake, &walk, 9, 4); steps++)
		UK_REQUIRE(steps < 100);
	UK_EXPECT_EQ(steps, 2);
}

/* MSI-X with that many vectors, whose table is in region 0 */
static void build_msix(unsigned int vectors, uint32_t table)
{
	fake_reset();
	fake_bar64(0, (uintptr_t)fake_memory, FAKE_MEMORY);
	fake_capability(0x60, UK_PCI_CAPABILITY_MSIX);
	fake_put(0x62, vectors - 1, 2);
	fake_put(0x64, table, 4);
	fake_writable[0x63] = 0xc0;
	pci_read_bars(&fake);
}

static void nothing(void *argument __uk_unused)
{
}

UK_TEST(pci_device, messages)
{
	uint32_t *table = (uint32_t *)(fake_memory + 0x800);

	build_msix(3, 0x800);
	UK_REQUIRE(uk_pci_msix_start(&fake) == 3);
	UK_EXPECT_EQ(fake_space[0x63],
		     0x80); /* on, and not masked as a whole */
	for (unsigned int i = 0; i < 3; i++)
		UK_EXPECT_EQ(table[4 * i + 3], 1);
	UK_EXPECT_EQ(table[4 * 3 + 3], 0);
	UK_EXPECT_EQ(uk_pci_msix_register(&fake, 1, nothing, NULL), 0);
	UK_EXPECT_EQ(table[4], 0xfee00000);
	UK_EXPECT_EQ(table[5], 1);
	UK_EXPECT_EQ(table[6], 0x40);
	UK_EXPECT_EQ(table[7], 0);
	UK_EXPECT_EQ(table[3], 1);
	UK_EXPECT_EQ(uk_pci_msix_register(&fake, 3, nothing, NULL), -EINVAL);
	fake_message_limit = fake_messages;
	UK_EXPECT_EQ(uk_pci_msix_register(&fake, 2, nothing, NULL), -ENOSPC);
	UK_EXPECT_EQ(table[11], 1);
}

UK_TEST(pci_device, wrong_message_tables)
{
	build_msix(2048, 0x8000); /* just fits */
	UK_EXPECT_EQ(uk_pci_msix_start(&fake), 2048);
	build_msix(2048, 0x8008);
	UK_EXPECT_EQ(uk_pci_msix_start(&fake), -EIO);
	UK_EXPECT_EQ(fake_space[0x63], 0x07); /* off */
	build_msix(1, 0xfffffff8);
	UK_EXPECT_EQ(uk_pci_msix_start(&fake), -EIO);
	build_msix(1, 2); /* a region that is not there */
	UK_EXPECT_EQ(uk_pci_msix_start(&fake), -EIO);
	build_msix(1, 7);
	UK_EXPECT_EQ(uk_pci_msix_start(&fake), -EIO);
	UK_EXPECT_EQ(uk_pci_msix_register(&fake, 0, nothing, NULL), -EINVAL);
	fake_reset();
	UK_EXPECT_EQ(uk_pci_msix_start(&fake), -ENODEV);
}
