/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opens and closes connections to a web server, in a row and several side by side: each asks
 * for a page, checks that it came whole, and ends in one of the ways that connections end.
 *
 *	churn ADDRESS PORT COUNT PARALLEL SOURCE SOURCES
 *
 * SOURCE is the first of SOURCES addresses of this host to come from, one after the other, so that
 * no port is used again while the other side may remember it. Ends at the first failure
 * with a line that says which connection it was.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_SECONDS 20
#define ENDS 3

enum end {
	SERVER_CLOSES, /* as it was asked to */
	CLIENT_CLOSES,
	CLIENT_RESETS, /* with what is still to come unread */
};

static const char *const requests[ENDS] = {
	[SERVER_CLOSES] = "GET / HTTP/1.1\r\nHost: guest\r\nConnection: close\r\n\r\n",
	[CLIENT_CLOSES] = "GET / HTTP/1.1\r\nHost: guest\r\n\r\n",
	[CLIENT_RESETS] = "GET /100k HTTP/1.1\r\nHost: guest\r\n\r\n",
};

static struct sockaddr_in server, source;
static long number;

static void fail(const char *what)
{
	fprintf(stderr, "churn: connection %ld: %s: %s\n", number, what,
		errno ? strerror(errno) : "closed too early");
	exit(1);
}

static int opened(unsigned int sources)
{
	const struct timeval patience = { PATIENCE_SECONDS, 0 };
	const int one = 1;
	struct sockaddr_in from = source;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	from.sin_addr.s_addr = htonl(ntohl(from.sin_addr.s_addr) + number % sources);
	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (fd < 0 || bind(fd, (struct sockaddr *)&from, sizeof(from)))
		fail("bind");
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)))
		fail("connect");
	return fd;
}

/* The header, and the body that it announces; or no more than `most` bytes of them. */
static void take(int fd, size_t most)
{
	static char answer[8192];
	size_t filled = 0, whole = sizeof(answer) - 1;

	if (whole > most)
		whole = most;
	while (filled < whole) {
		ssize_t got = recv(fd, answer + filled, whole - filled, 0);
		char *end, *length;

		if (got <= 0) {
			errno = got ? errno : 0;
			fail("answer");
		}
		filled += got;
		answer[filled] = 0;
		end = strstr(answer, "\r\n\r\n");
		length = strstr(answer, "Content-Length: ");
		if (end && length && most == sizeof(answer))
			whole = (size_t)(end + 4 - answer) + strtoul(length + 16, NULL, 10);
	}
	if (strncmp(answer, "HTTP/1.1 200 ", 13))
		fail("status");
}

static void one_connection(unsigned int sources)
{
	const struct linger now = { 1, 0 };
	enum end end = number % ENDS;
	int fd = opened(sources);
	char more;

	if (send(fd, requests[end], strlen(requests[end]), MSG_NOSIGNAL) < 0)
		fail("send");
	take(fd, end == CLIENT_RESETS ? 1000 : 8192);
	if (end == SERVER_CLOSES && recv(fd, &more, 1, 0) != 0)
		fail("the server's end");
	if (end == CLIENT_RESETS)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(fd);
}

int main(int argc, char **argv)
{
	long count = argc == 7 ? atol(argv[3]) : 0;
	int parallel = argc == 7 ? atoi(argv[4]) : 0, status, failed = 0;
	unsigned int sources = argc == 7 ? (unsigned int)atoi(argv[6]) : 0;

	if (count < 1 || parallel < 1 || !sources || !inet_aton(argv[1], &server.sin_addr) ||
	    !inet_aton(argv[5], &source.sin_addr)) {
		fprintf(stderr, "usage: churn ADDRESS PORT COUNT PARALLEL SOURCE SOURCES\n");
		return 2;
	}
	server.sin_family = source.sin_family = AF_INET;
	server.sin_port = htons(atoi(argv[2]));
	for (int child = 0; child < parallel; child++) {
		if (fork())
			continue;
		for (number = child; number < count; number += parallel)
			one_connection(sources);
		return 0;
	}
	while (wait(&status) > 0)
		failed |= status;
	return failed ? 1 : 0;
}
