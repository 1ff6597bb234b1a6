/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Starting the stack at boot: lwIP, an interface for each device, their
 * addresses. Nothing waits here: addresses come when they come.
 */
#include "internal.h"

#include <lwip/init.h>

#include <uk/init.h>

static int netstack_start(void)
{
	int error;

	netstack_random_start();
	error = netstack_tcp_table_start();
	if (error)
		return error;
	lwip_init();
	netstack_loopback_start();
	netstack_timers_start();
	error = netstack_nics_start();
	if (error)
		return error;
	netstack_has_started = true;
	return netstack_thread_start();
}

UK_INIT(library, netstack_start);
