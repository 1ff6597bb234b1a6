/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Around the transport: a PCI device made of memory, and a virtio library that keeps
 * what it is offered.
 */
#ifndef VIRTIO_PCI_TESTS_WORLD_H
#define VIRTIO_PCI_TESTS_WORLD_H

#include "../../../../bus/pci/tests/host/fake.h"
#include "../../private.h"

#include <uk/virtqueue.h>

/* Where the well-formed device has its parts, in the region of fake_memory */
#define COMMON_AT 0x0100u
#define CONFIG_AT 0x1000u
#define NOTIFY_AT 0x2000u
#define MSIX_AT 0x8000u
#define CONFIG_BYTES 24u
#define NOTIFY_BYTES 64u
#define MULTIPLIER 4u

/* Begins again, with a network device of `vectors` MSI-X vectors. */
void world_build(unsigned int vectors);

/* A capability (virtio 1.2, section 4.1.4) at `at`, linked behind the others. */
void world_capability(unsigned int at, uint8_t kind, uint8_t bar,
		      uint32_t offset, uint32_t length);

/* Probes it: what was offered to virtio drivers, or NULL. world_forget() frees it. */
struct uk_virtio_device *world_probe(void);
void world_forget(void);

static inline volatile struct virtio_pci_common *world_common(void)
{
	return (volatile struct virtio_pci_common *)(fake_memory + COMMON_AT);
}

/* A queue of 8 descriptors that lies at 1 TiB and above. */
void world_queue(struct uk_virtqueue *queue, unsigned int index,
		 uk_irq_handler handler, void *argument);

#endif /* VIRTIO_PCI_TESTS_WORLD_H */
