/* SPDX-License-Identifier: BSD-3-Clause */
/* <netinet/ip.h>: the header of IPv4 (RFC 791, 3.1), as the BSDs and Linux name it. */
#ifndef _NETINET_IP_H
#define _NETINET_IP_H

#include <netinet/in.h>

#define IPVERSION 4
#define IPDEFTTL 64
#define IP_MAXPACKET 65535

#define IPTOS_LOWDELAY 0x10
#define IPTOS_THROUGHPUT 0x08
#define IPTOS_RELIABILITY 0x04

struct ip {
	uint8_t ip_hl : 4, ip_v : 4;
	uint8_t ip_tos;
	uint16_t ip_len;
	uint16_t ip_id;
	uint16_t ip_off;
	uint8_t ip_ttl;
	uint8_t ip_p;
	uint16_t ip_sum;
	struct in_addr ip_src, ip_dst;
};
#define IP_RF 0x8000
#define IP_DF 0x4000
#define IP_MF 0x2000
#define IP_OFFMASK 0x1fff

struct iphdr {
	uint8_t ihl : 4, version : 4;
	uint8_t tos;
	uint16_t tot_len;
	uint16_t id;
	uint16_t frag_off;
	uint8_t ttl;
	uint8_t protocol;
	uint16_t check;
	uint32_t saddr;
	uint32_t daddr;
};

#endif /* _NETINET_IP_H */
