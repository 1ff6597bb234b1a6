/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What requests mean, which are refused and with what, and where bodies end.
 */
#include <string.h>
#include <uk/test.h>

#include "../body.h"
#include "../path.h"

UK_TESTSUITE(httpd, "parsers of requests");

static char buffer[REQUEST_HEAD_MOST + 1];
static struct request request;

static int parse_bytes(const char *bytes, size_t length)
{
	uint16_t seen = 0;

	memcpy(buffer, bytes, length);
	buffer[length] = '\0';
	return request_parse(&request, buffer, length, &seen);
}

static int parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

/* A request line and Host, with these fields besides. */
static int fields(const char *text)
{
	char whole[500] = "GET / HTTP/1.1\r\nHost: h\r\n";

	strcat(strcat(whole, text), "\r\n");
	return parse(whole);
}

static bool path_is(const char *target, const char *expected)
{
	char whole[300] = "GET ";

	strcat(strcat(whole, target), " HTTP/1.1\r\nHost: h\r\n\r\n");
	return parse(whole) == 200 &&
	       request.path.length == strlen(expected) &&
	       !memcmp(request.path.at, expected, request.path.length);
}

UK_TEST(httpd, minimal)
{
	UK_EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: h\r\n\r\nrest"), 200);
	UK_EXPECT_EQ(request.method, METHOD_GET);
	UK_EXPECT_EQ(request.head_length, 27);
	UK_EXPECT(request.keep_alive && !request.is_1_0 && !request.chunked);
	UK_EXPECT_EQ(parse("\r\n\r\nHEAD / HTTP/1.0\n\n"), 200);
	UK_EXPECT_EQ(request.method, METHOD_HEAD);
	UK_EXPECT(!request.keep_alive && request.is_1_0);
	UK_EXPECT_EQ(parse("POST / HTTP/1.9\r\nHost:\r\n\r\n"), 200);
	UK_EXPECT_EQ(request.method, METHOD_OTHER);
	UK_EXPECT_EQ(parse("get / HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
	UK_EXPECT_EQ(request.method, METHOD_UNKNOWN);
}

UK_TEST(httpd, targets)
{
	UK_EXPECT(path_is("/", "/"));
	UK_EXPECT(path_is("/a/b?c=/d?e", "/a/b"));
	UK_EXPECT(path_is("/?", "/"));
	UK_EXPECT(path_is("http://host/a", "/a"));
	UK_EXPECT(path_is("HTTPS://host:1/a?b", "/a"));
	UK_EXPECT(path_is("http://host", "/"));
	UK_EXPECT(path_is("http://host?q=/x", "/"));
	UK_EXPECT_EQ(parse("GET * HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
	UK_EXPECT_EQ(parse("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
	UK_EXPECT_EQ(parse("CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
	UK_EXPECT_EQ(parse("GET /#a HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
	UK_EXPECT_EQ(parse("GET a HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
}

UK_TEST(httpd, refuses)
{
	static const struct {
		int status;
		const char *text;
	} cases[] = {
		{ 400, " / HTTP/1.1\r\n" },
		{ 400, "GET  / HTTP/1.1\r\n" },
		{ 400, "GET / \r\n" },
		{ 400, "GET /\r\n" },
		{ 400, "GET / HTTP/1.1 \r\n" },
		{ 400, "GET / HTTP/1.10\r\n" },
		{ 400, "GET / HTTP/11\r\n" },
		{ 400, "GET / http/1.1\r\n" },
		{ 400, "GET /\x80 HTTP/1.1\r\n" },
		{ 400, "\x16\x03\x01" }, /* TLS */
		{ 505, "GET / HTTP/2.0\r\n" },
		{ 505, "PRI * HTTP/0.9\r\n" },
		{ 400, "GET / HTTP/1.1\r\n\r\n" }, /* no Host */
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a/b\r\n" },
		{ 400, "GET / HTTP/1.1\r\n Host: a\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost : a\r\n" },
		{ 400, "GET / HTTP/1.1\r\n: a\r\n" },
		{ 400, "GET / HTTP/1.1\r\nA: b\rc\r\n" },
		{ 400, "GET / HTTP/1.1\r\nA: b\x01\r\n" },
		{ 400, "GET / HTTP/1.1\r\nA: b\r\n folded\r\n" },
		{ 400, "\rGET / HTTP/1.1\r\n" },
		{ 400, "PRI * HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		UK_EXPECT_EQ(parse(cases[i].text), cases[i].status);
	UK_EXPECT_EQ(parse_bytes("GET /\0 HTTP/1.1\r\n", 17), 400);
}

UK_TEST(httpd, framing)
{
	UK_EXPECT_EQ(fields("Content-Length: 12\r\n"), 200);
	UK_EXPECT_EQ(request.body_length, 12);
	UK_EXPECT_EQ(fields("content-length:\t12 \r\n"), 200);
	UK_EXPECT_EQ(fields("TRANSFER-encoding: Chunked\r\n"), 200);
	UK_EXPECT(request.chunked);
	UK_EXPECT_EQ(fields("Content-Length: 1\r\nContent-Length: 1\r\n"), 400);
	UK_EXPECT_EQ(fields("Content-Length: 1, 1\r\n"), 400);
	UK_EXPECT_EQ(fields("Content-Length: +1\r\n"), 400);
	UK_EXPECT_EQ(fields("Content-Length: -1\r\n"), 400);
	UK_EXPECT_EQ(fields("Content-Length:\r\n"), 400);
	UK_EXPECT_EQ(fields("Content-Length: 18446744073709551617\r\n"), 400);
	UK_EXPECT_EQ(fields("Content-Length: 1\r\n"
			    "Transfer-Encoding: chunked\r\n"),
		     400);
	UK_EXPECT_EQ(fields("Transfer-Encoding: chunked\r\n"
			    "Content-Length: 1\r\n"),
		     400);
	UK_EXPECT_EQ(fields("Transfer-Encoding: gzip, chunked\r\n"), 501);
	UK_EXPECT_EQ(fields("Transfer-Encoding: chunke\r\n"), 501);
	UK_EXPECT_EQ(fields("Expect: 100-continue\r\n"), 200);
	UK_EXPECT(request.expects);
	UK_EXPECT_EQ(fields("Expect: 200-ok\r\n"), 417);
}

UK_TEST(httpd, connection)
{
	UK_EXPECT(fields("Connection: close\r\n") == 200);
	UK_EXPECT(!request.keep_alive);
	UK_EXPECT(fields("Connection: foo, Close ,bar\r\n") == 200);
	UK_EXPECT(!request.keep_alive);
	UK_EXPECT(fields("Connection: closed\r\nX-Connection: close\r\n") == 200);
	UK_EXPECT(request.keep_alive);
	UK_EXPECT(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") ==
		  200);
	UK_EXPECT(request.keep_alive);
}

UK_TEST(httpd, limits)
{
	static char whole[REQUEST_HEAD_MOST];
	uint16_t seen = 0;

	memset(whole, 'a', sizeof(whole));
	memcpy(whole, "GET /", 5);
	UK_EXPECT_EQ(parse_bytes(whole, 4 + REQUEST_TARGET_MOST), 0);
	UK_EXPECT_EQ(parse_bytes(whole, 5 + REQUEST_TARGET_MOST), 414);
	memcpy(whole, "GET / HTTP/1.1\r\nHost: h\r\nA: ", 28);
	UK_EXPECT_EQ(parse_bytes(whole, sizeof(whole) - 1), 0);
	UK_EXPECT_EQ(parse_bytes(whole, sizeof(whole)), 431);
	memcpy(whole + sizeof(whole) - 4, "\r\n\r\n", 4);
	UK_EXPECT_EQ(parse_bytes(whole, sizeof(whole)), 200);
	UK_EXPECT_EQ(request.head_length, sizeof(whole));

	/* a byte at a time */
	memcpy(buffer, whole, sizeof(whole));
	for (size_t i = 1; i <= sizeof(whole); i++) {
		char kept = buffer[i];

		buffer[i] = '\0';
		UK_EXPECT_EQ(request_parse(&request, buffer, i, &seen),
			     i < sizeof(whole) ? 0 : 200);
		buffer[i] = kept;
	}
}

static bool decodes(const char *from, const char *to)
{
	char room[PATH_MOST];
	struct text path = { from, strlen(from) };

	return path_decode(&path, room) && path.length == strlen(to) &&
	       !memcmp(path.at, to, path.length);
}

UK_TEST(httpd, percent)
{
	char room[PATH_MOST];
	struct text path;

	UK_EXPECT(decodes("/a", "/a"));
	UK_EXPECT(decodes("/%61%2F%fF", "/a/\xff"));
	for (int i = 0; i < 6; i++) {
		static const char *const wrong[] = { "%",   "/%6",  "%6g",
						     "%%6", "a%00", "%-1" };

		path = (struct text){ wrong[i], strlen(wrong[i]) };
		UK_EXPECT(!path_decode(&path, room));
	}
	memset(buffer, 'a', 300);
	memcpy(buffer, "%61", 3);
	path = (struct text){ buffer, 2 + PATH_MOST };
	UK_EXPECT(path_decode(&path, room) && path.length == PATH_MOST);
	path = (struct text){ buffer, 3 + PATH_MOST };
	UK_EXPECT(path_decode(&path, room) && !path.length);
}

/* How much of `text` is body, or -1; the same however it is cut. */
static ptrdiff_t skips(const char *text)
{
	size_t length = strlen(text);
	struct body body;
	ptrdiff_t whole;

	body_begin(&body, true, 0);
	whole = body_skip(&body, text, length);
	for (size_t cut = 0; cut <= length; cut++) {
		ptrdiff_t first, second;

		body_begin(&body, true, 0);
		first = body_skip(&body, text, cut);
		second = first < 0 ? -1 : body_skip(&body, text + first,
						    length - (size_t)first);
		UK_EXPECT_EQ(second < 0 ? -1 : first + second, whole);
	}
	return whole;
}

UK_TEST(httpd, chunks)
{
	struct body body;

	UK_EXPECT_EQ(skips("0\r\n\r\nGET"), 5);
	UK_EXPECT_EQ(skips("3\r\nabc\r\n0\r\n\r\nGET"), 13);
	UK_EXPECT_EQ(skips("a;x=y\r\n0123456789\r\n000\r\nA: b\r\n\r\nG"), 32);
	UK_EXPECT_EQ(skips("3\r\nabcd\r\n"), -1);
	UK_EXPECT_EQ(skips("\r\n"), -1);
	UK_EXPECT_EQ(skips("x\r\n"), -1);
	UK_EXPECT_EQ(skips("3\nabc"), -1);
	UK_EXPECT_EQ(skips("100001\r\n"), -1);
	UK_EXPECT_EQ(skips("fffffffffffffffff\r\n"), -1);
	UK_EXPECT(!body_begin(&body, false, BODY_MOST + 1));
	UK_EXPECT(body_begin(&body, false, 0) && !body_is_open(&body));
	UK_EXPECT(body_begin(&body, false, 4) && body_is_open(&body));
	UK_EXPECT_EQ(body_skip(&body, "ab", 2), 2);
	UK_EXPECT_EQ(body_skip(&body, "cdGET", 5), 2);
	UK_EXPECT(!body_is_open(&body));
}
