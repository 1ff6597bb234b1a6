/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is told when a backend's state changes.
 */
#include <uk/format.h>
#include <uk/xen/bus.h>

#include "private.h"

static void changed(struct uk_xenstore_watch *watch)
{
	struct uk_xenbus_device *device =
		UK_CONTAINER_OF(watch, struct uk_xenbus_device, watch);

	device->changed(device, uk_xenbus_backend_state(device));
}

void xenbus_watch_path(struct uk_xenbus_device *device)
{
	uk_snprintf(device->state_path, sizeof(device->state_path), "%s/state",
		    device->backend);
}

int uk_xenbus_watch(struct uk_xenbus_device *device,
		    void (*call)(struct uk_xenbus_device *device,
				 enum uk_xenbus_state state))
{
	device->changed = call;
	device->watch.path = device->state_path;
	device->watch.changed = changed;
	xenbus_watch_path(device);
	return uk_xenstore_watch(&device->watch);
}
