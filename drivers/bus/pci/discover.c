/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds the devices that have a driver in the image, bus by bus, and starts them. Others
 * are left alone.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/format.h>
#include <uk/init.h>

#include "private.h"

#define SLOTS 32
#define FUNCTIONS 8 /* of a slot */

struct found {
	struct uk_pci_device device;
	const struct uk_pci_driver *driver;
	struct found *next;
};

static struct found *first;
static struct found **last = &first;

static const struct uk_pci_driver *driver_of(const struct uk_pci_device *device)
{
	UK_TABLE_FOR_EACH (uk_pci_drivers, driver)
		if (driver->vendor == device->vendor &&
		    driver->first <= device->device &&
		    device->device <= driver->last)
			return driver;
	return NULL;
}

static int add(const struct uk_pci_device *device)
{
	const struct uk_pci_driver *driver = driver_of(device);
	struct found *found;

	if (!driver)
		return 0;
	found = uk_malloc(uk_alloc_default(), sizeof(*found));
	if (!found)
		return -ENOMEM;
	*found = (struct found){ .device = *device, .driver = driver };
	uk_snprintf(found->device.name, sizeof(found->device.name),
		    "pci %02x:%02x.%x", device->bus,
		    device->function / FUNCTIONS, device->function % FUNCTIONS);
	pci_read_bars(&found->device);
	*last = found;
	last = &found->next;
	return 0;
}

/* Notes in `buses` the one behind a bridge; those numbers grow with the distance. */
static void note_bridge(const struct uk_pci_device *device, uint8_t *buses)
{
	unsigned int behind = uk_pci_read8(device, PCI_SECONDARY_BUS);

	if (behind > device->bus)
		buses[behind] = true;
}

static int scan_slot(struct uk_pci_device *device, unsigned int slot,
		     uint8_t *buses)
{
	unsigned int count = 1;
	int error = 0;

	for (unsigned int i = 0; i < count && !error; i++) {
		uint8_t header;

		device->function = (uint8_t)(slot * FUNCTIONS + i);
		device->vendor = uk_pci_read16(device, PCI_VENDOR);
		if (device->vendor == PCI_NO_VENDOR)
			continue;
		device->device = uk_pci_read16(device, PCI_DEVICE);
		header = uk_pci_read8(device, PCI_HEADER_TYPE);
		if (header & PCI_HEADER_FUNCTIONS)
			count = FUNCTIONS;
		if ((header & PCI_HEADER_KIND) == PCI_HEADER_BRIDGE)
			note_bridge(device, buses);
		else if ((header & PCI_HEADER_KIND) == PCI_HEADER_DEVICE)
			error = add(device);
	}
	return error;
}

static int pci_find(void)
{
	uint8_t buses[PCI_BUSES] = { true };

	if (pci_config_start())
		return 0;
	for (unsigned int bus = 0; bus < PCI_BUSES; bus++) {
		struct uk_pci_device device = { .bus = (uint8_t)bus };
		int error = 0;

		if (!buses[bus] || pci_config_bus(bus))
			continue;
		for (unsigned int slot = 0; slot < SLOTS && !error; slot++)
			error = scan_slot(&device, slot, buses);
		if (error)
			return error;
	}
	return 0;
}
UK_INIT(bus, pci_find);

static int pci_probe(void)
{
	for (struct found *found = first; found; found = found->next)
		found->driver->probe(&found->device);
	return 0;
}
UK_INIT(device, pci_probe);
