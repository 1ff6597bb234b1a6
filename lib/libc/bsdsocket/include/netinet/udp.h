/* SPDX-License-Identifier: BSD-3-Clause */
/* <netinet/udp.h>: the header of a datagram (RFC 768), under both of its names. */
#ifndef _NETINET_UDP_H
#define _NETINET_UDP_H

#include <stdint.h>

#define SOL_UDP 17

struct udphdr {
	union {
		struct {
			uint16_t uh_sport;
			uint16_t uh_dport;
			uint16_t uh_ulen;
			uint16_t uh_sum;
		};
		struct {
			uint16_t source;
			uint16_t dest;
			uint16_t len;
			uint16_t check;
		};
	};
};

#endif /* _NETINET_UDP_H */
