/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of the server of folders, for its tests: messages are put together field by field, so
 * that they can be wrong in any way, and lie in many small parts of memory.
 */
#ifndef UKVM_TESTS_SHARE_CLIENT_H
#define UKVM_TESTS_SHARE_CLIENT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../share.h"

#define CLIENT_ROOM 20000u

struct client {
	struct share share;
	uint8_t request[CLIENT_ROOM];
	size_t length;
	uint8_t answer[CLIENT_ROOM];
	size_t room; /* of the answer; 0: all */
	const uint8_t *at; /* in the answer, behind its header */
	unsigned int part; /* bytes of the first parts; 0: one part */
};

/* A folder for all that the program makes, which goes with it */
static char client_top[] = "/tmp/ukvm-share-XXXXXX";

static inline void client_remove(void)
{
	if (setenv("TOP", client_top, 1) ||
	    system("chmod -R u+rwx \"$TOP\" && rm -rf \"$TOP\""))
		fprintf(stderr, "%s cannot be removed\n", client_top);
}

static inline void client_make_top(void)
{
	if (!mkdtemp(client_top) || atexit(client_remove))
		abort();
}

static inline void client_put(struct client *c, uint64_t value,
			      unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		c->request[c->length++] = (uint8_t)(value >> 8 * i);
}

static inline void client_text(struct client *c, const char *text)
{
	size_t length = strlen(text);

	client_put(c, length, 2);
	memcpy(c->request + c->length, text, length);
	c->length += length;
}

static inline void client_begin(struct client *c, unsigned int type)
{
	c->length = 4;
	client_put(c, type, 1);
	client_put(c, 77, 2);
}

static inline uint64_t client_get(struct client *c, unsigned int bytes)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < bytes; i++)
		value |= (uint64_t)*c->at++ << 8 * i;
	return value;
}

/* Parts of memory of exactly their size, so that a byte beyond is noticed. */
static inline void client_split(struct parts *parts, size_t length,
				unsigned int part, const uint8_t *from)
{
	parts_clear(parts);
	while (length) {
		size_t now = part && parts->end < 9 && part < length ? part :
								       length;
		uint8_t *memory = malloc(now);

		if (!memory || !parts_add(parts, memory, (uint32_t)now))
			abort();
		if (from)
			memcpy(memory, from, now);
		from = from ? from + now : NULL;
		length -= now;
	}
}

static inline void client_free(const struct parts *parts)
{
	for (unsigned int i = 0; i < parts->end; i++)
		free(parts->part[i].base);
}

/* The request as it lies there. What share_serve() says. */
static inline int client_send(struct client *c)
{
	struct parts from, to, used_from, used_to;
	int length;

	client_split(&from, c->length, c->part, c->request);
	client_split(&to, c->room ? c->room : sizeof(c->answer), c->part, NULL);
	used_from = from;
	used_to = to;
	length = share_serve(&c->share, &used_from, &used_to);
	parts_get(&to, c->answer, sizeof(c->answer));
	client_free(&from);
	client_free(&to);
	return length;
}

/* 0 with the answer's fields at `at`, or the server's error; all that answers must be is
 * checked.
 */
static inline int client_call(struct client *c)
{
	uint64_t length = c->length, type = c->request[4];
	int got;

	c->length = 0;
	client_put(c, length, 4);
	c->length = length;
	got = client_send(c);
	c->at = c->answer;
	if (got < 7 || client_get(c, 4) != (uint64_t)got)
		abort();
	length = client_get(c, 1);
	if (client_get(c, 2) != 77)
		abort();
	if (length == 7 && got == 11)
		return -(int)client_get(c, 4);
	if (length != type + 1)
		abort();
	return 0;
}

#endif /* UKVM_TESTS_SHARE_CLIENT_H */
