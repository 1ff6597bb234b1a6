/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds the devices that the toolstack gave to this domain: device/TYPE/NUMBER. At boot, and
 * when one was attached (attach.c).
 */
#include <uk/alloc.h>
#include <uk/atomic.h>
#include <uk/format.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/string.h>

#include "private.h"

#define NAMES_MOST 512

struct uk_xenbus_device *xenbus_devices;
bool xenbus_discovers;
bool xenbus_is_behind = true;
bool xenbus_has_looked;

struct uk_xenbus_device *xenbus_of_path(const char *path, size_t length)
{
	struct uk_xenbus_device *device = xenbus_devices;

	while (device && (strncmp(device->path, path, length) ||
			  device->path[length]))
		device = device->next;
	return device;
}

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

static void probe(struct uk_xenbus_device *device)
{
	int error = xenbus_backend_read(device);

	if (!error)
		error = device->type->probe(device);
	if (error) {
		uk_pr_err("%s is left alone: error %d\n", device->path, -error);
		uk_free(device->allocator, device);
		return;
	}
	device->next = xenbus_devices;
	xenbus_devices = device;
	xenbus_say_attached(device);
}

static void find(const struct uk_xenbus_driver *driver, const char *number)
{
	struct uk_alloc *a = uk_alloc_default();
	struct uk_xenbus_device *device = NULL;
	char path[UK_XENBUS_PATH];
	int length = uk_snprintf(path, sizeof(path), "device/%s/%s",
				 driver->type, number);
	bool fits = length < (int)sizeof(path);

	if (fits && xenbus_of_path(path, (size_t)length))
		return;
	if (fits)
		device = uk_calloc(a, 1, sizeof(*device));
	if (!device) {
		uk_pr_err("%s is left alone: error %d\n", path,
			  fits ? ENOMEM : E2BIG);
		return;
	}
	memcpy(device->path, path, sizeof(path));
	device->type = driver;
	device->allocator = a;
	probe(device);
}

static void look(const struct uk_xenbus_driver *driver)
{
	char names[NAMES_MOST], folder[UK_XENBUS_PATH];
	int length;

	uk_snprintf(folder, sizeof(folder), "device/%s", driver->type);
	length = uk_xenstore_list(0, folder, names, sizeof(names));
	if (length == -E2BIG)
		uk_pr_err("too many devices in %s\n", folder);
	for (char *name = names; length > 0 && name < names + length;
	     name += strlen(name) + 1)
		find(driver, name);
}

/* One at a time: who comes while another is at it leaves it to that one. */
bool xenbus_find(void)
{
	bool any = false;

	if (xenbus_discovers)
		return false;
	xenbus_discovers = true;
	while (uk_load_relaxed(&xenbus_is_behind)) {
		uk_store_relaxed(&xenbus_is_behind, false);
		UK_TABLE_FOR_EACH (uk_xenbus_drivers, driver)
			look(driver);
		any = true;
	}
	xenbus_discovers = false;
	return any;
}

static int discover(void)
{
	xenbus_attach_start();
	xenbus_find();
	xenbus_has_looked = true;
	return 0;
}
UK_INIT(device, discover);
