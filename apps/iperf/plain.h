/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Services for anybody who can open a socket. Streams:
 *
 *	5001 sink	reads to the client's end, then answers "bytes N\n"
 *	5002 source	sends a pattern again and again until the client ends
 *	5003 echo	sends back what comes, to the client's end
 *
 * Datagrams:
 *
 *	5001 sink	counts; "report\n" is answered "packets N bytes N\n", and counts anew
 *	5003 echo	sends back what comes
 */
#ifndef IPERF_PLAIN_H
#define IPERF_PLAIN_H

#include <stdbool.h>

#define SINK_PORT 5001
#define SOURCE_PORT 5002
#define ECHO_PORT 5003

/*
 * Byte i of the source is (j * 7 + (j >> 8) * 13) & 255 with j = i mod PATTERN_BYTES: a
 * prime, so that a piece that is lost, doubled or out of its place shows.
 */
#define PATTERN_BYTES 65521

/* Begins to serve; says why and returns false if that fails. */
bool plain_start(void);

#endif /* IPERF_PLAIN_H */
