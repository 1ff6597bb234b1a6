/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One client. A connection that waits for its next request holds no buffer, so
 * that thousands of them cost little.
 */
#ifndef HTTPD_CONNECTION_H
#define HTTPD_CONNECTION_H

#include <stdint.h>
#include <sys/queue.h>

#include "body.h"
#include "output.h"

/* What a connection waits for. */
enum waiting {
	WAITING_INPUT,	/* a request, or the rest of one */
	WAITING_OUTPUT, /* room in its socket for its answers */
	WAITING_END,	/* the client's end: what still comes is thrown away */
};

struct connection {
	TAILQ_ENTRY(connection) by_time;
	int64_t second; /* of the last progress */
	int fd;
	uint8_t waiting;
	bool is_last;	 /* it ends when its answers are sent */
	bool is_drained; /* then throw away first what the client still sends */
	uint16_t seen;	 /* request_parse()'s */
	uint16_t input_length;
	uint16_t input_room;
	char *input; /* an incomplete request, or some that must wait; else NULL */
	struct body body;
	struct rest rest;
	uint32_t drained; /* bytes thrown away at the end */
};

/* Something happened to its socket. False if the connection is over: close it. */
bool connection_event(struct connection *connection);

/* It made no progress for long. Tells the client if it waits for an answer, as far as its
 * socket takes that at once.
 */
void connection_time_out(struct connection *connection);

/* Frees what it holds, but neither its socket nor itself. */
void connection_release(struct connection *connection);

/* Asks for events of what it waits for now (server.c). False if that fails. */
bool connection_listen(struct connection *connection);

/* It made progress (server.c). */
void connection_touch(struct connection *connection);

#endif /* HTTPD_CONNECTION_H */
