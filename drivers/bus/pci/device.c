/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a device's configuration space says of it: its regions and its
 * capabilities. The device may say anything; nothing of it is taken on trust.
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/print.h>

#include "private.h"

/* Capabilities lie behind the header, at multiples of 4 (PCI 3.0, section 6.7). */
#define CAPABILITY_FIRST 0x40
#define CAPABILITIES_MOST ((PCI_BYTES - CAPABILITY_FIRST) / 4)

/* BARs (PCI 3.0, section 6.2.5.1) */
#define BAR_PORT 0x1u
#define BAR_KIND 0x6u
#define BAR_KIND_64 0x4u
#define BAR_PORT_FLAGS 0x3u
#define BAR_MEMORY_FLAGS 0xfu

/*
 * From a BAR's value, and what it reads after all bits were written: those that stayed
 * 0 are fixed, and so give the size. Nothing that is no power of two, or that the
 * address is no multiple of, is a region.
 */
static void decode(struct uk_pci_bar *bar, uint64_t value, uint64_t ones,
		   uint64_t flags)
{
	uint64_t size = -(ones & ~flags);

	value &= ~flags;
	if (!UK_IS_POWER_OF_2(size) || !UK_IS_ALIGNED(value, size))
		return;
	bar->address = value;
	bar->size = size;
}

static uint32_t probe_bar(const struct uk_pci_device *device,
			  unsigned int offset, uint32_t value)
{
	uint32_t ones;

	uk_pci_write32(device, offset, UINT32_MAX);
	ones = uk_pci_read32(device, offset);
	uk_pci_write32(device, offset, value);
	return ones;
}

void pci_read_bars(struct uk_pci_device *device)
{
	uint16_t command = uk_pci_read16(device, PCI_COMMAND);

	/* it must not answer at the addresses that are written meanwhile */
	uk_pci_write16(device, PCI_COMMAND,
		       command & ~(PCI_COMMAND_PORTS | PCI_COMMAND_MEMORY));
	for (unsigned int i = 0; i < UK_PCI_BARS; i++) {
		struct uk_pci_bar *bar = &device->bar[i];
		unsigned int offset = PCI_BAR + 4 * i;
		uint64_t value = uk_pci_read32(device, offset);
		uint64_t ones = probe_bar(device, offset, (uint32_t)value);

		if (!ones) {
			continue;
		} else if (ones & BAR_PORT) {
			bar->is_port = true;
			/* the upper half may be fixed: ports have 16 bits */
			decode(bar, value & 0xffff, ones | ~0xffffull,
			       BAR_PORT_FLAGS);
		} else if ((ones & BAR_KIND) != BAR_KIND_64) {
			decode(bar, value, ones | ~0xffffffffull,
			       BAR_MEMORY_FLAGS);
		} else if (++i < UK_PCI_BARS) {
			uint32_t high = uk_pci_read32(device, offset + 4);

			ones |= (uint64_t)probe_bar(device, offset + 4, high)
				<< 32;
			value |= (uint64_t)high << 32;
			decode(bar, value, ones, BAR_MEMORY_FLAGS);
		}
	}
	uk_pci_write16(device, PCI_COMMAND, command);
}

unsigned int uk_pci_capability(const struct uk_pci_device *device,
			       struct uk_pci_walk *walk, uint8_t id,
			       unsigned int length)
{
	if (!walk->steps &&
	    !(uk_pci_read16(device, PCI_STATUS) & PCI_STATUS_CAPABILITIES))
		return 0;
	while (walk->steps < CAPABILITIES_MOST) {
		uint16_t at = uk_pci_read8(device, walk->at ? walk->at + 1u :
							      PCI_CAPABILITIES);

		at &= ~3u;
		if (at < CAPABILITY_FIRST)
			return 0;
		walk->at = (uint8_t)at;
		walk->steps++;
		if (uk_pci_read8(device, at) == id && at + length <= PCI_BYTES)
			return at;
	}
	return 0;
}

void uk_pci_enable(const struct uk_pci_device *device)
{
	uk_pci_write16(device, PCI_COMMAND,
		       uk_pci_read16(device, PCI_COMMAND) | PCI_COMMAND_MEMORY |
			       PCI_COMMAND_MASTER | PCI_COMMAND_NO_WIRE);
}

volatile void *uk_pci_map(const struct uk_pci_device *device, unsigned int bar,
			  uint64_t offset, uint64_t length)
{
	struct uk_pci_bar region = { 0 };
	const char *why;

	if (bar < UK_PCI_BARS)
		region = device->bar[bar];
	if (region.is_port || length > region.size ||
	    offset > region.size - length) {
		why = "is not in memory, or too small";
	} else if (!region.address) {
		why = "has no address: the firmware gave it none";
	} else {
		uint64_t address = region.address + offset;
		int error = uk_arch_device_map(address, length);

		if (!error)
			return (volatile void *)(uintptr_t)address;
		why = error == -ENOMEM ?
			      "cannot be mapped: no memory for page tables" :
			      "has an address where no device can be";
	}
	uk_pr_err("%s: region %u %s\n", device->name, bar, why);
	return NULL;
}
