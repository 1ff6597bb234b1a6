/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For who uses devices that are found while the image runs (LIBUKNETDEV_LATE).
 */
#ifndef UK_NETDEV_EVENT_H
#define UK_NETDEV_EVENT_H

#include <uk/event.h>

/* A device was registered, at boot or later; data: struct uk_netdev *. Context: threads; it
 * may sleep. In an image without threads, a poller's (uk/ready.h).
 */
UK_EVENT_DECLARE(uk_event_netdev);

#endif /* UK_NETDEV_EVENT_H */
