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
/* There may be some that were not looked for; also set by an interrupt. */
extern bool xenbus_is_behind;
/* What was there at boot is known. */
extern bool xenbus_has_looked;

/* Finds devices, if it is behind. True: it was. Sleeps. */
bool xenbus_find(void);

/* The device with that path of ours, or NULL. Any context. */
struct uk_xenbus_device *xenbus_of_path(const char *path, size_t length);

/* The domain is another one, and devices do not know their new backends yet. */
extern bool xenbus_resumes;

/* Reads who the backend is. 0 or a negative errno. */
int xenbus_backend_read(struct uk_xenbus_device *device);

/* Writes the path of the backend's state, which is watched. */
void xenbus_watch_path(struct uk_xenbus_device *device);

#ifdef CONFIG_DRV_XENBUS_ATTACH

/* Before devices are looked for the first time, so that none is missed. */
void xenbus_attach_start(void);
/* Of one that was found: says so, if that is news. */
void xenbus_say_attached(const struct uk_xenbus_device *device);
/* attach_threads.c, attach_alone.c: sees to it that xenbus_find() is called. */
void xenbus_attached(struct uk_xenstore_watch *watch);

#else

static inline void xenbus_attach_start(void)
{
}

static inline void
xenbus_say_attached(const struct uk_xenbus_device *device __uk_unused)
{
}

#endif

#endif /* XENBUS_PRIVATE_H */
