/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tests of iperf3 clients (iperf3 -c, releases 3.1 to 3.17): TCP both ways and at once, UDP
 * from the client. Each test has a control connection, which the client makes first, and the
 * streams that it makes then; they belong together by a cookie that all begin with.
 */
#ifndef IPERF_IPERF3_H
#define IPERF_IPERF3_H

#include <sys/socket.h>

#include "loop.h"

#define IPERF3_PORT 5201
#define COOKIE_BYTES 37
#define STREAMS_MOST 64

/* What the control connection waits for; the messages are single bytes, in order.  */
enum step {
	STEP_PARAMETERS,
	STEP_STREAMS, /* to be made */
	STEP_RUNNING,
	STEP_RESULTS,
	STEP_DONE,
};

struct stream {
	struct watched watched; /* of UDP, not used: all share one socket */
	struct test *test;
	struct stream *next;
	unsigned int id;
	bool is_sender;
	uint64_t bytes;
	/* UDP */
	struct sockaddr_storage peer;
	uint64_t packets; /* the highest number that came */
	uint64_t errors;  /* missing */
	int64_t transit;  /* microseconds of the last one, off by the clocks' difference */
	uint64_t jitter;  /* microseconds * 16 (RFC 3550 section 6.4.1) */
};

struct test {
	struct watched watched; /* the control connection */
	struct test *next;
	enum step step;
	char cookie[COOKIE_BYTES];
	bool is_udp, is_reverse, is_both, has_wide_counters;
	unsigned int wanted; /* streams */
	unsigned int count;
	size_t block; /* bytes of one write */
	struct stream *streams;
	int64_t start, end; /* microseconds */
	size_t input_used;
	char input[4096]; /* the length of JSON, and the JSON */
};

/* Begins to serve; says why and returns false if that fails. */
bool iperf3_start(void);

/* The test with that cookie, or NULL. */
struct test *test_find(const char *cookie);

/* A UDP test that has not all its streams yet, or NULL. */
struct test *test_wanting_udp(void);

/* The stream of that UDP client, or NULL. */
struct stream *test_find_peer(const struct sockaddr_storage *peer,
			      socklen_t length);

/* A stream more; starts the test with the last one. NULL if there is no memory. */
struct stream *test_add_stream(struct test *test);
void test_start_if_complete(struct test *test);

/* A control connection begins where `from` has read a new cookie. */
void test_begin(struct watched *from, const char *cookie);

/* Its streams: over TCP, and over UDP (iperf3_stream.c, iperf3_udp.c). */
void stream_begin(struct watched *from, struct test *test);
void stream_run(struct stream *stream);
bool udp_start(void);

int64_t microseconds(void);

#endif /* IPERF_IPERF3_H */
