/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices that the toolstack attaches to the running domain (`xl network-attach`,
 * `block-attach`): one watch of all that is ours in device/, most of which we write ourselves.
 */
#include <uk/atomic.h>
#include <uk/print.h>
#include <uk/string.h>

#include "private.h"

/* In every device's folder, and written by the toolstack alone (Xen:
 * docs/misc/xenstore-paths.pandoc, "Frontend Device Paths")
 */
#define NEWS "/backend"

/* One that is known comes back by the watch of its state: watch.c. */
static bool is_news(const char *path)
{
	size_t length = strlen(path), end = sizeof(NEWS) - 1;

	if (length < end || strcmp(path + length - end, NEWS) ||
	    xenbus_of_path(path, length - end))
		return false;
	uk_store_relaxed(&xenbus_is_behind, true);
	return true;
}

void xenbus_attach_start(void)
{
	static struct uk_xenstore_watch watch = { .path = "device",
						  .changed = xenbus_attached,
						  .wanted = is_news };
	int error = uk_xenstore_watch(&watch);

	/* a dom0 has no toolstack above it, and no store at its start */
	if (error && error != -ENODEV)
		uk_pr_err("devices that are attached later are not found: "
			  "error %d\n", -error);
}

void xenbus_say_attached(const struct uk_xenbus_device *device)
{
	if (xenbus_has_looked)
		uk_printf("%s was attached\n", device->path);
}
