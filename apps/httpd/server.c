/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The round: wait for events, deal with each, end what takes too long. Connections are in a list by
 * their last progress, so that the oldest is always the first.
 */
#include "server.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "connection.h"
#include "stats.h"

#define EVENTS 64
/* New connections between two looks at the old ones. */
#define ACCEPT_MOST 256

static TAILQ_HEAD(, connection) connections = TAILQ_HEAD_INITIALIZER(connections);
static int epoll;
static int listening; /* the listening socket */
static bool is_paused; /* nothing is accepted */
static int64_t paused_in; /* that second */

bool connection_listen(struct connection *c)
{
	struct epoll_event event = {
		.events = c->waiting == WAITING_OUTPUT ? EPOLLOUT : EPOLLIN,
		.data.ptr = c,
	};

	return !epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
}

void connection_touch(struct connection *c)
{
	if (c->second == now.second)
		return;
	c->second = now.second;
	TAILQ_REMOVE(&connections, c, by_time);
	TAILQ_INSERT_TAIL(&connections, c, by_time);
}

static void end_connection(struct connection *c)
{
	TAILQ_REMOVE(&connections, c, by_time);
	connection_release(c);
	close(c->fd); /* which ends its events too */
	free(c);
	stats.connections--;
}

static bool begin_connection(int fd)
{
	struct connection *c = calloc(1, sizeof(*c));
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
	int on = 1;

	if (!c || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) {
		free(c);
		return false;
	}
	/* answers are whole: what waits for an acknowledgement gains nothing */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	c->fd = fd;
	c->second = now.second;
	TAILQ_INSERT_TAIL(&connections, c, by_time);
	stats.connections++;
	stats.accepted++;
	return true;
}

/* The listening socket has the event that is NULL. */
static void pause_accepting(bool pause)
{
	struct epoll_event event = { .events = pause ? 0 : EPOLLIN };

	if (!epoll_ctl(epoll, EPOLL_CTL_MOD, listening, &event))
		is_paused = pause;
	paused_in = now.second;
}

static void accept_connections(void)
{
	for (unsigned int i = 0; i < ACCEPT_MOST; i++) {
		int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK);

		if (fd >= 0 && begin_connection(fd))
			continue;
		if (fd >= 0)
			close(fd);
		else if (errno == EINTR || errno == ECONNABORTED)
			continue;
		else if (errno != EMFILE && errno != ENFILE &&
			 errno != ENOBUFS && errno != ENOMEM)
			return; /* there is none */
		/* no room: to ask again at once would get the same answer */
		stats.refused++;
		pause_accepting(true);
		return;
	}
}

static void end_the_late(unsigned int timeout)
{
	struct connection *c;

	while ((c = TAILQ_FIRST(&connections)) &&
	       now.second - c->second >= timeout) {
		stats.timeouts++;
		connection_time_out(c);
		end_connection(c);
	}
}

/* Milliseconds until something is late, -1 for ever. */
static int patience(unsigned int timeout)
{
	const struct connection *first = TAILQ_FIRST(&connections);

	if (is_paused)
		return 1000;
	if (!first)
		return -1;
	return (int)(first->second + timeout - now.second) * 1000;
}

int server_run(int listener, unsigned int timeout)
{
	struct epoll_event events[EVENTS];
	struct epoll_event event = { .events = EPOLLIN };

	listening = listener;
	epoll = epoll_create1(0);
	if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event))
		return errno;
	clock_look();
	for (;;) {
		unsigned long before = stats.connections;
		int count = epoll_wait(epoll, events, EVENTS, patience(timeout));

		if (count < 0 && errno != EINTR)
			return errno;
		clock_look();
		for (int i = 0; i < count; i++) {
			struct connection *c = events[i].data.ptr;

			if (!c)
				accept_connections();
			else if (!connection_event(c))
				end_connection(c);
		}
		end_the_late(timeout);
		if (is_paused && (stats.connections < before ||
				  now.second != paused_in))
			pause_accepting(false);
	}
}
