/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In an image without threads the program itself finds devices, when it next waits: watches are
 * interrupts there, which cannot take memory.
 */
#include <uk/atomic.h>
#include <uk/ready.h>

#include "private.h"

void xenbus_attached(struct uk_xenstore_watch *watch __uk_unused)
{
}

static bool poll(void)
{
	return uk_load_relaxed(&xenbus_is_behind) && xenbus_find();
}

static bool arm(void)
{
	return uk_load_relaxed(&xenbus_is_behind);
}

UK_READY_POLLER(xenbus, .poll = poll, .arm = arm);
