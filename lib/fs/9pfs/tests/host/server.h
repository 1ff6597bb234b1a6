/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A host that speaks 9P2000.L, written from the protocol's documents: it checks
 * what a client must keep. On request it misbehaves.
 */
#ifndef P9_SERVER_H
#define P9_SERVER_H

#include <uk/9p_transport.h>

#include "tree.h"

#define SERVER_TAG "host"
#define SERVER_ANSWER_MOST (1u << 20)

struct server {
	/* What the machine is like */
	unsigned int depth, segments_most;
	uint32_t message_most;
	uint32_t iounit;
	/*
	 * Changes an answer of `length` bytes, in memory of at most
	 * SERVER_ANSWER_MOST; returns how many there are now.
	 */
	size_t (*mangle)(uint8_t *answer, size_t length);
	/* Number of the request type, and what it gets; 0: none */
	uint8_t refused;
	uint32_t refusal;
	bool late;   /* answers only when the client sleeps */
	bool mute;   /* does not answer */
	bool by_name; /* finds attributes of a fid by its first name (old QEMU) */

	/* What it saw */
	const char *fault; /* the rule that the client broke */
	unsigned int requests, checks, starts, stops;
	unsigned int in_flight, in_flight_most;
	unsigned int types[256];
};

extern struct server server;
extern struct uk_9p_channel server_channel;

/* A new host with an empty root */
void server_reset(void);
/* Answers one request that waits, if there is any. */
bool server_answer(unsigned int which);
/* All that waits is done with -EIO, and all that comes. */
void server_fail(void);
/* Another host takes its place, with the same files, when the client starts it. */
void server_move(void);
unsigned int server_fids(void);

#endif /* P9_SERVER_H */
