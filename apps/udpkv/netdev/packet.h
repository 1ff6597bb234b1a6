/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The little of ARP, IPv4, ICMP and UDP that a server of datagrams needs, on one
 * frame, in place. Pure code: also a host program, for tests and a fuzzer.
 */
#ifndef UDPKV_PACKET_H
#define UDPKV_PACKET_H

#include <uk/netbuf.h>

#define PACKET_PAYLOAD_AT 42 /* Ethernet, IPv4 and UDP headers without options */

struct packet_host {
	uint8_t mac[6];
	uint32_t ip;   /* network byte order, as `port` */
	uint16_t port; /* of UDP */
	bool offload;  /* the device completes UDP's checksums */
	/* Answers a request of `length` bytes: writes to `answer`, which the
	 * request may overlap, and returns how many bytes.
	 */
	size_t (*serve)(void *argument, const uint8_t *request, size_t length,
			uint8_t *answer);
	void *argument;
};

/*
 * Turns a received frame, in one piece, into the answer to it: an ARP reply, an echo
 * reply, or what `serve` says. False: it was not for us, or is not as it
 * should be. Behind the data there is room up to PACKET_PAYLOAD_AT and the longest answer
 * of `serve`.
 */
bool packet_answer(const struct packet_host *host, struct uk_netbuf *packet);

/* An address as people write it, 10.0.2.15, in network byte order; 0: it is not
 * one of a host.
 */
uint32_t packet_address(const char *text);

#endif /* UDPKV_PACKET_H */
