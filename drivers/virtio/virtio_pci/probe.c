/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds the registers of a virtio device: vendor capabilities say in which region of
 * its memory they are (virtio 1.2, section 4.1.4).
 */
#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/virtio_transport.h>

#include "private.h"

/* Sections 4.1.2 and 4.1.2.3 */
#define VENDOR 0x1af4
#define DEVICE_FIRST 0x1000
#define DEVICE_MODERN 0x1040 /* + the type of device */
#define DEVICE_LAST 0x107f
#define SUBSYSTEM 0x2e /* the type of a device that is also a legacy one */

/* struct virtio_pci_cap, section 4.1.4 */
#define CAPABILITY_LENGTH 2
#define CAPABILITY_KIND 3
#define CAPABILITY_BAR 4
#define CAPABILITY_OFFSET 8
#define CAPABILITY_REGION 12
#define CAPABILITY_BYTES 16
#define CAPABILITY_MULTIPLIER 16 /* of the doorbells' only */
#define CAPABILITY_BYTES_NOTIFY 20

#define KIND_COMMON 1
#define KIND_NOTIFY 2
#define KIND_DEVICE 4

#define CONFIG_BYTES_MOST 4096u /* any device's own configuration is smaller */

/* The offset of the first capability of that kind in a region that can be used, or 0. */
static unsigned int find(const struct uk_pci_device *pci, uint8_t kind,
			 unsigned int length)
{
	struct uk_pci_walk walk = { 0 };
	unsigned int at;

	while ((at = uk_pci_capability(pci, &walk, UK_PCI_CAPABILITY_VENDOR,
				       length))) {
		unsigned int bar = uk_pci_read8(pci, at + CAPABILITY_BAR);

		if (uk_pci_read8(pci, at + CAPABILITY_KIND) == kind &&
		    uk_pci_read8(pci, at + CAPABILITY_LENGTH) >= length &&
		    bar < UK_PCI_BARS && pci->bar[bar].size &&
		    !pci->bar[bar].is_port)
			break;
	}
	return at;
}

/*
 * Maps what the capability at `at` tells of, of which `least` bytes must be there and
 * `most` are of interest. NULL if it cannot be, which is printed.
 */
static volatile void *map(const struct uk_pci_device *pci, unsigned int at,
			  uint32_t least, uint32_t most, uint32_t *length)
{
	uint32_t offset = uk_pci_read32(pci, at + CAPABILITY_OFFSET);

	*length = UK_MIN(uk_pci_read32(pci, at + CAPABILITY_REGION), most);
	if (*length < least || !UK_IS_ALIGNED(offset, 4)) {
		uk_pr_err("%s: its capability at %#x is broken\n", pci->name,
			  at);
		return NULL;
	}
	return uk_pci_map(pci, uk_pci_read8(pci, at + CAPABILITY_BAR), offset,
			  *length);
}

static bool map_all(struct virtio_pci *device)
{
	struct uk_pci_device *pci = device->pci;
	unsigned int common = find(pci, KIND_COMMON, CAPABILITY_BYTES);
	unsigned int notify = find(pci, KIND_NOTIFY, CAPABILITY_BYTES_NOTIFY);
	unsigned int config = find(pci, KIND_DEVICE, CAPABILITY_BYTES);
	uint32_t length;

	if (!common || !notify) {
		uk_pr_err("%s: a legacy virtio device; start QEMU with "
			  "disable-modern=off for it\n",
			  pci->name);
		return false;
	}
	device->common = map(pci, common, sizeof(*device->common),
			     sizeof(*device->common), &length);
	device->notify = map(pci, notify, sizeof(uint16_t), UINT32_MAX,
			     &device->notify_bytes);
	device->notify_multiplier =
		uk_pci_read32(pci, notify + CAPABILITY_MULTIPLIER);
	if (config)
		device->config = map(pci, config, 1, CONFIG_BYTES_MOST,
				     &device->config_bytes);
	return device->common && device->notify && (!config || device->config);
}

static uint32_t type_of(const struct uk_pci_device *pci)
{
	return pci->device >= DEVICE_MODERN ? pci->device - DEVICE_MODERN :
					      uk_pci_read16(pci, SUBSYSTEM);
}

static void probe(struct uk_pci_device *pci)
{
	struct virtio_pci *device;

	if (!uk_virtio_has_driver(type_of(pci)))
		return;
	device = uk_calloc(uk_alloc_default(), 1, sizeof(*device));
	if (!device) {
		uk_pr_err("%s: no memory for this device\n", pci->name);
		return;
	}
	device->virtio.transport = &virtio_pci_transport;
	device->virtio.name = pci->name;
	device->virtio.id = type_of(pci);
	device->pci = pci;
	if (!map_all(device)) {
		uk_free(uk_alloc_default(), device);
		return;
	}
	uk_pci_enable(pci);
	/* which prints what is wrong; a failed device keeps its description, since
	 * an interrupt may name it
	 */
	uk_virtio_probe(&device->virtio);
}

UK_PCI_DRIVER(virtio, .vendor = VENDOR, .first = DEVICE_FIRST,
	      .last = DEVICE_LAST, .probe = probe);
