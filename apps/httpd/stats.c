/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The counters as text.
 */
#include "stats.h"

#include <stdio.h>

struct stats stats;

size_t stats_write(char *to, size_t room)
{
	int length = snprintf(to, room,
			      "connections %lu\naccepted %lu\nrefused %lu\n"
			      "timeouts %lu\nrequests %lu\nerrors %lu\n"
			      "bytes_sent %lu\n",
			      stats.connections, stats.accepted, stats.refused,
			      stats.timeouts, stats.requests, stats.errors,
			      stats.bytes);

	return (size_t)length + memory_write(to + length, room - (size_t)length);
}
