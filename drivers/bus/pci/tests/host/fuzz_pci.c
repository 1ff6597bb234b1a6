/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes as configuration space, and as what of it can be written.
 */
#include <stdlib.h>
#include <string.h>

#include "fake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void nothing(void *argument)
{
	(void)argument;
}

static void check(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct uk_pci_walk walk = { 0 };
	unsigned int at, steps = 0;
	int vectors;

	if (size < 2 || size > 2 * PCI_BYTES)
		return 0;
	fake_reset();
	memcpy(fake_space, data, size / 2);
	memcpy(fake_writable, data + size / 2, size / 2);
	/* for which the input could never have the address */
	if (data[0] & 1)
		fake_bar64(0, (uintptr_t)fake_memory, FAKE_MEMORY);
	pci_read_bars(&fake);
	for (unsigned int i = 0; i < UK_PCI_BARS; i++) {
		const struct uk_pci_bar *bar = &fake.bar[i];

		check(!(bar->size & (bar->size - 1)));
		check(!bar->size || !(bar->address & (bar->size - 1)));
		check(!bar->is_port || bar->address + bar->size <= 0x10000);
	}
	while ((at = uk_pci_capability(&fake, &walk, UK_PCI_CAPABILITY_VENDOR,
				       16))) {
		check(at >= 0x40 && at + 16 <= PCI_BYTES && at % 4 == 0);
		check(++steps <= PCI_BYTES / 4);
	}
	uk_pci_enable(&fake);
	vectors = uk_pci_msix_start(&fake);
	check(vectors <= 2048);
	for (int i = 0; i < 4; i++)
		check((uk_pci_msix_register(&fake, (unsigned int)i, nothing,
					    NULL) == 0) == (i < vectors));
	return 0;
}
