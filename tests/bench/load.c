/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The benchmarks' client: an exact number of requests, each answer checked, so that what a
 * guest executed can be divided by it.
 *
 *	load http ADDRESS PORT PATH CONNECTIONS REQUESTS
 *		keep-alive, one request at a time on each connection
 *	load kv ADDRESS PORT WINDOW REQUESTS SIZE
 *		UDP, `get` of values of SIZE bytes
 *	load send ADDRESS PORT BYTES
 *		TCP, to a sink that says what it got
 *	load receive ADDRESS PORT BYTES
 *		TCP, from a source
 *
 * Prints the seconds that it took. Anything unexpected ends it with a line that says what.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 10000
#define MOST_CONNECTIONS 16384
#define MOST_WINDOW 256
#define KV_ANSWER "VALUE " /* apps/udpkv/protocol.h */

static struct sockaddr_in server;

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("load: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static int open_socket(int type)
{
	const struct timeval patience = { PATIENCE_MS / 1000, 0 };
	const int one = 1;
	int fd = socket(AF_INET, type, 0);

	if (fd < 0)
		fail("socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (type == SOCK_STREAM)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, (struct sockaddr *)&server, sizeof(server)))
		fail("connect: %s", strerror(errno));
	return fd;
}

/* ---- HTTP */

struct connection {
	char answer[4096]; /* of the header, and of what came with it */
	size_t filled;
	size_t body; /* bytes of the body still to come */
	int fd;
};

static char request[512];
static int request_length;
static long started, finished, wanted;

static void ask(struct connection *connection)
{
	if (started == wanted)
		return;
	started++;
	connection->filled = connection->body = 0;
	if (send(connection->fd, request, request_length, 0) != request_length)
		fail("send: %s", strerror(errno));
}

/* The length of the header at the answer's start, and in `body` what it announces; 0: more. */
static size_t header(struct connection *connection, size_t *body)
{
	char *end, *line;

	connection->answer[connection->filled] = 0;
	end = strstr(connection->answer, "\r\n\r\n");
	if (!end)
		return 0;
	if (strncmp(connection->answer, "HTTP/1.1 200 ", 13))
		fail("answer: %.40s", connection->answer);
	for (line = connection->answer; line < end; line = strstr(line, "\r\n") + 2) {
		if (!strncasecmp(line, "Content-Length:", 15)) {
			*body = strtoul(line + 15, NULL, 10);
			return end + 4 - connection->answer;
		}
	}
	fail("an answer without Content-Length");
}

static void take(struct connection *connection)
{
	static char sink[65536];
	ssize_t got;

	if (connection->body) {
		size_t room = connection->body < sizeof(sink) ? connection->body : sizeof(sink);

		got = recv(connection->fd, sink, room, 0);
		if (got > 0)
			connection->body -= got;
	} else {
		size_t length, body;

		got = recv(connection->fd, connection->answer + connection->filled,
			   sizeof(connection->answer) - 1 - connection->filled, 0);
		if (got > 0) {
			connection->filled += got;
			length = header(connection, &body);
			if (!length && connection->filled == sizeof(connection->answer) - 1)
				fail("an endless header");
			if (!length)
				return;
			if (connection->filled - length > body)
				fail("more than the answer that was asked for");
			connection->body = body - (connection->filled - length);
		}
	}
	if (got <= 0)
		fail("after %ld requests: %s", finished, got ? strerror(errno) : "closed");
	if (!connection->body) {
		finished++;
		ask(connection);
	}
}

static void http(const char *path, int count, long requests)
{
	static struct connection connections[MOST_CONNECTIONS];
	struct epoll_event events[256];
	int set = epoll_create1(0);

	if (count < 1 || count > MOST_CONNECTIONS)
		fail("from 1 to %d connections", MOST_CONNECTIONS);
	wanted = requests;
	request_length = snprintf(request, sizeof(request),
				  "GET %s HTTP/1.1\r\nHost: guest\r\n\r\n", path);
	for (int i = 0; i < count; i++) {
		struct epoll_event event = { EPOLLIN, { .ptr = &connections[i] } };

		connections[i].fd = open_socket(SOCK_STREAM);
		epoll_ctl(set, EPOLL_CTL_ADD, connections[i].fd, &event);
	}
	for (int i = 0; i < count; i++)
		ask(&connections[i]);
	while (finished < wanted) {
		int ready = epoll_wait(set, events, 256, PATIENCE_MS);

		if (ready <= 0)
			fail("no answer for %d s after %ld requests", PATIENCE_MS / 1000, finished);
		for (int i = 0; i < ready; i++)
			take(events[i].data.ptr);
	}
}

/* ---- key-value store over UDP: key number i is in flight once, its value says which it is */

static struct mmsghdr outgoing[MOST_WINDOW], incoming[MOST_WINDOW];
static struct iovec out_pieces[MOST_WINDOW], in_pieces[MOST_WINDOW];
static char gets[MOST_WINDOW][16], answers[MOST_WINDOW][2048];

static int make_request(char *to, size_t size, const char *verb, int key, int length)
{
	int head = snprintf(to, size, "%s k%03d", verb, key);

	if (length) {
		head += snprintf(to + head, size - head, " ");
		memset(to + head, '.', length);
		snprintf(to + head, size - head, "v%03d", key);
		to[head + 4] = '.';
		head += length;
	}
	return head;
}

static void set_values(int fd, int window, int size)
{
	char buffer[2048], answer[2048];

	for (int key = 0; key < window; key++) {
		int length = make_request(buffer, sizeof(buffer), "set", key, size);
		ssize_t got = -1;

		for (int attempt = 0; got < 0 && attempt < 20; attempt++) {
			struct pollfd ready = { fd, POLLIN, 0 };

			send(fd, buffer, length, 0);
			if (poll(&ready, 1, 500) > 0)
				got = recv(fd, answer, sizeof(answer), 0);
		}
		if (got < 2 || memcmp(answer, "OK", 2))
			fail("set: %s", got < 0 ? "no answer" : "not OK");
	}
}

/* Asks for those keys, with one call where the kernel takes them all. */
static void get(int fd, const int *keys, int count)
{
	for (int i = 0; i < count; i++)
		out_pieces[i].iov_base = gets[keys[i]];
	for (int done = 0; done < count;) {
		int sent = sendmmsg(fd, outgoing + done, count - done, 0);

		if (sent <= 0)
			fail("send: %s", strerror(errno));
		done += sent;
	}
}

/* Which key an answer is about. */
static int key_of(const char *answer, unsigned int length, int window, int size)
{
	int key;

	if (length != strlen(KV_ANSWER) + (unsigned int)size ||
	    sscanf(answer, KV_ANSWER "v%3d", &key) != 1 || key >= window)
		fail("answer: %.*s", length > 60 ? 60 : (int)length, answer);
	return key;
}

static void kv(int window, long requests, int size)
{
	bool in_flight[MOST_WINDOW] = { false };
	int keys[MOST_WINDOW], fd = open_socket(SOCK_DGRAM), lost = 0, again;
	long sent = 0, done = 0;

	if (window < 1 || window > MOST_WINDOW || size < 5 || size > 1024)
		fail("a window from 1 to %d, a size from 5 to 1024", MOST_WINDOW);
	set_values(fd, window, size);
	for (int i = 0; i < window; i++) {
		out_pieces[i].iov_len = make_request(gets[i], sizeof(gets[i]), "get", i, 0);
		in_pieces[i] = (struct iovec){ answers[i], sizeof(answers[i]) - 1 };
		outgoing[i].msg_hdr.msg_iov = &out_pieces[i];
		incoming[i].msg_hdr.msg_iov = &in_pieces[i];
		outgoing[i].msg_hdr.msg_iovlen = incoming[i].msg_hdr.msg_iovlen = 1;
	}
	for (again = 0; again < window && sent < requests; again++, sent++)
		in_flight[keys[again] = again] = true;
	while (done < requests) {
		struct pollfd ready = { fd, POLLIN, 0 };
		int got;

		get(fd, keys, again);
		again = 0;
		if (poll(&ready, 1, 500) <= 0) { /* what is in flight is lost: again */
			if (++lost > 20)
				fail("no answer after %ld requests", done);
			for (int key = 0; key < window; key++)
				if (in_flight[key])
					keys[again++] = key;
			continue;
		}
		got = recvmmsg(fd, incoming, window, MSG_DONTWAIT, NULL);
		if (got < 0)
			fail("receive: %s", strerror(errno));
		for (int i = 0; i < got; i++) {
			int key = key_of(answers[i], incoming[i].msg_len, window, size);

			if (!in_flight[key])
				continue; /* the second answer to one sent twice */
			done++;
			in_flight[key] = sent < requests;
			if (sent < requests) {
				sent++;
				keys[again++] = key;
			}
		}
	}
	if (lost)
		fprintf(stderr, "load: waited %d times for lost datagrams\n", lost);
}

/* ---- bulk TCP */

static void bulk(int sends, long long bytes)
{
	static char buffer[1 << 18];
	int fd = open_socket(SOCK_STREAM);
	long long left = bytes;
	char answer[64] = "";
	ssize_t filled = 0, got;

	while (left) {
		size_t part = left < (long long)sizeof(buffer) ? (size_t)left : sizeof(buffer);
		ssize_t moved = sends ? send(fd, buffer, part, 0) : recv(fd, buffer, part, 0);

		if (moved <= 0)
			fail("after %lld bytes: %s", bytes - left,
			     moved ? strerror(errno) : "closed");
		left -= moved;
	}
	if (!sends)
		return;
	shutdown(fd, SHUT_WR);
	while (filled < (ssize_t)sizeof(answer) - 1 &&
	       (got = recv(fd, answer + filled, sizeof(answer) - 1 - filled, 0)) > 0)
		filled += got;
	if (sscanf(answer, "bytes %lld", &left) != 1 || left != bytes)
		fail("the sink says '%s'", answer);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 3 ? argv[1] : "";
	double start;

	server.sin_family = AF_INET;
	if (argc > 3) {
		server.sin_port = htons(atoi(argv[3]));
		if (!inet_aton(argv[2], &server.sin_addr))
			fail("'%s' is no address", argv[2]);
	}
	start = now();
	if (argc == 7 && !strcmp(mode, "http"))
		http(argv[4], atoi(argv[5]), atol(argv[6]));
	else if (argc == 7 && !strcmp(mode, "kv"))
		kv(atoi(argv[4]), atol(argv[5]), atoi(argv[6]));
	else if (argc == 5 && (!strcmp(mode, "send") || !strcmp(mode, "receive")))
		bulk(*mode == 's', atoll(argv[4]));
	else
		fail("usage: load http|kv|send|receive ADDRESS PORT ...");
	printf("%.6f\n", now() - start);
	return 0;
}
