/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The whole stack in a host program, with a network card and a wire that are made
 * up, and a clock that only the test moves: each run is the same.
 *
 * The wire ends where it begins: the addresses of each packet are exchanged, so
 * what the stack sends from 10.0.0.1 to 10.0.0.2 comes back as if 10.0.0.2 (or
 * fd00::2, which the wire also answers for) had sent it: the stack talks to itself
 * across the wire, which may lose, double and delay packets. A second card,
 * without offloads, has a wire of the same kind.
 */
#ifndef NETSTACK_TEST_WIRE_H
#define NETSTACK_TEST_WIRE_H

#include "../../internal.h"

/* How the wire behaves; the rates are out of 1000. */
struct wire {
	unsigned int lose, twice, delay;
	unsigned int window; /* the largest that a TCP window may seem; 0: as is */
	/* what was seen */
	unsigned int packets, large, lost, longest;
	unsigned int errors; /* packets that break a rule; printed */
};

extern struct wire wire;

/* Boots the stack with these settings of its two cards; once in a program. */
void wire_start(const char *settings0, const char *settings1);

/* Lets `milliseconds` pass, or the time until `done` holds: true. */
bool wire_run(unsigned int milliseconds, bool (*done)(void));

/* A frame for the stack on the first card, as it is; `flags` and `gso` of uk/netbuf.h. In pieces of
 * at most `piece` bytes.
 */
void wire_inject(const uint8_t *frame, size_t length, uint8_t flags,
		 size_t piece);

/* Fills in the checksum of an ICMPv6 packet in a frame. */
void wire_fill_icmp6(uint8_t *frame, size_t length);

extern uint64_t machine_time; /* monotonic */

/* Blocks that the stack has from the heap, and whether more are to be had. */
extern long wire_blocks;
extern unsigned int wire_fail_one_in; /* allocations; 0: none fails */

#endif /* NETSTACK_TEST_WIRE_H */
