/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The arguments, and the socket to serve on.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../shared/socket.h"
#include "server.h"

#define PORT 80
#define TIMEOUT 30

static int usage(void)
{
	fprintf(stderr, "usage: httpd [PORT [SECONDS]]\n"
			"SECONDS (%d) without progress end a connection\n",
		TIMEOUT);
	return 2;
}

int main(int argc, char **argv)
{
	unsigned int port = argc > 1 ? socket_port(argv[1]) : PORT;
	/* as a port: a number from 1 to 65535 */
	unsigned int timeout = argc > 2 ? socket_port(argv[2]) : TIMEOUT;
	int listener;

	if (!port || !timeout || argc > 3)
		return usage();
	listener = socket_serve(SOCK_STREAM | SOCK_NONBLOCK, port);
	if (listener < 0) {
		fprintf(stderr, "httpd: port %u: %s\n", port, strerror(errno));
		return 1;
	}
	printf("httpd: serving on port %u\n", port);
	fflush(stdout);
	fprintf(stderr, "httpd: %s\n", strerror(server_run(listener, timeout)));
	return 1;
}
