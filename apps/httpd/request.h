/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The head of an HTTP/1.x request (RFC 9112), taken apart where it lies: no copy, no memory.
 */
#ifndef HTTPD_REQUEST_H
#define HTTPD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longest head with its blank line, and longest target in it: beyond them 431 and 414. */
#define REQUEST_HEAD_MOST 8192
#define REQUEST_TARGET_MOST 4096

enum method { METHOD_GET, METHOD_HEAD, METHOD_OTHER, METHOD_UNKNOWN };

struct text {
	const char *at;
	size_t length;
};

struct request {
	enum method method;
	bool is_1_0;	 /* HTTP/1.0 */
	bool keep_alive; /* what the client wants, after its version and Connection */
	bool chunked;	 /* a body follows, in chunks */
	bool expects;	 /* it waits for 100 (Continue) before it sends the body */
	uint64_t body_length;
	struct text path;	   /* still percent-encoded, without query */
	struct text if_none_match; /* .at is NULL if there is none */
	size_t head_length;	   /* the bytes of all this */
};

/*
 * Reads the request at the beginning of data[0 .. length), where length <= REQUEST_HEAD_MOST.
 * data[length] must be '\0': it ends every search.
 *
 * Returns 0 if the head is not complete yet: call again with the same bytes and more. Returns
 * 200 if it is, and fills `request`, which points into `data`. Else the status to refuse it
 * with; nothing of `request` counts, and where the next one begins is unknown.
 *
 * `seen` is 0 before a request's first call and this function's own in between: heads that come
 * in many pieces cost a search of each new piece only.
 */
int request_parse(struct request *request, const char *data, size_t length,
		  uint16_t *seen);

#endif /* HTTPD_REQUEST_H */
