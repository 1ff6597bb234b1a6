/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is told when a backend's state changes.
 */
#include <uk/alloc.h>
#include <uk/format.h>
#include <uk/string.h>
#include <uk/xen/bus.h>

struct state_watch {
	struct uk_xenstore_watch watch;
	struct uk_xenbus_device *device;
	void (*changed)(struct uk_xenbus_device *device,
			enum uk_xenbus_state state);
	char path[UK_XENBUS_PATH + sizeof("/state")];
};

static void changed(struct uk_xenstore_watch *watch)
{
	struct state_watch *own = UK_CONTAINER_OF(watch, struct state_watch,
						  watch);

	own->changed(own->device, uk_xenbus_backend_state(own->device));
}

int uk_xenbus_watch(struct uk_xenbus_device *device,
		    void (*call)(struct uk_xenbus_device *device,
				 enum uk_xenbus_state state))
{
	struct state_watch *own = uk_calloc(device->allocator, 1, sizeof(*own));
	int error;

	if (!own)
		return -ENOMEM;
	own->device = device;
	own->changed = call;
	uk_snprintf(own->path, sizeof(own->path), "%s/state", device->backend);
	own->watch.path = own->path;
	own->watch.changed = changed;
	error = uk_xenstore_watch(&own->watch);
	if (error)
		uk_free(device->allocator, own);
	return error;
}
