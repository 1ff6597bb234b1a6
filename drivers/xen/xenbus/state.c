/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the two ends of a device tell each other.
 */
#include <uk/arch/cpu.h>
#include <uk/format.h>
#include <uk/plat/time.h>
#include <uk/print.h>

#include "private.h"

#define PATH_MOST 128
#define PAUSE 1000000ULL
#define CLOSES (1u << UK_XENBUS_CLOSING | 1u << UK_XENBUS_CLOSED)

static int path_of(char path[PATH_MOST], const char *folder, const char *name)
{
	int length = uk_snprintf(path, PATH_MOST, "%s/%s", folder, name);

	return length < PATH_MOST ? 0 : -E2BIG;
}

uint64_t uk_xenbus_backend_number(struct uk_xenbus_device *device,
				  const char *name, uint64_t otherwise)
{
	char path[PATH_MOST];
	uint64_t number;

	if (path_of(path, device->backend, name) ||
	    uk_xenstore_read_number(0, path, &number))
		return otherwise;
	return number;
}

int uk_xenbus_read(struct uk_xenbus_device *device, const char *name,
		   char *value, size_t size)
{
	char path[PATH_MOST];
	int error = path_of(path, device->path, name);

	return error ? error : uk_xenstore_read(0, path, value, size);
}

int uk_xenbus_write_number(struct uk_xenbus_device *device,
			   uk_xenstore_transaction transaction,
			   const char *name, uint64_t number)
{
	char path[PATH_MOST];
	int error = path_of(path, device->path, name);

	return error ? error :
		       uk_xenstore_write_number(transaction, path, number);
}

int uk_xenbus_state_set(struct uk_xenbus_device *device,
			enum uk_xenbus_state state)
{
	return uk_xenbus_write_number(device, 0, "state", state);
}

enum uk_xenbus_state uk_xenbus_backend_state(struct uk_xenbus_device *device)
{
	uint64_t state = uk_xenbus_backend_number(device, "state",
						  UK_XENBUS_UNKNOWN);

	return state <= UK_XENBUS_RECONFIGURED ? (enum uk_xenbus_state)state :
						 UK_XENBUS_UNKNOWN;
}

/* Each look is a request that other threads run during; the state changes within
 * milliseconds, so a watch would not end the wait much sooner.
 */
int uk_xenbus_backend_wait(struct uk_xenbus_device *device,
			   unsigned int states)
{
	uint64_t start = uk_plat_clock_monotonic();
	bool said = false;

	for (;;) {
		enum uk_xenbus_state state = uk_xenbus_backend_state(device);
		uint64_t now = uk_plat_clock_monotonic();

		if (states >> state & 1)
			return 0;
		if (!(states & CLOSES) && 1u << state & CLOSES)
			return -EIO;
		if (now - start >= XENBUS_PATIENCE)
			return -ETIMEDOUT;
		if (!said && now - start >= XENBUS_SILENCE) {
			said = true;
			uk_pr_warn("%s waits for %s, whose state is %u\n",
				   device->path, device->backend, state);
		}
		while (uk_plat_clock_monotonic() < now + PAUSE)
			uk_arch_spin_hint();
	}
}
