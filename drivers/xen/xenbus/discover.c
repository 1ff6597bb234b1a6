/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds the devices that the toolstack gave to this domain: device/TYPE/NUMBER.
 */
#include <uk/alloc.h>
#include <uk/format.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/string.h>

#include "private.h"

#define NAMES_MOST 512

struct uk_xenbus_device *xenbus_devices;
bool xenbus_discovers;

int xenbus_backend_read(struct uk_xenbus_device *device)
{
	char path[UK_XENBUS_PATH + 16];
	uint64_t domain;
	int length = uk_xenbus_read(device, "backend", device->backend,
				    sizeof(device->backend));
	if (length < 0)
		return length;
	uk_snprintf(path, sizeof(path), "%s/backend-id", device->path);
	length = uk_xenstore_read_number(0, path, &domain);
	if (length || domain > UINT16_MAX)
		return length ? length : -EINVAL;
	device->backend_domain = (uint16_t)domain;
	return 0;
}

static int describe(struct uk_xenbus_device *device,
		    const struct uk_xenbus_driver *driver, const char *number)
{
	int length = uk_snprintf(device->path, sizeof(device->path),
				 "device/%s/%s", driver->type, number);

	if (length >= (int)sizeof(device->path))
		return -E2BIG;
	device->type = driver;
	device->allocator = uk_alloc_default();
	return xenbus_backend_read(device);
}

static void probe(const struct uk_xenbus_driver *driver, const char *number)
{
	struct uk_alloc *a = uk_alloc_default();
	struct uk_xenbus_device *device = uk_calloc(a, 1, sizeof(*device));
	int error = device ? describe(device, driver, number) : -ENOMEM;

	if (!error)
		error = driver->probe(device);
	if (error) {
		uk_pr_err("device/%s/%s is left alone: error %d\n",
			  driver->type, number, -error);
		uk_free(a, device);
	} else {
		device->next = xenbus_devices;
		xenbus_devices = device;
	}
}

static int discover(void)
{
	char names[NAMES_MOST], folder[UK_XENBUS_PATH];
	int length;

	xenbus_discovers = true;
	UK_TABLE_FOR_EACH (uk_xenbus_drivers, driver) {
		uk_snprintf(folder, sizeof(folder), "device/%s", driver->type);
		length = uk_xenstore_list(0, folder, names, sizeof(names));
		if (length == -E2BIG)
			uk_pr_err("too many devices in %s\n", folder);
		for (char *name = names; length > 0 && name < names + length;
		     name += strlen(name) + 1)
			probe(driver, name);
	}
	xenbus_discovers = false;
	return 0;
}
UK_INIT(device, discover);
