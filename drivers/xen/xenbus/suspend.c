/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices of a domain that goes on as another one: each has a new backend.
 */
#include <uk/print.h>
#include <uk/xen/suspend.h>

#include "private.h"

static int ask(void)
{
	int worst = xenbus_discovers ? -EBUSY : 0;

	for (struct uk_xenbus_device *device = xenbus_devices; device;
	     device = device->next) {
		int error = device->type->ask(device);

		if (error && worst != -ENOTSUP)
			worst = error;
	}
	return worst;
}

static void arrive(void)
{
	xenbus_resumes = true;
	for (struct uk_xenbus_device *device = xenbus_devices; device;
	     device = device->next)
		device->type->arrive(device);
}

/* The watches are set again when all of them have their new paths. */
static void resume(void)
{
	for (struct uk_xenbus_device *device = xenbus_devices; device;
	     device = device->next) {
		int error = xenbus_backend_read(device);

		if (error) {
			uk_pr_err("%s did not come along: error %d\n",
				  device->path, -error);
			device->backend[0] = 0; /* which nobody has */
		}
		xenbus_watch_path(device);
	}
	xenbus_resumes = false;
}

UK_XEN_SUSPEND_PART(xenbus, .ask = ask, .arrive = arrive, .resume = resume);
