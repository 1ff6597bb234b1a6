/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See other_side.h.
 */
#include "other_side.h"

#include <stdlib.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/arch/paging.h>
#include <uk/plat/time.h>
#include <uk/print.h>

#define FIRST_GRANT 8 /* as the driver of grants has it */

struct other_side other_side;
bool other_side_irq_enabled = true;
static bool stepping;

/* ---- the processor and the clock */
void other_side_access(void)
{
	if (!other_side.step || stepping)
		return;
	stepping = true;
	other_side.step();
	stepping = false;
}

void other_side_halt(void)
{
	if (!other_side.work)
		abort(); /* nothing would ever end this halt */
	other_side.work();
}

uint64_t uk_plat_clock_monotonic(void)
{
	static uint64_t now;

	return now += 1000000;
}

void uk_plat_timer_set(uint64_t deadline __uk_unused)
{
}

void uk_printf(const char *format __uk_unused, ...)
{
}

/* ---- Xen */
int uk_xen_grant_page(uint16_t to, const void *page, bool readonly)
{
	int grant = FIRST_GRANT;

	if (to != other_side.bus.backend_domain || readonly ||
	    (uintptr_t)page % UK_PAGE_SIZE)
		abort();
	if (other_side.lent >= other_side.grants_most)
		return -ENOSPC;
	while (other_side.grants[grant].page)
		grant++;
	other_side.lent++;
	other_side.grants[grant].page = (uint8_t *)page;
	return grant;
}

int uk_xen_grant_end(uk_xen_grant grant)
{
	other_side_page(grant);
	if (other_side.grants[grant].kept)
		return -EBUSY;
	other_side.grants[grant].page = NULL;
	other_side.lent--;
	return 0;
}

int uk_xen_event_allocate(uint16_t remote)
{
	if (remote != other_side.bus.backend_domain || other_side.handler)
		abort();
	return OTHER_SIDE_CHANNEL;
}

int uk_xen_event_bind(uk_xen_channel channel, uk_xen_event_handler handler,
		      void *argument)
{
	if (channel != OTHER_SIDE_CHANNEL)
		abort();
	other_side.handler = handler;
	other_side.argument = argument;
	return 0;
}

void uk_xen_event_close(uk_xen_channel channel)
{
	if (channel != OTHER_SIDE_CHANNEL)
		abort();
	other_side.handler = NULL;
}

int uk_xen_event_send(uk_xen_channel channel)
{
	if (channel != OTHER_SIDE_CHANNEL || !other_side.handler)
		abort();
	other_side.sent++;
	return 0;
}

/* ---- XenStore: the last part of a path is its name */
static struct other_side_value *find(struct other_side_value *values,
				     const char *path)
{
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	for (unsigned int i = 0; i < OTHER_SIDE_VALUES; i++)
		if (values[i].name && !strcmp(values[i].name, name))
			return &values[i];
	return NULL;
}

static struct other_side_value *add(struct other_side_value *values,
				    const char *name)
{
	struct other_side_value *value = find(values, name);

	for (value = value ?: values; value->name; value++)
		if (!strcmp(value->name, name))
			break;
	value->name = name;
	value->text = NULL;
	return value;
}

int uk_xenstore_read(uk_xenstore_transaction t __uk_unused, const char *path,
		     char *text, size_t size)
{
	const struct other_side_value *value = find(other_side.values, path);
	size_t length;

	if (!value || !value->text)
		return -ENOENT;
	length = strlen(value->text);
	if (length >= size)
		return -E2BIG;
	memcpy(text, value->text, length + 1);
	return (int)length;
}

int uk_xenstore_read_number(uk_xenstore_transaction t __uk_unused,
			    const char *path, uint64_t *number)
{
	const struct other_side_value *value = find(other_side.values, path);

	if (!value)
		return -ENOENT;
	*number = value->number;
	return value->text ? -EINVAL : 0;
}

/* ---- xenbus */
int uk_xenbus_read(struct uk_xenbus_device *device __uk_unused,
		   const char *name, char *value, size_t size)
{
	return uk_xenstore_read(0, name, value, size);
}

uint64_t uk_xenbus_backend_number(struct uk_xenbus_device *device __uk_unused,
				  const char *name, uint64_t otherwise)
{
	uint64_t number;

	return uk_xenstore_read_number(0, name, &number) ? otherwise : number;
}

enum uk_xenbus_state uk_xenbus_backend_state(struct uk_xenbus_device *device)
{
	(void)device;
	return other_side.state;
}

int uk_xenbus_offer_wait(struct uk_xenbus_device *device __uk_unused)
{
	if (other_side.state == UK_XENBUS_UNKNOWN)
		return -ENODEV;
	other_side.frontend = UK_XENBUS_INITIALISING;
	other_side.state = UK_XENBUS_INIT_WAIT;
	return 0;
}

int uk_xenbus_publish(struct uk_xenbus_device *device __uk_unused,
		      const struct uk_xenbus_value *values, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		struct other_side_value *value =
			add(other_side.told, values[i].name);

		value->number = values[i].number;
		value->text = values[i].text;
	}
	other_side.frontend = (enum uk_xenbus_state)other_side_told("state");
	if (!other_side.refuses)
		other_side.state = UK_XENBUS_CONNECTED;
	return 0;
}

int uk_xenbus_backend_wait(struct uk_xenbus_device *device __uk_unused,
			   unsigned int states)
{
	return states >> other_side.state & 1 ? 0 : -ETIMEDOUT;
}

int uk_xenbus_state_set(struct uk_xenbus_device *device __uk_unused,
			enum uk_xenbus_state state)
{
	other_side.frontend = state;
	return 0;
}

bool uk_xenbus_is_taken_away(struct uk_xenbus_device *device)
{
	return other_side.state == UK_XENBUS_UNKNOWN ||
	       !uk_xenbus_backend_number(device, "online", 1);
}

void uk_xenbus_close(struct uk_xenbus_device *device __uk_unused)
{
	if (other_side.frontend == UK_XENBUS_CLOSED)
		abort(); /* twice */
	other_side.frontend = UK_XENBUS_CLOSED;
	if (other_side.state != UK_XENBUS_UNKNOWN)
		other_side.state = UK_XENBUS_CLOSED;
}

int uk_xenbus_watch(struct uk_xenbus_device *device __uk_unused,
		    void (*changed)(struct uk_xenbus_device *device,
				    enum uk_xenbus_state state))
{
	other_side.changed = changed;
	changed(&other_side.bus, other_side.state);
	return 0;
}

/* ---- for tests */
void other_side_make(const struct other_side_value *values, unsigned int count)
{
	other_side = (struct other_side){
		.bus = { .path = "device/x/0",
			 .backend = "/local/domain/7/backend/x/1/0",
			 .backend_domain = 7,
			 .allocator = uk_alloc_default() },
		.state = UK_XENBUS_INIT_WAIT,
		.grants_most = OTHER_SIDE_GRANTS - FIRST_GRANT,
	};
	memcpy(other_side.values, values, count * sizeof(*values));
}

int other_side_probe(void)
{
	extern const struct uk_xenbus_driver __start_uk_xenbus_drivers[];

	return __start_uk_xenbus_drivers[0].probe(&other_side.bus);
}

void other_side_say(const char *name, uint64_t number)
{
	add(other_side.values, name)->number = number;
}

uint64_t other_side_told(const char *name)
{
	const struct other_side_value *value = find(other_side.told, name);

	if (!value)
		abort();
	return value->number;
}

uint8_t *other_side_page(uk_xen_grant grant)
{
	if (grant >= OTHER_SIDE_GRANTS || !other_side.grants[grant].page)
		abort();
	return other_side.grants[grant].page;
}

void other_side_event(void)
{
	bool enabled = other_side_irq_enabled;

	other_side_irq_enabled = false;
	if (other_side.handler)
		other_side.handler(other_side.argument);
	other_side_irq_enabled = enabled;
}

void other_side_change(enum uk_xenbus_state state)
{
	other_side.state = state;
	if (other_side.changed)
		other_side.changed(&other_side.bus, state);
}
