/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Message-signalled interrupts: a table in the device's memory says what it
 * writes where, for each of its vectors (PCI 3.0, section 6.8.2).
 */
#include <uk/errno.h>

#include "private.h"

#define CAPABILITY_BYTES 12
#define CONTROL 2
#define CONTROL_LAST_VECTOR 0x07ff
#define CONTROL_MASK_ALL 0x4000
#define CONTROL_ENABLE 0x8000
#define TABLE 4
#define TABLE_BAR 0x7u /* the other bits: its offset in there */

/* An entry of the table, in 32-bit words */
#define ENTRY_ADDRESS 0
#define ENTRY_ADDRESS_HIGH 1
#define ENTRY_DATA 2
#define ENTRY_CONTROL 3
#define ENTRY_MASKED 1u
#define ENTRY_WORDS 4

int uk_pci_msix_start(struct uk_pci_device *device)
{
	struct uk_pci_walk walk = { 0 };
	unsigned int at = uk_pci_capability(
		device, &walk, UK_PCI_CAPABILITY_MSIX, CAPABILITY_BYTES);
	unsigned int count;
	uint32_t table;
	uint16_t control;

	if (!at)
		return -ENODEV;
	control = uk_pci_read16(device, at + CONTROL);
	table = uk_pci_read32(device, at + TABLE);
	count = (control & CONTROL_LAST_VECTOR) + 1;
	device->msix = uk_pci_map(device, table & TABLE_BAR, table & ~TABLE_BAR,
				  count * ENTRY_WORDS * sizeof(uint32_t));
	if (!device->msix)
		return -EIO;
	device->msix_vectors = (uint16_t)count;
	control |= CONTROL_ENABLE;
	uk_pci_write16(device, at + CONTROL, control | CONTROL_MASK_ALL);
	for (unsigned int i = 0; i < count; i++)
		device->msix[i * ENTRY_WORDS + ENTRY_CONTROL] = ENTRY_MASKED;
	uk_pci_write16(device, at + CONTROL, control & ~CONTROL_MASK_ALL);
	return (int)count;
}

int uk_pci_msix_register(struct uk_pci_device *device, unsigned int vector,
			 uk_irq_handler handler, void *argument)
{
	struct uk_irq_message message;
	volatile uint32_t *entry;
	int error;

	if (vector >= device->msix_vectors)
		return -EINVAL;
	error = uk_plat_irq_register_message(handler, argument, &message);
	if (error)
		return error;
	entry = device->msix + vector * ENTRY_WORDS;
	entry[ENTRY_ADDRESS] = (uint32_t)message.address;
	entry[ENTRY_ADDRESS_HIGH] = (uint32_t)(message.address >> 32);
	entry[ENTRY_DATA] = message.data;
	entry[ENTRY_CONTROL] = 0;
	return 0;
}
