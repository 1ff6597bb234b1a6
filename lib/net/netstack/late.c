/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices that are found while the stack runs become interfaces as at boot. It is not kept waiting
 * while a device connects, which may take its other side a while.
 */
#include "internal.h"

#include <uk/netdev_event.h>
#include <uk/print.h>

static void added(void *dev)
{
	struct nic *nic = NULL;
	int error;

	if (!netstack_has_started)
		return; /* which finds it */
	error = netstack_nic_open(dev, &nic);
	if (error)
		uk_pr_err("a network device that was attached is not used: "
			  "error %d\n", -error);
	if (!nic)
		return;
	uk_netstack_lock();
	netstack_nic_show(nic);
	uk_netstack_unlock();
	netstack_wake();
}
UK_EVENT_HANDLER(uk_event_netdev, added);
