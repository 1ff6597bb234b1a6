/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PCI device made of memory, and a platform for it.
 */
#include "fake.h"

#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/string.h>

struct uk_pci_device fake;
uint8_t fake_space[PCI_BYTES];
uint8_t fake_writable[PCI_BYTES];
uint8_t fake_memory[FAKE_MEMORY] __uk_aligned(FAKE_MEMORY);
unsigned int fake_message_limit;
unsigned int fake_messages;
static unsigned int link;

#define MESSAGES 16u
static struct {
	uk_irq_handler handler;
	void *argument;
} messages[MESSAGES];

void fake_reset(void)
{
	memset(fake_space, 0, sizeof(fake_space));
	memset(fake_writable, 0, sizeof(fake_writable));
	memset(fake_memory, 0, sizeof(fake_memory));
	fake = (struct uk_pci_device){ .name = "pci 00:01.0" };
	fake_message_limit = MESSAGES;
	fake_messages = 0;
	link = PCI_CAPABILITIES;
	fake_writable[PCI_COMMAND] = 0xff;
	fake_writable[PCI_COMMAND + 1] = 0x07;
}

void fake_put(unsigned int offset, uint64_t value, size_t size)
{
	memcpy(fake_space + offset, &value, size);
}

static void bar(unsigned int number, uint64_t value, uint64_t size,
		size_t bytes)
{
	uint64_t writable = -size;

	fake_put(PCI_BAR + 4 * number, value, bytes);
	memcpy(fake_writable + PCI_BAR + 4 * number, &writable, bytes);
}

void fake_bar32(unsigned int number, uint32_t value, uint32_t size)
{
	bar(number, value, size, 4);
}

void fake_bar64(unsigned int number, uint64_t value, uint64_t size)
{
	bar(number, value | 4, size, 8);
}

void fake_capability(unsigned int offset, uint8_t id)
{
	fake_space[PCI_STATUS] |= PCI_STATUS_CAPABILITIES;
	fake_space[link] = (uint8_t)offset;
	fake_space[offset] = id;
	link = offset + 1;
}

static void write(unsigned int offset, uint32_t value, size_t size)
{
	for (size_t i = 0; i < size; i++, value >>= 8)
		fake_space[offset + i] =
			(uint8_t)((value & fake_writable[offset + i]) |
				  (fake_space[offset + i] &
				   ~fake_writable[offset + i]));
}

static uint32_t read(unsigned int offset, size_t size)
{
	uint32_t value = 0;

	memcpy(&value, fake_space + offset, size);
	return value;
}

uint32_t uk_pci_read32(const struct uk_pci_device *device __uk_unused,
		       unsigned int offset)
{
	return read(offset, 4);
}

uint16_t uk_pci_read16(const struct uk_pci_device *device __uk_unused,
		       unsigned int offset)
{
	return (uint16_t)read(offset, 2);
}

uint8_t uk_pci_read8(const struct uk_pci_device *device __uk_unused,
		     unsigned int offset)
{
	return (uint8_t)read(offset, 1);
}

void uk_pci_write16(const struct uk_pci_device *device __uk_unused,
		    unsigned int offset, uint16_t value)
{
	write(offset, value, 2);
}

void uk_pci_write32(const struct uk_pci_device *device __uk_unused,
		    unsigned int offset, uint32_t value)
{
	write(offset, value, 4);
}

/* Only the fake's memory is a device's. */
int uk_arch_device_map(uint64_t address, size_t length)
{
	uint64_t offset = address - (uintptr_t)fake_memory;

	return offset < FAKE_MEMORY && length <= FAKE_MEMORY - offset ? 0 :
									-EBUSY;
}

int uk_plat_irq_register_message(uk_irq_handler handler, void *argument,
				 struct uk_irq_message *message)
{
	if (fake_messages == fake_message_limit)
		return -ENOSPC;
	messages[fake_messages].handler = handler;
	messages[fake_messages].argument = argument;
	message->address = 0x1fee00000;
	message->data = 0x40 + fake_messages++;
	return 0;
}

void fake_interrupt(unsigned int message)
{
	messages[message].handler(messages[message].argument);
}

void uk_printf(const char *format __uk_unused, ...)
{
}
