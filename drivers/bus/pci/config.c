/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Access to configuration space: in memory, where ACPI's MCFG says so (PCI Firmware
 * 3.3, section 4.1.2; PCI Express Base 5.0, section 7.2.2), else by the PC's pair of
 * ports (PCI 3.0, section 3.2.2.3.2).
 */
#include <uk/acpi.h>
#include <uk/arch/paging.h>
#include <uk/arch/x86.h>
#include <uk/errno.h>
#include <uk/plat/firmware.h>
#include <uk/string.h>

#include "private.h"

#define PORT_ADDRESS 0xcf8
#define PORT_DATA 0xcfc
#define ADDRESS_ENABLE (1u << 31)

#define MCFG_ENTRIES 44 /* offset of the first */
#define BUS_SHIFT 20
#define FUNCTION_SHIFT 12

struct mcfg_entry {
	uint64_t base; /* of bus 0, even if that is not among the buses */
	uint16_t segment;
	uint8_t first_bus, last_bus;
	uint32_t reserved;
} __uk_packed;

_Static_assert(sizeof(struct mcfg_entry) == 16, "PCI Firmware 3.3 table 4-3");

static uintptr_t memory; /* of bus 0; 0: by ports */
static unsigned int last_bus = PCI_BUSES - 1;

static bool find_memory(void)
{
	const struct uk_acpi_header *mcfg =
		uk_acpi_find("MCFG", uk_plat_acpi_root(), uk_plat_firmware_map);

	for (size_t at = MCFG_ENTRIES;
	     mcfg && at + sizeof(struct mcfg_entry) <= mcfg->length;
	     at += sizeof(struct mcfg_entry)) {
		struct mcfg_entry entry;

		memcpy(&entry, (const char *)mcfg + at, sizeof(entry));
		if (entry.segment || entry.first_bus || !entry.base ||
		    uk_arch_device_map(entry.base, 1u << BUS_SHIFT))
			continue;
		memory = entry.base;
		last_bus = entry.last_bus;
		return true;
	}
	return false;
}

int pci_config_start(void)
{
	if (find_memory())
		return 0;
	uk_x86_out32(PORT_ADDRESS, ADDRESS_ENABLE);
	return uk_x86_in32(PORT_ADDRESS) == ADDRESS_ENABLE ? 0 : -ENODEV;
}

int pci_config_bus(unsigned int bus)
{
	if (bus > last_bus)
		return -ENODEV;
	return memory ? uk_arch_device_map(memory + ((uintptr_t)bus
						     << BUS_SHIFT),
					   1u << BUS_SHIFT) :
			0;
}

/* In memory: the address of the register. Else points the ports at its four bytes. */
static uintptr_t select(const struct uk_pci_device *device, unsigned int offset)
{
	uint32_t number = (uint32_t)device->bus << 8 | device->function;

	if (memory)
		return memory + ((uintptr_t)number << FUNCTION_SHIFT) + offset;
	uk_x86_out32(PORT_ADDRESS,
		     ADDRESS_ENABLE | number << 8 | (offset & ~3u));
	return 0;
}

uint32_t uk_pci_read32(const struct uk_pci_device *device, unsigned int offset)
{
	uintptr_t address = select(device, offset);

	return address ? *(volatile uint32_t *)address : uk_x86_in32(PORT_DATA);
}

uint16_t uk_pci_read16(const struct uk_pci_device *device, unsigned int offset)
{
	return (uint16_t)(uk_pci_read32(device, offset & ~3u) >>
			  8 * (offset & 2));
}

uint8_t uk_pci_read8(const struct uk_pci_device *device, unsigned int offset)
{
	return (uint8_t)(uk_pci_read32(device, offset & ~3u) >>
			 8 * (offset & 3));
}

/* Not by way of 32 bits: next to the command are flags that a write of 1 clears. */
void uk_pci_write16(const struct uk_pci_device *device, unsigned int offset,
		    uint16_t value)
{
	uintptr_t address = select(device, offset);

	if (address)
		*(volatile uint16_t *)address = value;
	else
		uk_x86_out16(PORT_DATA + (offset & 2), value);
}

void uk_pci_write32(const struct uk_pci_device *device, unsigned int offset,
		    uint32_t value)
{
	uintptr_t address = select(device, offset);

	if (address)
		*(volatile uint32_t *)address = value;
	else
		uk_x86_out32(PORT_DATA, value);
}
