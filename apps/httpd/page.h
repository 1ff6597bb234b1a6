/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pages: each one's whole answer lies in memory, head and body, ready to be sent.
 */
#ifndef HTTPD_PAGE_H
#define HTTPD_PAGE_H

#include <stdint.h>

#include "request.h"

#define PAGE_HEAD_BEGIN "HTTP/1.1 200 OK\r\nDate: "
#define DATE_BYTES 29 /* Sun, 06 Nov 1994 08:49:37 GMT (RFC 9110 section 5.6.7) */

struct page {
	char *answer; /* its head, with a blank line at the end, and the body behind */
	uint32_t head_length;
	uint32_t body_length;
	const char *etag; /* with its quotes; NULL if it has none */
	int64_t dated;	  /* the second that its Date was written in; -1: never */
};

/* What page_find() may say instead of a page. */
extern struct page page_stats;	   /* to be written anew */
extern struct page page_no_memory; /* it exists, but there is no room to make it now */

/* The page with this path, decoded already; NULL if there is none. */
struct page *page_find(struct text path);

/* One of those that are made when they are first asked for (made.c), or NULL. */
struct page *page_make(struct text path);

#endif /* HTTPD_PAGE_H */
