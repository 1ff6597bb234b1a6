/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Xen, XenStore and a backend's part of it, for host programs: what a frontend asks of them is
 * answered here, and every page that it lends is on record. What the backend does with the
 * rings is the test's.
 */
#ifndef OTHER_SIDE_H
#define OTHER_SIDE_H

#include <uk/xen/bus.h>
#include <uk/xen/events.h>
#include <uk/xen/grants.h>

#define OTHER_SIDE_GRANTS 512
#define OTHER_SIDE_VALUES 24
#define OTHER_SIDE_CHANNEL 5

struct other_side_value {
	const char *name;
	uint64_t number;
	const char *text; /* NULL: the number */
};

struct other_side {
	struct uk_xenbus_device bus;
	enum uk_xenbus_state state; /* the backend's */
	enum uk_xenbus_state frontend;
	bool refuses; /* to connect */
	/* What the backend says, and what our folder has from the toolstack */
	struct other_side_value values[OTHER_SIDE_VALUES];
	/* What the frontend has said */
	struct other_side_value told[OTHER_SIDE_VALUES];
	struct {
		uint8_t *page; /* NULL: not lent */
		bool kept;     /* the backend does not let go of it */
	} grants[OTHER_SIDE_GRANTS];
	unsigned int lent, grants_most;
	uk_xen_event_handler handler; /* of the one channel */
	void *argument;
	unsigned int sent; /* events */
	void (*changed)(struct uk_xenbus_device *bus,
			enum uk_xenbus_state state);
	/* What the backend does: before any access to shared memory, and while the
	 * frontend waits. NULL: nothing
	 */
	void (*step)(void);
	void (*work)(void);
};

extern struct other_side other_side;

/* A backend that says these values. */
void other_side_make(const struct other_side_value *values, unsigned int count);
/* Finds the device by the driver `index` of the program: what its probe says. */
int other_side_probe(void);
void other_side_say(const char *name, uint64_t number);
/* What the frontend has told of `name`; ends the program if it has not. */
uint64_t other_side_told(const char *name);
/* The page of a grant; ends the program if that is not lent. */
uint8_t *other_side_page(uk_xen_grant grant);
/* The event of the channel. */
void other_side_event(void);
/* The backend's state changes, and the frontend is told. */
void other_side_change(enum uk_xenbus_state state);

#endif /* OTHER_SIDE_H */
