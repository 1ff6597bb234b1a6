/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices of a domain, each a pair of folders in XenStore: ours, the frontend's, and the
 * backend's. Both write what they offer, then a state, and watch the other's
 * (xen/include/public/io/xenbus.h).
 *
 * Context: threads, and init stages from `device` on; all of it may sleep.
 */
#ifndef UK_XEN_BUS_H
#define UK_XEN_BUS_H

#include <uk/table.h>
#include <uk/xen/store.h>

struct uk_alloc;

enum uk_xenbus_state {
	UK_XENBUS_UNKNOWN,
	UK_XENBUS_INITIALISING,
	UK_XENBUS_INIT_WAIT, /* the backend has said what it offers */
	UK_XENBUS_INITIALISED,
	UK_XENBUS_CONNECTED,
	UK_XENBUS_CLOSING,
	UK_XENBUS_CLOSED,
	UK_XENBUS_RECONFIGURING,
	UK_XENBUS_RECONFIGURED,
};

#define UK_XENBUS_PATH 64

struct uk_xenbus_driver;

struct uk_xenbus_device {
	char path[UK_XENBUS_PATH];    /* device/vif/0 */
	char backend[UK_XENBUS_PATH]; /* /local/domain/0/backend/vif/3/0 */
	uint16_t backend_domain;
	struct uk_alloc *allocator; /* for the driver */
	void *driver;		    /* the driver's */
	/* the bus's */
	const struct uk_xenbus_driver *type;
	struct uk_xenbus_device *next;
	struct uk_xenstore_watch watch;
	char state_path[UK_XENBUS_PATH + sizeof("/state")]; /* that is watched */
	void (*changed)(struct uk_xenbus_device *device,
			enum uk_xenbus_state state);
};

struct uk_xenbus_driver {
	const char *type; /* "vif" */
	/* 0, or what went wrong, which has been printed. */
	int (*probe)(struct uk_xenbus_device *device);
	/* As in <uk/xen/suspend.h>; neither is NULL. Another backend has the device after
	 * `arrive`, where nothing of what it had with the old one is there, and the
	 * watch of its state, if there is one, is called soon.
	 */
	int (*ask)(struct uk_xenbus_device *device);
	void (*arrive)(struct uk_xenbus_device *device);
};

UK_TABLE_DECLARE(struct uk_xenbus_driver, uk_xenbus_drivers);

#define UK_XENBUS_DRIVER(name, ...)                                       \
	UK_TABLE_ENTRY(struct uk_xenbus_driver, uk_xenbus_drivers, name) = { \
		__VA_ARGS__                                               \
	}

/* A value of the backend's or of ours as a number; `otherwise` if there is none. */
uint64_t uk_xenbus_backend_number(struct uk_xenbus_device *device,
				  const char *name, uint64_t otherwise);
int uk_xenbus_read(struct uk_xenbus_device *device, const char *name,
		   char *value, size_t size);

int uk_xenbus_write_number(struct uk_xenbus_device *device,
			   uk_xenstore_transaction transaction,
			   const char *name, uint64_t number);

int uk_xenbus_state_set(struct uk_xenbus_device *device,
			enum uk_xenbus_state state);

enum uk_xenbus_state uk_xenbus_backend_state(struct uk_xenbus_device *device);

/* Waits until the backend's state is one of the bits 1 << state. 0, -ETIMEDOUT after
 * a minute, or -EIO: it closes, where neither of UK_XENBUS_CLOSING and UK_XENBUS_CLOSED is
 * among them.
 */
int uk_xenbus_backend_wait(struct uk_xenbus_device *device,
			   unsigned int states);

/*
 * Calls `changed` with the backend's state, for good: soon, and after each change (several may
 * become one). As a watch of XenStore: <uk/xen/store.h>. 0 or a negative errno.
 */
int uk_xenbus_watch(struct uk_xenbus_device *device,
		    void (*changed)(struct uk_xenbus_device *device,
				    enum uk_xenbus_state state));

/* ---- connecting, in this order ---- */

/* Waits until the backend has said what it offers, also after uk_xenbus_close(). 0, -ENODEV: it
 * was taken away, -ETIMEDOUT, -EIO.
 */
int uk_xenbus_offer_wait(struct uk_xenbus_device *device);

/* Whether the toolstack does not want it any more, or has removed it: else a backend that closes
 * is one that comes back.
 */
bool uk_xenbus_is_taken_away(struct uk_xenbus_device *device);

/* A name of ours, and its value: `text`, or where that is NULL `number` */
struct uk_xenbus_value {
	const char *name;
	const char *text;
	uint64_t number;
};

/* Writes them in one transaction, so that the backend sees all or nothing. */
int uk_xenbus_publish(struct uk_xenbus_device *device,
		      const struct uk_xenbus_value *values, unsigned int count);

/* Closes our end and waits, a minute at most, for the backend to close its own: it then
 * has nothing of ours any more, as far as it keeps the rules.
 */
void uk_xenbus_close(struct uk_xenbus_device *device);

#endif /* UK_XEN_BUS_H */
