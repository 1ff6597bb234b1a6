/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In an image with threads the one that tells watches finds devices.
 */
#include "private.h"

void xenbus_attached(struct uk_xenstore_watch *watch __uk_unused)
{
	xenbus_find();
}
