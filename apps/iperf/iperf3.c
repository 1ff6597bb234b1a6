/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The control connections: a test from its parameters to its results.
 */
#include "iperf3.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "json.h"
#include "listen.h"

/* Messages, as iperf3 numbers them */
enum {
	TEST_START = 1,
	TEST_RUNNING = 2,
	TEST_END = 4,
	PARAM_EXCHANGE = 9,
	CREATE_STREAMS = 10,
	CLIENT_TERMINATE = 12,
	EXCHANGE_RESULTS = 13,
	DISPLAY_RESULTS = 14,
	IPERF_DONE = 16,
	SERVER_ERROR = 254, /* and iperf3's number of an error, and an errno */
};
#define ERROR_NOT_IMPLEMENTED 13

#define BLOCK_MOST 65536
#define RESULT_MOST 200 /* bytes of a stream's results */

static struct test *tests;

int64_t microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct test *test_find(const char *cookie)
{
	struct test *test = tests;

	while (test && memcmp(test->cookie, cookie, COOKIE_BYTES))
		test = test->next;
	return test;
}

struct test *test_wanting_udp(void)
{
	struct test *test = tests;

	while (test && !(test->is_udp && test->step == STEP_STREAMS))
		test = test->next;
	return test;
}

struct stream *test_find_peer(const struct sockaddr_storage *peer,
			      socklen_t length)
{
	for (struct test *test = tests; test; test = test->next)
		for (struct stream *s = test->streams; s; s = s->next)
			if (test->is_udp && !memcmp(&s->peer, peer, length))
				return s;
	return NULL;
}

/* Short messages into a socket that has sent next to nothing: all or an error. */
static bool say(struct test *test, const void *bytes, size_t length)
{
	return send(test->watched.fd, bytes, length, MSG_NOSIGNAL) ==
	       (ssize_t)length;
}

static bool say_state(struct test *test, unsigned int state)
{
	return say(test, &(uint8_t){ (uint8_t)state }, 1);
}

static void test_release(struct watched *watched)
{
	free(watched);
}

/* The control connection ends, and all streams with it. */
static void test_end(struct test *test)
{
	struct test **link = &tests;

	if (test->watched.is_closed)
		return;
	while (*link != test)
		link = &(*link)->next;
	*link = test->next;
	while (test->streams) {
		struct stream *stream = test->streams;

		test->streams = stream->next;
		if (test->is_udp)
			free(stream);
		else
			loop_close(&stream->watched);
	}
	loop_close(&test->watched);
}

/* ---- parameters */
static uint64_t parameter(const struct test *test, size_t length,
			  const char *name, uint64_t otherwise)
{
	uint64_t value;

	return json_number(test->input + 4, length, name, &value) ? value :
								    otherwise;
}

static bool take_parameters(struct test *test, size_t length)
{
	static const uint8_t refusal[] = { SERVER_ERROR, 0, 0, 0,
					   ERROR_NOT_IMPLEMENTED, 0, 0, 0, 0 };
	uint64_t streams = parameter(test, length, "parallel", 1);
	uint64_t block = parameter(test, length, "len", BLOCK_MOST);

	test->is_udp = parameter(test, length, "udp", 0);
	test->is_reverse = parameter(test, length, "reverse", 0);
	test->is_both = parameter(test, length, "bidirectional", 0);
	test->has_wide_counters =
		parameter(test, length, "udp_counters_64bit", 0);
	test->block = block && block < BLOCK_MOST ? (size_t)block : BLOCK_MOST;
	if (!streams || streams > STREAMS_MOST / 2 ||
	    (test->is_udp && (test->is_reverse || test->is_both))) {
		say(test, refusal, sizeof(refusal));
		return false;
	}
	test->wanted = (unsigned int)streams * (test->is_both ? 2 : 1);
	test->step = STEP_STREAMS;
	return say_state(test, CREATE_STREAMS);
}

/* ---- streams */
struct stream *test_add_stream(struct test *test)
{
	struct stream *stream, **link = &test->streams;

	if (test->step != STEP_STREAMS || test->count == test->wanted)
		return NULL;
	stream = calloc(1, sizeof(*stream));
	if (!stream)
		return NULL;
	stream->test = test;
	/* the client's numbers: 1, 3, 4, ... */
	stream->id = test->count ? test->count + 2 : 1;
	/* at once both ways, the client first makes those that it sends on */
	stream->is_sender = test->is_both ? test->count >= test->wanted / 2 :
					    test->is_reverse;
	test->count++;
	while (*link)
		link = &(*link)->next;
	*link = stream;
	return stream;
}

void test_start_if_complete(struct test *test)
{
	static const uint8_t go[] = { TEST_START, TEST_RUNNING };

	if (test->count < test->wanted)
		return;
	test->step = STEP_RUNNING;
	test->start = microseconds();
	if (!say(test, go, 1) || !say(test, go + 1, 1)) {
		test_end(test);
		return;
	}
	for (struct stream *s = test->streams; s; s = s->next)
		if (s->is_sender)
			stream_run(s);
}

/* ---- results */
static int write_result(char *to, const struct test *test,
			const struct stream *s)
{
	unsigned long long time =
		(unsigned long long)(test->end - test->start);
	unsigned long long jitter = s->jitter / 16;

	return snprintf(to, RESULT_MOST,
			"%s{\"id\":%u,\"bytes\":%llu,\"retransmits\":-1,"
			"\"jitter\":%llu.%06llu,\"errors\":%llu,\"packets\":%llu,"
			"\"start_time\":0,\"end_time\":%llu.%06llu}",
			s == test->streams ? "" : ",", s->id,
			(unsigned long long)s->bytes, jitter / 1000000,
			jitter % 1000000, (unsigned long long)s->errors,
			(unsigned long long)s->packets, time / 1000000,
			time % 1000000);
}

static bool send_results(struct test *test)
{
	static const char head[] =
		"{\"cpu_util_total\":0,\"cpu_util_user\":0,\"cpu_util_system\":0,"
		"\"sender_has_retransmits\":0,\"streams\":[";
	static char text[4 + sizeof(head) + STREAMS_MOST * RESULT_MOST + 3];
	size_t length = 4 + sizeof(head) - 1;

	memcpy(text + 4, head, sizeof(head));
	for (struct stream *s = test->streams; s; s = s->next)
		length += (size_t)write_result(text + length, test, s);
	memcpy(text + length, "]}", 2);
	length += 2;
	for (unsigned int i = 0; i < 4; i++)
		text[i] = (char)((length - 4) >> (24 - 8 * i));
	test->step = STEP_DONE;
	return say(test, text, length) && say_state(test, DISPLAY_RESULTS);
}

/* The client's message while data flows, or after all. */
static bool take_state(struct test *test, char state)
{
	if (test->step != STEP_RUNNING || state != TEST_END)
		return false; /* done, or given up */
	test->end = microseconds();
	/* a client may wait for the rest of a block: it sees the stream's end instead */
	for (struct stream *s = test->streams; s; s = s->next)
		if (s->is_sender) {
			loop_change(&s->watched, 0);
			shutdown(s->watched.fd, SHUT_WR);
		}
	test->step = STEP_RESULTS;
	return say_state(test, EXCHANGE_RESULTS);
}

/* How many bytes of input make the next message as far as is known. */
static size_t message_length(const struct test *test)
{
	const uint8_t *in = (const uint8_t *)test->input;

	if (test->step != STEP_PARAMETERS && test->step != STEP_RESULTS)
		return 1;
	if (test->input_used < 4)
		return 4;
	return 4 + ((size_t)in[0] << 24 | (size_t)in[1] << 16 |
		    (size_t)in[2] << 8 | in[3]);
}

static bool take_message(struct test *test, size_t length)
{
	test->input_used = 0;
	switch (test->step) {
	case STEP_PARAMETERS:
		return take_parameters(test, length - 4);
	case STEP_RESULTS:
		return send_results(test);
	default:
		return take_state(test, test->input[0]);
	}
}

/* What of the client's results does not fit is read over: nobody looks at it. */
static bool receive(struct test *test)
{
	size_t want = message_length(test), room = sizeof(test->input);
	ssize_t got;

	if (want > (1 << 20) || (want > room && test->step == STEP_PARAMETERS))
		return false;
	if (want > test->input_used) {
		size_t offset = test->input_used < room ? test->input_used : 4;
		size_t most = want - test->input_used;

		if (most > room - offset)
			most = room - offset;
		got = recv(test->watched.fd, test->input + offset, most, 0);
		if (got <= 0)
			return got && (errno == EAGAIN || errno == EINTR);
		test->input_used += (size_t)got;
	}
	return test->input_used < message_length(test) ||
	       take_message(test, test->input_used);
}

static void test_ready(struct watched *watched)
{
	struct test *test = (struct test *)watched;

	if (!receive(test))
		test_end(test);
}

void test_begin(struct watched *from, const char *cookie)
{
	struct test *test = calloc(1, sizeof(*test));

	if (!test) {
		loop_close(from);
		return;
	}
	test->watched.ready = test_ready;
	test->watched.release = test_release;
	memcpy(test->cookie, cookie, COOKIE_BYTES);
	test->next = tests;
	tests = test;
	if (!loop_hand_over(from, &test->watched, EPOLLIN) ||
	    !say_state(test, PARAM_EXCHANGE))
		test_end(test);
}
