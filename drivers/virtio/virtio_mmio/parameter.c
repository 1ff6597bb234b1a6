/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices on the command line, where a monitor that has no ACPI tables puts them, in
 * the form that Linux takes: virtio_mmio.device=512@0xfeb00e00:12
 */
#include <uk/param.h>
#include <uk/print.h>

#include "private.h"

#define PLACES_MOST 32 /* QEMU's microvm has up to 24 */

static struct virtio_mmio_place places[PLACES_MOST];
static unsigned int place_count;

static int add(const char *text)
{
	if (place_count == PLACES_MOST) {
		uk_printf("virtio_mmio: more than %d devices\n", PLACES_MOST);
		return -EINVAL;
	}
	return virtio_mmio_parse(text, &places[place_count]) ?
		       -EINVAL :
		       (place_count++, 0);
}
UK_PARAM_EACH_TIME(virtio_mmio, device, add,
		   "SIZE@ADDRESS:IRQ[:ID] of a virtio device's registers");

const struct virtio_mmio_place *virtio_mmio_places(unsigned int *count)
{
	*count = place_count;
	return places;
}
