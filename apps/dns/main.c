/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An authoritative name server: UDP, and TCP for long answers.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "../shared/socket.h"
#include "answer.h"
#include "tcp.h"

#define PORT 53
#define EVENTS 16
#define QUERY_MOST 4096
#define DATAGRAMS 64 /* between two looks at TCP */

/* What an event of either socket points to. */
static int udp, tcp;

static void answer_datagrams(void)
{
	static uint8_t query[QUERY_MOST], answer[ANSWER_MOST];

	for (int i = 0; i < DATAGRAMS; i++) {
		struct sockaddr_storage from;
		socklen_t from_length = sizeof(from);
		ssize_t got = recvfrom(udp, query, sizeof(query), 0,
				       (struct sockaddr *)&from, &from_length);
		size_t length;

		if (got < 0)
			return;
		length = dns_answer(&zone, query, (size_t)got, false, answer);
		if (length) /* what cannot go now is asked for again */
			sendto(udp, answer, length, 0,
			       (struct sockaddr *)&from, from_length);
	}
}

/* For ever, or up to an error, which it returns. */
static int serve(void)
{
	struct epoll_event udp_ready = { .events = EPOLLIN, .data.ptr = &udp };
	struct epoll_event tcp_ready = { .events = EPOLLIN, .data.ptr = &tcp };
	struct epoll_event events[EVENTS];
	int epoll = epoll_create1(0);
	bool any_client = false;

	if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, udp, &udp_ready) ||
	    epoll_ctl(epoll, EPOLL_CTL_ADD, tcp, &tcp_ready))
		return errno;
	for (;;) {
		int count = epoll_wait(epoll, events, EVENTS,
				       any_client ? 1000 : -1);

		if (count < 0 && errno != EINTR)
			return errno;
		for (int i = 0; i < count; i++) {
			void *pointer = events[i].data.ptr;

			if (pointer == &udp)
				answer_datagrams();
			else if (pointer == &tcp)
				any_client |= dns_tcp_accept(epoll, tcp);
			else
				dns_tcp_event(epoll, pointer);
		}
		any_client = any_client && dns_tcp_tick();
	}
}

int main(int argc, char **argv)
{
	unsigned int port = argc > 1 ? socket_port(argv[1]) : PORT;

	if (!port || argc > 2) {
		fprintf(stderr, "usage: dns [PORT]\n");
		return 2;
	}
	udp = socket_serve(SOCK_DGRAM | SOCK_NONBLOCK, port);
	tcp = udp < 0 ? -1 : socket_serve(SOCK_STREAM | SOCK_NONBLOCK, port);
	if (tcp < 0) {
		fprintf(stderr, "dns: port %u: %s\n", port, strerror(errno));
		return 1;
	}
	printf("dns: serving on port %u\n", port);
	fflush(stdout);
	fprintf(stderr, "dns: %s\n", strerror(serve()));
	return 1;
}
