/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI devices and their drivers (PCI Local Bus 3.0, chapter 6; PCI Express Base 5.0,
 * chapter 7). What configuration space says is checked before it is handed on.
 *
 * Context: init, and threads; not from an interrupt but where it says so. Nothing
 * sleeps. Errors are negative errno.
 */
#ifndef UK_PCI_H
#define UK_PCI_H

#include <uk/plat/irq.h>
#include <uk/table.h>

#define UK_PCI_BARS 6

/* Capabilities (PCI Code and ID Assignment 1.11, section 2) */
#define UK_PCI_CAPABILITY_VENDOR 0x09
#define UK_PCI_CAPABILITY_MSIX 0x11

/* One region of a device. Of a 64-bit one, the second entry is empty. */
struct uk_pci_bar {
	uint64_t address; /* 0: nobody gave it one */
	uint64_t size;	  /* 0: not there */
	bool is_port;	  /* I/O space, not memory */
};

struct uk_pci_device {
	char name[12]; /* "pci 00:02.0" */
	uint8_t bus;
	uint8_t function; /* slot * 8 + function */
	uint16_t vendor, device;
	struct uk_pci_bar bar[UK_PCI_BARS];
	/* of uk_pci_msix_start(): */
	volatile uint32_t *msix;
	uint16_t msix_vectors;
};

struct uk_pci_driver {
	const char *name;
	uint16_t vendor;
	uint16_t first, last; /* device numbers */
	/*
	 * Called in init stage `device` for each device with these numbers; `device`
	 * stays for good. The driver says itself if it can make no use of it.
	 */
	void (*probe)(struct uk_pci_device *device);
};

UK_TABLE_DECLARE(struct uk_pci_driver, uk_pci_drivers);

/* UK_PCI_DRIVER(e1000, .vendor = 0x8086, .first = ..., .probe = probe); */
#define UK_PCI_DRIVER(driver, ...)                           \
	UK_TABLE_ENTRY(struct uk_pci_driver, uk_pci_drivers, \
		       driver) = { .name = #driver, __VA_ARGS__ }

/* Configuration space; `offset` is a multiple of the width, below 256. */
uint8_t uk_pci_read8(const struct uk_pci_device *device, unsigned int offset);
uint16_t uk_pci_read16(const struct uk_pci_device *device, unsigned int offset);
uint32_t uk_pci_read32(const struct uk_pci_device *device, unsigned int offset);
void uk_pci_write16(const struct uk_pci_device *device, unsigned int offset,
		    uint16_t value);
void uk_pci_write32(const struct uk_pci_device *device, unsigned int offset,
		    uint32_t value);

/* Where a walk along the capabilities is; begins as { 0 }. It ends even if the
 * device's list is a circle.
 */
struct uk_pci_walk {
	uint8_t at;
	uint8_t steps;
};

/* Offset of the next capability of kind `id`, of which `length` bytes are within
 * configuration space; 0: no more.
 */
unsigned int uk_pci_capability(const struct uk_pci_device *device,
			       struct uk_pci_walk *walk, uint8_t id,
			       unsigned int length);

/* Lets the device answer in memory, and reach memory by itself. */
void uk_pci_enable(const struct uk_pci_device *device);

/*
 * Maps [offset, offset + length) of a memory BAR. NULL, and a printed line that says why:
 * there is no such BAR, the range is not in it, it has no address, RAM is
 * there, or no page table could be had.
 */
volatile void *uk_pci_map(const struct uk_pci_device *device, unsigned int bar,
			  uint64_t offset, uint64_t length);

/*
 * Switches the device to MSI-X, all vectors masked. Their number, or -ENODEV (it has no
 * MSI-X), -EIO (its table is not within a BAR).
 */
int uk_pci_msix_start(struct uk_pci_device *device);

/* Calls `handler` for MSI-X vector `vector` from now on, once for each vector. 0,
 * -EINVAL (no such vector), or as uk_plat_irq_register_message().
 */
int uk_pci_msix_register(struct uk_pci_device *device, unsigned int vector,
			 uk_irq_handler handler, void *argument);

#endif /* UK_PCI_H */
