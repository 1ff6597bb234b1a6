/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A GET of a page, the rule, costs a search and a note of where the answer lies. All others
 * get a head of their own, written to the output's scratch.
 */
#include "answer.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "output.h"
#include "page.h"
#include "path.h"
#include "stats.h"

static const char *reason(int status)
{
	switch (status) {
	case 400:
		return "Bad Request";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 408:
		return "Request Timeout";
	case 413:
		return "Content Too Large";
	case 414:
		return "URI Too Long";
	case 417:
		return "Expectation Failed";
	case 431:
		return "Request Header Fields Too Large";
	case 501:
		return "Not Implemented";
	case 503:
		return "Service Unavailable";
	default:
		return "HTTP Version Not Supported";
	}
}

/* The field that says how it goes on, where that is not what the version implies. */
static const char *connection_field(const struct request *request, bool keep)
{
	if (!keep)
		return "Connection: close\r\n";
	return request->is_1_0 ? "Connection: keep-alive\r\n" : "";
}

/* An error with a body that says it. `request` is NULL if there was none. */
static void error(const struct request *request, int status, bool keep)
{
	bool is_head = request && request->method == METHOD_HEAD;
	int length = snprintf(output_room(), OUTPUT_ANSWER_MOST,
			      "HTTP/1.1 %d %s\r\nDate: %s\r\n"
			      "Content-Type: text/plain\r\n"
			      "Content-Length: %zu\r\n%s%s\r\n",
			      status, reason(status), now.date,
			      strlen(reason(status)) + 5,
			      status == 405 ? "Allow: GET, HEAD\r\n" : "",
			      request ? connection_field(request, keep) :
					"Connection: close\r\n");

	if (!is_head)
		length += snprintf(output_room() + length,
				   OUTPUT_ANSWER_MOST - (size_t)length,
				   "%d %s\n", status, reason(status));
	output_wrote((size_t)length);
	stats.errors++;
}

static void write_stats(const struct request *request, bool keep)
{
	char text[OUTPUT_ANSWER_MOST / 2];
	size_t body = stats_write(text, sizeof(text));
	int head = snprintf(output_room(), OUTPUT_ANSWER_MOST,
			    "HTTP/1.1 200 OK\r\nDate: %s\r\n"
			    "Content-Type: text/plain\r\n"
			    "Cache-Control: no-store\r\n"
			    "Content-Length: %zu\r\n%s\r\n",
			    now.date, body, connection_field(request, keep));

	if (request->method == METHOD_HEAD)
		body = 0;
	memcpy(output_room() + head, text, body);
	output_wrote((size_t)head + body);
}

/* Does the list of If-None-Match name it? Weakly compared (RFC 9110 section 13.1.2). */
static bool is_known(struct text list, const char *etag)
{
	size_t length;

	if (!list.at || !etag)
		return false;
	if (list.length == 1 && *list.at == '*')
		return true;
	length = strlen(etag);
	for (; list.length >= length; list.at++, list.length--)
		if (!memcmp(list.at, etag, length))
			return true;
	return false;
}

static void not_modified(const struct request *request, const struct page *page,
			 bool keep)
{
	output_wrote((size_t)snprintf(
		output_room(), OUTPUT_ANSWER_MOST,
		"HTTP/1.1 304 Not Modified\r\nDate: %s\r\nETag: %s\r\n%s\r\n",
		now.date, page->etag, connection_field(request, keep)));
}

static void send_page(const struct request *request, struct page *page,
		      bool keep)
{
	const char *field = connection_field(request, keep);
	uint32_t body = request->method == METHOD_GET ? page->body_length : 0;
	size_t head;

	if (page->dated != now.second) {
		memcpy(page->answer + sizeof(PAGE_HEAD_BEGIN) - 1, now.date,
		       DATE_BYTES);
		page->dated = now.second;
	}
	if (!*field) {
		output_refer(page->answer, page->head_length,
			     page->head_length + body);
		return;
	}
	head = page->head_length - 2; /* without the blank line */
	memcpy(output_room(), page->answer, head);
	head += (size_t)snprintf(output_room() + head,
				 OUTPUT_ANSWER_MOST - head, "%s\r\n", field);
	output_wrote(head);
	if (body)
		output_refer(page->answer + page->head_length, 0, body);
}

bool answer_request(const struct request *request)
{
	bool has_body = request->chunked || request->body_length;
	/* whether a client that expects 100 sends its body now, nobody knows */
	bool keep = request->keep_alive && !(request->expects && has_body);
	struct text path = request->path;
	char room[PATH_MOST];
	struct page *page;

	if (request->method == METHOD_UNKNOWN)
		error(request, 501, keep);
	else if (request->method == METHOD_OTHER)
		error(request, 405, keep);
	else if (!path_decode(&path, room))
		error(request, 400, keep);
	else if (!(page = page_find(path)))
		error(request, 404, keep);
	else if (page == &page_no_memory)
		error(request, 503, keep);
	else if (page == &page_stats)
		write_stats(request, keep);
	else if (is_known(request->if_none_match, page->etag))
		not_modified(request, page, keep);
	else
		send_page(request, page, keep);
	return keep;
}

void answer_refuse(int status)
{
	error(NULL, status, false);
}
