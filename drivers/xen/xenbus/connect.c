/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What every frontend does to connect and to disconnect (io/xenbus.h; the order is that of
 * io/blkif.h's "STATE DIAGRAMS", which backends of all kinds keep to).
 */
#include <uk/format.h>
#include <uk/plat/time.h>

#include "private.h"

#define PATH_MOST 128

#define IS(state) (1u << UK_XENBUS_##state)

bool xenbus_resumes;

bool uk_xenbus_is_taken_away(struct uk_xenbus_device *device)
{
	return uk_xenbus_backend_state(device) == UK_XENBUS_UNKNOWN ||
	       !uk_xenbus_backend_number(device, "online", 1);
}

int uk_xenbus_offer_wait(struct uk_xenbus_device *device)
{
	uint64_t end = uk_plat_clock_monotonic() + XENBUS_PATIENCE;
	int error;

	while (xenbus_resumes)
		uk_xenbus_backend_state(device); /* meanwhile others run */
	if (uk_xenbus_is_taken_away(device))
		return -ENODEV;
	error = uk_xenbus_state_set(device, UK_XENBUS_INITIALISING);
	if (error)
		return error;
	do
		error = uk_xenbus_backend_wait(device, IS(INIT_WAIT) |
							       IS(INITIALISED));
	/* closed from the time before: it is about to offer itself again */
	while (error == -EIO && !uk_xenbus_is_taken_away(device) &&
	       uk_plat_clock_monotonic() < end);
	return error;
}

static int write_value(struct uk_xenbus_device *device,
		       uk_xenstore_transaction t,
		       const struct uk_xenbus_value *value)
{
	char path[PATH_MOST];

	if (uk_snprintf(path, sizeof(path), "%s/%s", device->path,
			value->name) >= PATH_MOST)
		return -E2BIG;
	return value->text ? uk_xenstore_write(t, path, value->text) :
			     uk_xenstore_write_number(t, path, value->number);
}

int uk_xenbus_publish(struct uk_xenbus_device *device,
		      const struct uk_xenbus_value *values, unsigned int count)
{
	uk_xenstore_transaction t;
	int error;

	do {
		error = uk_xenstore_begin(&t);
		if (error)
			return error;
		for (unsigned int i = 0; i < count && !error; i++)
			error = write_value(device, t, &values[i]);
		if (error) {
			uk_xenstore_end(t, false);
			return error;
		}
		error = uk_xenstore_end(t, true);
	} while (error == -EAGAIN);
	return error;
}

void uk_xenbus_close(struct uk_xenbus_device *device)
{
	if (uk_xenbus_backend_state(device) == UK_XENBUS_UNKNOWN ||
	    uk_xenbus_state_set(device, UK_XENBUS_CLOSING))
		return;
	uk_xenbus_backend_wait(device, IS(CLOSING) | IS(CLOSED) | IS(UNKNOWN));
	uk_xenbus_state_set(device, UK_XENBUS_CLOSED);
	uk_xenbus_backend_wait(device, IS(CLOSED) | IS(UNKNOWN));
}
