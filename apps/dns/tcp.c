/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client has room for one query, or several short ones, and none for an answer: what its
 * socket does not take at once is computed anew when it does. The zone never changes, so it
 * is the same answer.
 */
#include "tcp.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "query.h"

#define CLIENTS 32
#define INPUT_BYTES 1024
#define QUIET_SECONDS 10 /* RFC 7766 section 6.2.3 */

static struct client {
	int fd; /* 0: free, for 0 is the console */
	bool is_blocked; /* it waits for room in its socket */
	unsigned int input_length;
	size_t sent; /* of the first query's answer */
	time_t second; /* when something was heard of it */
	uint8_t input[INPUT_BYTES];
} clients[CLIENTS];

static time_t now(void)
{
	struct timespec up;

	clock_gettime(CLOCK_MONOTONIC, &up);
	return up.tv_sec;
}

static void end(struct client *client)
{
	close(client->fd);
	client->fd = 0;
}

static struct client *free_client(void)
{
	struct client *oldest = clients;

	for (struct client *c = clients; c < clients + CLIENTS; c++) {
		if (!c->fd)
			return c;
		if (c->second < oldest->second)
			oldest = c;
	}
	end(oldest);
	return oldest;
}

bool dns_tcp_accept(int epoll, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	struct epoll_event event = { .events = EPOLLIN };
	struct client *client;

	if (fd < 0)
		return false;
	client = free_client();
	*client = (struct client){ .fd = fd, .second = now() };
	event.data.ptr = client;
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
		end(client);
	return true;
}

/* Bytes of the first query with its length in front; 0 if it is not complete. */
static size_t first_query(const struct client *client)
{
	size_t length = client->input_length >= 2 ?
				2u + dns_get16(client->input) : INPUT_BYTES;

	return length <= client->input_length ? length : 0;
}

/* Answers the whole queries that are there. False if the client is to go. */
static bool answer_all(struct client *client)
{
	static uint8_t answer[2 + ANSWER_MOST];
	size_t length;

	while ((length = first_query(client))) {
		size_t bytes = dns_answer(&zone, client->input + 2, length - 2,
					  true, answer + 2);
		ssize_t sent;

		if (!bytes)
			return false;
		answer[0] = (uint8_t)(bytes >> 8);
		answer[1] = (uint8_t)bytes;
		bytes += 2;
		sent = send(client->fd, answer + client->sent,
			    bytes - client->sent, MSG_NOSIGNAL);
		if (sent < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		client->sent += sent < 0 ? 0 : (size_t)sent;
		client->is_blocked = client->sent < bytes;
		if (client->is_blocked)
			return true;
		client->sent = 0;
		client->input_length -= (unsigned int)length;
		memmove(client->input, client->input + length,
			client->input_length);
	}
	/* a query that does not fit is none that is answered here */
	return client->input_length < 2 ||
	       2u + dns_get16(client->input) <= INPUT_BYTES;
}

static bool receive(struct client *client)
{
	ssize_t got = recv(client->fd, client->input + client->input_length,
			   INPUT_BYTES - client->input_length, 0);

	if (got <= 0)
		return got && (errno == EAGAIN || errno == EINTR);
	client->input_length += (unsigned int)got;
	return true;
}

void dns_tcp_event(int epoll, void *pointer)
{
	struct client *client = pointer;
	bool was_blocked = client->is_blocked;
	struct epoll_event event = { .data.ptr = client };

	if (!client->fd)
		return; /* it has just made room for another one */
	client->second = now();
	if ((!was_blocked && !receive(client)) || !answer_all(client)) {
		end(client);
		return;
	}
	if (client->is_blocked == was_blocked)
		return;
	/* who does not read its answers is not read from */
	event.events = client->is_blocked ? EPOLLOUT : EPOLLIN;
	if (epoll_ctl(epoll, EPOLL_CTL_MOD, client->fd, &event))
		end(client);
}

bool dns_tcp_tick(void)
{
	time_t second = now();
	bool any = false;

	for (struct client *c = clients; c < clients + CLIENTS; c++) {
		if (c->fd && second - c->second >= QUIET_SECONDS)
			end(c);
		any |= c->fd != 0;
	}
	return any;
}
