/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds devices by the command line and by ACPI's tables, and offers them to the
 * drivers.
 */
#include <uk/acpi.h>
#include <uk/alloc.h>
#include <uk/arch/paging.h>
#include <uk/format.h>
#include <uk/init.h>
#include <uk/plat/firmware.h>
#include <uk/print.h>
#include <uk/virtio_transport.h>

#include "private.h"

#define ACPI_ID "LNRO0005"
#define MAGIC 0x74726976u /* "virt" */
#define VERSION 2
#define VERSION_LEGACY 1

/* The registers at a place, or NULL, which is printed unless there is no device. */
static volatile struct virtio_mmio_registers *
map(const struct virtio_mmio_place *place)
{
	volatile struct virtio_mmio_registers *registers =
		(void *)(uintptr_t)place->address;

	if (place->length < sizeof(*registers) ||
	    !UK_IS_ALIGNED(place->address, sizeof(uint32_t)) ||
	    uk_arch_device_map(place->address, place->length)) {
		uk_pr_err("no registers can be at %#lx, %u bytes\n",
			  (unsigned long)place->address, place->length);
		return NULL;
	}
	if (registers->magic != MAGIC || !registers->device_id)
		return NULL;
	return registers;
}

static void probe(const struct virtio_mmio_place *place)
{
	volatile struct virtio_mmio_registers *registers = map(place);
	uint32_t version, id;
	struct virtio_mmio *device;

	if (!registers)
		return;
	version = registers->version;
	id = registers->device_id;
	if (!uk_virtio_has_driver(id))
		return;
	if (version == VERSION_LEGACY) {
		uk_pr_err("mmio %lx: a legacy device; start QEMU with -global "
			  "virtio-mmio.force-legacy=false\n",
			  (unsigned long)place->address);
		return;
	}
	if (version != VERSION) {
		uk_pr_err("mmio %lx: version %u of registers is unknown\n",
			  (unsigned long)place->address, version);
		return;
	}
	device = uk_calloc(uk_alloc_default(), 1, sizeof(*device));
	if (!device) {
		uk_pr_err("mmio %lx: no memory for this device\n",
			  (unsigned long)place->address);
		return;
	}
	uk_snprintf(device->name, sizeof(device->name), "mmio %lx",
		    (unsigned long)place->address);
	device->registers = registers;
	device->place = *place;
	device->virtio.transport = &virtio_mmio_transport;
	device->virtio.name = device->name;
	device->virtio.id = id;
	/* which prints what is wrong; a failed device keeps its description, since
	 * an interrupt may name it
	 */
	uk_virtio_probe(&device->virtio);
}

static void probe_acpi(void)
{
	const struct uk_acpi_header *dsdt =
		uk_acpi_dsdt(uk_plat_acpi_root(), uk_plat_firmware_map);
	struct uk_acpi_device found;
	size_t at = 0;

	while (dsdt && uk_acpi_next_device(dsdt, &at, ACPI_ID, &found)) {
		struct virtio_mmio_place place = {
			.address = found.address,
			.length = found.length,
			.interrupt = found.interrupt,
			.mode = (found.is_level ? UK_IRQ_LEVEL : 0) |
				(found.is_active_low ? UK_IRQ_ACTIVE_LOW : 0),
			.is_global = true,
		};

		if (found.length && found.has_interrupt)
			probe(&place);
		else
			uk_pr_warn(
				"ACPI does not say plainly where a device is\n");
	}
}

static int virtio_mmio_probe(void)
{
	unsigned int count;
	const struct virtio_mmio_place *places = virtio_mmio_places(&count);

	for (unsigned int i = 0; i < count; i++)
		probe(&places[i]);
	/* a monitor says it in one way: else a device would be found twice */
	if (!count)
		probe_acpi();
	return 0;
}
UK_INIT(device, virtio_mmio_probe);
