/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Starts what is served: iperf3's tests, and the plain services.
 */
#include <stdio.h>
#include <string.h>

#include "../shared/socket.h"
#include "iperf3.h"
#include "listen.h"
#include "plain.h"

#define OFFSET_MOST 60000 /* and the highest port is still one */

int main(int argc, char **argv)
{
	if (argc > 1)
		listen_offset = socket_port(argv[1]);
	if (argc > 2 || (argc > 1 && !listen_offset) ||
	    listen_offset > OFFSET_MOST) {
		fprintf(stderr, "usage: iperf [OFFSET]\n"
				"OFFSET (1 to %d) is added to every port\n",
			OFFSET_MOST);
		return 2;
	}
	if (!iperf3_start() || !plain_start())
		return 1;
	printf("iperf: serving iperf3 on port %u, sink, source, echo on %u to %u\n",
	       IPERF3_PORT + listen_offset, SINK_PORT + listen_offset,
	       ECHO_PORT + listen_offset);
	fflush(stdout);
	fprintf(stderr, "iperf: %s\n", strerror(loop_run()));
	return 1;
}
