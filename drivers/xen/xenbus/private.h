/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of xenbus share. */
#ifndef XENBUS_PRIVATE_H
#define XENBUS_PRIVATE_H

#include <uk/xen/bus.h>

/* Those that have a driver, in no particular order */
extern struct uk_xenbus_device *xenbus_devices;

/* How long the other side may take, in ns: the toolstack runs scripts first, and a host with
 * much to do is slow. Then: when it is said what is waited for.
 */
#define XENBUS_PATIENCE 60000000000ULL
#define XENBUS_SILENCE 5000000000ULL

/* There may be more soon. */
extern bool xenbus_discovers;

/* Reads who the backend is. 0 or a negative errno. */
int xenbus_backend_read(struct uk_xenbus_device *device);

/* Writes the path of the backend's state, which is watched. */
void xenbus_watch_path(struct uk_xenbus_device *device);

#endif /* XENBUS_PRIVATE_H */
