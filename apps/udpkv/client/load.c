/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loads a udpkv server: keeps a window of requests on their way, checks every answer, sends
 * again what got lost. A program of Linux, for tests and figures:
 *
 *	load ADDRESS PORT REQUESTS WINDOW VALUE-BYTES
 *
 * Half of the requests set, half get. UDP tells not which request an answer belongs to, so each
 * place in the window has a socket of its own and one request at a time.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define WINDOW_MOST 256
#define VALUE_MOST 1024
#define PATIENCE_MS 500
#define LOST_MOST 1000

static struct place {
	int fd;
	int is_get; /* what it waits for the answer of */
	unsigned int version; /* that its value was last set to */
} places[WINDOW_MOST];

static unsigned long value_bytes;
static unsigned long lost;

static void die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* The value of a version of a place's key. */
static void make_value(const struct place *place, char *value)
{
	for (unsigned long i = 0; i < value_bytes; i++)
		value[i] = (char)('!' + (place->version * 7 + i +
					 (unsigned long)(place - places)) % 90);
}

static void send_request(const struct place *place)
{
	char text[32 + VALUE_MOST];
	int length = sprintf(text, "%s key:%04d", place->is_get ? "get" : "set",
			     (int)(place - places));

	if (!place->is_get) {
		text[length++] = ' ';
		make_value(place, text + length);
		length += (int)value_bytes;
	}
	if (send(place->fd, text, (size_t)length, 0) < 0 && errno != ECONNREFUSED)
		die("send");
}

/* True if it is the answer to what the place has asked. */
static int is_right(const struct place *place, const char *text, ssize_t length)
{
	char value[VALUE_MOST];

	if (!place->is_get)
		return length == 2 && !memcmp(text, "OK", 2);
	make_value(place, value);
	return length == (ssize_t)value_bytes + 6 &&
	       !memcmp(text, "VALUE ", 6) &&
	       !memcmp(text + 6, value, value_bytes);
}

/* One answer; true if the place may ask anew. */
static int take_answer(struct place *place)
{
	char text[2048];
	ssize_t length = recv(place->fd, text, sizeof(text), MSG_DONTWAIT);

	if (length < 0)
		return 0;
	if (!is_right(place, text, length)) {
		/* the second answer to a request that was sent twice */
		if (lost)
			return 0;
		fprintf(stderr, "load: a wrong answer: %.*s\n", (int)length,
			text);
		exit(1);
	}
	place->is_get = !place->is_get;
	place->version += !place->is_get;
	return 1;
}

static unsigned long number(const char *text, unsigned long most)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*end || !*text || value > most) {
		fprintf(stderr, "load: '%s' is no number up to %lu\n", text, most);
		exit(2);
	}
	return value;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	struct epoll_event events[WINDOW_MOST];
	unsigned long requests, window, done = 0, sent;
	int epoll = epoll_create1(0);
	double start;

	if (argc != 6 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
		fprintf(stderr, "usage: load ADDRESS PORT REQUESTS WINDOW VALUE-BYTES\n");
		return 2;
	}
	server.sin_port = htons((uint16_t)number(argv[2], 65535));
	requests = number(argv[3], 1UL << 32);
	window = number(argv[4], WINDOW_MOST);
	value_bytes = number(argv[5], VALUE_MOST);
	start = seconds();
	for (sent = 0; sent < window && sent < requests; sent++) {
		struct place *place = &places[sent];
		struct epoll_event event = { .events = EPOLLIN,
					     .data.ptr = place };

		place->fd = socket(AF_INET, SOCK_DGRAM, 0);
		if (place->fd < 0 ||
		    connect(place->fd, (void *)&server, sizeof(server)) ||
		    epoll_ctl(epoll, EPOLL_CTL_ADD, place->fd, &event))
			die("socket");
		send_request(place);
	}
	window = sent;
	while (done < requests) {
		int count = epoll_wait(epoll, events, WINDOW_MOST, PATIENCE_MS);

		for (int i = 0; i < count; i++) {
			struct place *place = events[i].data.ptr;

			if (!take_answer(place))
				continue;
			done++;
			if (sent < requests) {
				sent++;
				send_request(place);
			}
		}
		if (count > 0)
			continue;
		if (++lost > LOST_MOST) {
			fprintf(stderr, "load: no answer\n");
			return 1;
		}
		/* those that ended their work get one answer too many, which nobody reads */
		for (unsigned long i = 0; i < window; i++)
			send_request(&places[i]);
	}
	printf("requests %lu lost %lu seconds %.3f rate %.0f\n", done, lost,
	       seconds() - start, (double)done / (seconds() - start));
	return 0;
}
