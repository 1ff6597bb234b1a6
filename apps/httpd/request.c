/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One pass over the head's bytes. No search needs to know where the data ends: the NUL behind
 * it is a character that no part of a head may have. What stops at it there is
 * incomplete; what stops anywhere else is wrong. So however the head arrives in pieces, the
 * outcome is that of the whole.
 */
#include "request.h"

#include <string.h>

#define INCOMPLETE 0
#define COMPLETE 200

struct parser {
	struct request *request;
	const char *at, *end;
	unsigned int hosts;
	bool has_length, has_coding;
	bool wants_close, wants_keep_alive;
};

/*
 * Which parts of a head a character may be in: a token (tchar, RFC 9110 section 5.6.2), a
 * target, a target's path, a field's value (section 5.5, with obs-text), a host.
 */
enum { TOKEN = 1, TARGET = 2, PATH = 4, VALUE = 8, HOST = 16 };

#define IN(c, low, high) ((c) >= (low) && (c) <= (high))
#define IS_ALNUM(c) (IN(c, '0', '9') || IN(c, 'a', 'z') || IN(c, 'A', 'Z'))
/* ! # $ % & ' * + - . ^ _ ` | ~ */
#define IS_TCHAR(c)                                                       \
	((c) == '!' || IN(c, '#', '\'') || (c) == '*' || (c) == '+' ||    \
	 (c) == '-' || (c) == '.' || IN(c, '^', '`') || (c) == '|' ||     \
	 (c) == '~')
#define IS_VISIBLE(c) IN(c, '!', '~')
/* no delimiter of authority, path or list */
#define IS_HOST(c)                                                        \
	(IS_VISIBLE(c) && (c) != '/' && (c) != '?' && (c) != '#' &&       \
	 (c) != '@' && (c) != '\\' && (c) != ',' && (c) != '"' &&         \
	 (c) != '<' && (c) != '>')
#define KINDS(c)                                                          \
	((IS_ALNUM(c) || IS_TCHAR(c) ? TOKEN : 0) |                       \
	 (IS_VISIBLE(c) && (c) != '#' ? TARGET : 0) |                     \
	 (IS_VISIBLE(c) && (c) != '#' && (c) != '?' ? PATH : 0) |         \
	 (((c) >= ' ' && (c) != 0x7f) || (c) == '\t' ? VALUE : 0) |       \
	 (IS_HOST(c) ? HOST : 0))
#define KINDS_4(c) KINDS(c), KINDS((c) + 1), KINDS((c) + 2), KINDS((c) + 3)
#define KINDS_16(c) KINDS_4(c), KINDS_4((c) + 4), KINDS_4((c) + 8), KINDS_4((c) + 12)
#define KINDS_64(c) \
	KINDS_16(c), KINDS_16((c) + 16), KINDS_16((c) + 32), KINDS_16((c) + 48)

static const uint8_t kinds[256] = { KINDS_64(0), KINDS_64(64), KINDS_64(128),
				    KINDS_64(192) };

static inline bool is(char c, unsigned int kind)
{
	return kinds[(unsigned char)c] & kind;
}

/* Where characters of that kind end. */
static inline const char *span(const char *at, unsigned int kind)
{
	while (is(*at, kind))
		at++;
	return at;
}

/* Is `text` the word `lower`? Bit 5 makes capitals small and leaves '-' as it is. */
static bool is_word(const char *text, size_t length, const char *lower)
{
	for (size_t i = 0; i < length; i++)
		if ((text[i] | 0x20) != lower[i])
			return false;
	return !lower[length];
}

static int wrong(const struct parser *p)
{
	return p->at == p->end ? INCOMPLETE : 400;
}

/* A line's end; a bare line feed is one too (RFC 9112 section 2.2). */
static int line_end(struct parser *p)
{
	if (*p->at == '\r')
		p->at++;
	if (*p->at != '\n')
		return wrong(p);
	p->at++;
	return COMPLETE;
}

static enum method method_of(const char *text, size_t length)
{
	static const char known[][8] = { "POST",    "PUT",   "DELETE", "OPTIONS",
					 "CONNECT", "TRACE", "PATCH" };

	if (length == 3 && !memcmp(text, "GET", 3))
		return METHOD_GET;
	if (length == 4 && !memcmp(text, "HEAD", 4))
		return METHOD_HEAD;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(known[i]) == length &&
		    !memcmp(text, known[i], length))
			return METHOD_OTHER;
	return METHOD_UNKNOWN;
}

/* The path of a target without its query (RFC 9112 section 3.2); false if it has no form. */
static bool find_path(struct request *request, const char *at, const char *end)
{
	static const char root[] = "/";
	size_t length = (size_t)(end - at);

	if (*at != '/') {
		if (length > 7 && is_word(at, 7, "http://"))
			at += 7;
		else if (length > 8 && is_word(at, 8, "https://"))
			at += 8;
		else if (request->method >= METHOD_OTHER)
			at = end; /* "*" or host:port: no page either */
		else
			return false;
		while (at < end && *at != '/')
			at++;
	}
	request->path = at < end ? (struct text){ at, (size_t)(end - at) } :
				   (struct text){ root, 1 };
	return true;
}

static int request_line(struct parser *p)
{
	static const char version[] = "HTTP/";
	struct request *request = p->request;
	const char *start = p->at;
	const char *path_end;

	p->at = span(p->at, TOKEN);
	if (*p->at != ' ' || p->at == start)
		return wrong(p);
	request->method = method_of(start, (size_t)(p->at - start));

	start = ++p->at;
	path_end = span(start, PATH);
	p->at = span(path_end, TARGET);
	if (p->at - start > REQUEST_TARGET_MOST)
		return 414;
	if (*p->at != ' ' || p->at == start)
		return wrong(p);
	if (!find_path(request, start, path_end))
		return 400;
	p->at++;

	for (size_t i = 0; version[i]; i++, p->at++)
		if (*p->at != version[i])
			return wrong(p);
	if (*p->at < '0' || *p->at > '9')
		return wrong(p);
	if (*p->at++ != '1')
		return 505;
	if (*p->at++ != '.') {
		p->at--;
		return wrong(p);
	}
	if (*p->at < '0' || *p->at > '9')
		return wrong(p);
	request->is_1_0 = *p->at++ == '0';
	return line_end(p);
}

/* Connection: the words in its list that mean something here. */
static void connection(struct parser *p, const char *at, const char *end)
{
	while (at < end) {
		const char *word = at;

		while (at < end && is(*at, TOKEN))
			at++;
		if (is_word(word, (size_t)(at - word), "close"))
			p->wants_close = true;
		else if (is_word(word, (size_t)(at - word), "keep-alive"))
			p->wants_keep_alive = true;
		if (at < end)
			at++;
	}
}

/* One that differs, or is none, would make two servers see different requests: refused. */
static int content_length(struct parser *p, const char *at, const char *end)
{
	uint64_t length = 0;

	if (p->has_length || p->has_coding || at == end || end - at > 18)
		return 400;
	for (; at < end; at++) {
		if (*at < '0' || *at > '9')
			return 400;
		length = length * 10 + (uint64_t)(*at - '0');
	}
	p->has_length = true;
	p->request->body_length = length;
	return COMPLETE;
}

static int transfer_encoding(struct parser *p, const char *at, const char *end)
{
	if (p->request->is_1_0 || p->has_length || p->has_coding)
		return 400;
	if (!is_word(at, (size_t)(end - at), "chunked"))
		return 501;
	p->has_coding = p->request->chunked = true;
	return COMPLETE;
}

static int host(struct parser *p, const char *at, const char *end)
{
	if (p->hosts++)
		return 400;
	return span(at, HOST) >= end ? COMPLETE : 400;
}

/* A field whose name and value lie in [name, colon) and [at, end). */
static int field(struct parser *p, const char *name, const char *colon,
		 const char *at, const char *end)
{
	struct request *request = p->request;
	size_t length = (size_t)(colon - name);

	switch (length) {
	case 4:
		if (is_word(name, 4, "host"))
			return host(p, at, end);
		break;
	case 6:
		if (!is_word(name, 6, "expect"))
			break;
		if (!is_word(at, (size_t)(end - at), "100-continue"))
			return 417;
		request->expects = true;
		break;
	case 10:
		if (is_word(name, 10, "connection"))
			connection(p, at, end);
		break;
	case 13:
		if (is_word(name, 13, "if-none-match"))
			request->if_none_match =
				(struct text){ at, (size_t)(end - at) };
		break;
	case 14:
		if (is_word(name, 14, "content-length"))
			return content_length(p, at, end);
		break;
	case 17:
		if (is_word(name, 17, "transfer-encoding"))
			return transfer_encoding(p, at, end);
		break;
	}
	return COMPLETE;
}

static int field_line(struct parser *p)
{
	const char *name = p->at;
	const char *colon, *value, *end;
	int status;

	p->at = span(p->at, TOKEN);
	colon = p->at;
	/* a space here, or one that begins the line, is how requests are smuggled */
	if (*colon != ':' || colon == name)
		return wrong(p);
	p->at++;
	while (*p->at == ' ' || *p->at == '\t')
		p->at++;
	value = p->at;
	p->at = end = span(value, VALUE);
	status = line_end(p);
	if (status != COMPLETE)
		return status;
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return field(p, name, colon, value, end);
}

static int head(struct parser *p)
{
	struct request *request = p->request;
	const char *start = p->at;
	int status;

	/* blank lines before a request are ignored (RFC 9112 section 2.2) */
	while (*p->at == '\r' || *p->at == '\n') {
		status = line_end(p);
		if (status != COMPLETE)
			return status;
	}
	status = request_line(p);
	while (status == COMPLETE && *p->at != '\r' && *p->at != '\n')
		status = field_line(p);
	if (status == COMPLETE)
		status = line_end(p);
	if (status != COMPLETE)
		return status;
	if (!p->hosts && !request->is_1_0)
		return 400;
	request->keep_alive = !p->wants_close &&
			      (!request->is_1_0 || p->wants_keep_alive);
	request->head_length = (size_t)(p->at - start);
	return COMPLETE;
}

/* Does a blank line end in data[seen .. length)? */
static bool has_blank_line(const char *data, size_t length, size_t seen)
{
	const char *at = data + (seen < 3 ? 0 : seen - 3);
	const char *end = data + length;

	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		at++;
		if (*at == '\n' || (*at == '\r' && at[1] == '\n'))
			return true;
	}
	return false;
}

int request_parse(struct request *request, const char *data, size_t length,
		  uint16_t *seen)
{
	struct parser p = { .request = request,
			    .at = data,
			    .end = data + length };
	int status = INCOMPLETE;

	if (!*seen || length == REQUEST_HEAD_MOST ||
	    has_blank_line(data, length, *seen)) {
		memset(request, 0, sizeof(*request));
		status = head(&p);
	}
	if (status == INCOMPLETE && length == REQUEST_HEAD_MOST)
		status = 431;
	*seen = status == INCOMPLETE ? (uint16_t)length : 0;
	return status;
}
