/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bodies of requests. No page wants one; but where it ends is where the next request begins.
 */
#ifndef HTTPD_BODY_H
#define HTTPD_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest body that is read to its end, with all that chunks add to it. */
#define BODY_MOST (1 << 20)

struct body {
	uint64_t left;	/* bytes of the body, or of the chunk */
	uint32_t spent; /* bytes of chunks, and of their framing */
	uint8_t state;	/* 0: there is no body, or it has ended */
};

/* A body begins. False if it is longer than BODY_MOST. */
bool body_begin(struct body *body, bool chunked, uint64_t length);

static inline bool body_is_open(const struct body *body)
{
	return body->state != 0;
}

/* How many of these bytes belong to the body; -1 if it breaks the rules, or is too long. */
ptrdiff_t body_skip(struct body *body, const char *data, size_t length);

#endif /* HTTPD_BODY_H */
