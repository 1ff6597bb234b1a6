/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * POSIX's <netinet/in.h> with Linux's numbers and layouts (linux/in.h,
 * linux/in6.h; RFC 3493).
 */
#ifndef _NETINET_IN_H
#define _NETINET_IN_H

#include <machine/endian.h>
#include <stdint.h>
#include <sys/cdefs.h>
#include <sys/socket.h>
#include <sys/types.h>

#ifndef htonl
#define htonl(x) __htonl(x)
#define htons(x) __htons(x)
#define ntohl(x) __ntohl(x)
#define ntohs(x) __ntohs(x)
#endif

#define IPPROTO_IP 0
#define IPPROTO_HOPOPTS 0
#define IPPROTO_ICMP 1
#define IPPROTO_IGMP 2
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_IPV6 41
#define IPPROTO_ICMPV6 58
#define IPPROTO_RAW 255

#define IPPORT_RESERVED 1024
#define IPPORT_USERRESERVED 5000

struct in_addr {
	in_addr_t s_addr; /* network order */
};

struct in6_addr {
	union {
		uint8_t __s6_addr[16];
		uint16_t __s6_addr16[8];
		uint32_t __s6_addr32[4];
	} __in6;
};
#define s6_addr __in6.__s6_addr
#define s6_addr16 __in6.__s6_addr16
#define s6_addr32 __in6.__s6_addr32

struct __attribute__((__may_alias__)) sockaddr_in {
	sa_family_t sin_family;
	in_port_t sin_port;
	struct in_addr sin_addr;
	unsigned char sin_zero[8];
};

struct __attribute__((__may_alias__)) sockaddr_in6 {
	sa_family_t sin6_family;
	in_port_t sin6_port;
	uint32_t sin6_flowinfo;
	struct in6_addr sin6_addr;
	uint32_t sin6_scope_id;
};

#define INADDR_ANY ((in_addr_t)0x00000000)
#define INADDR_BROADCAST ((in_addr_t)0xffffffff)
#define INADDR_NONE ((in_addr_t)0xffffffff)
#define INADDR_LOOPBACK ((in_addr_t)0x7f000001)
#define INADDR_UNSPEC_GROUP ((in_addr_t)0xe0000000)
#define INADDR_ALLHOSTS_GROUP ((in_addr_t)0xe0000001)
#define INADDR_MAX_LOCAL_GROUP ((in_addr_t)0xe00000ff)

#define IN_CLASSA(a) (((in_addr_t)(a) & 0x80000000) == 0)
#define IN_CLASSB(a) (((in_addr_t)(a) & 0xc0000000) == 0x80000000)
#define IN_CLASSC(a) (((in_addr_t)(a) & 0xe0000000) == 0xc0000000)
#define IN_CLASSD(a) (((in_addr_t)(a) & 0xf0000000) == 0xe0000000)
#define IN_MULTICAST(a) IN_CLASSD(a)
#define IN_LOOPBACKNET 127

#define INET_ADDRSTRLEN 16
#define INET6_ADDRSTRLEN 46

#define IN6ADDR_ANY_INIT { { { 0 } } }
#define IN6ADDR_LOOPBACK_INIT \
	{ { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } } }

extern const struct in6_addr in6addr_any;
extern const struct in6_addr in6addr_loopback;

#define __in6_32(a, i) (((const struct in6_addr *)(a))->s6_addr32[i])
#define __in6_8(a, i) (((const struct in6_addr *)(a))->s6_addr[i])

#define IN6_IS_ADDR_UNSPECIFIED(a)                    \
	(__in6_32(a, 0) == 0 && __in6_32(a, 1) == 0 && \
	 __in6_32(a, 2) == 0 && __in6_32(a, 3) == 0)
#define IN6_IS_ADDR_LOOPBACK(a)                       \
	(__in6_32(a, 0) == 0 && __in6_32(a, 1) == 0 && \
	 __in6_32(a, 2) == 0 && __in6_32(a, 3) == __htonl(1))
#define IN6_IS_ADDR_MULTICAST(a) (__in6_8(a, 0) == 0xff)
#define IN6_IS_ADDR_LINKLOCAL(a) \
	(__in6_8(a, 0) == 0xfe && (__in6_8(a, 1) & 0xc0) == 0x80)
#define IN6_IS_ADDR_SITELOCAL(a) \
	(__in6_8(a, 0) == 0xfe && (__in6_8(a, 1) & 0xc0) == 0xc0)
#define IN6_IS_ADDR_V4MAPPED(a)                       \
	(__in6_32(a, 0) == 0 && __in6_32(a, 1) == 0 && \
	 __in6_32(a, 2) == __htonl(0xffff))
#define IN6_IS_ADDR_V4COMPAT(a)                       \
	(__in6_32(a, 0) == 0 && __in6_32(a, 1) == 0 && \
	 __in6_32(a, 2) == 0 && __ntohl(__in6_32(a, 3)) > 1)
#define IN6_ARE_ADDR_EQUAL(a, b)                    \
	(__in6_32(a, 0) == __in6_32(b, 0) &&        \
	 __in6_32(a, 1) == __in6_32(b, 1) &&        \
	 __in6_32(a, 2) == __in6_32(b, 2) &&        \
	 __in6_32(a, 3) == __in6_32(b, 3))
#define IN6_IS_ADDR_MC_NODELOCAL(a) \
	(IN6_IS_ADDR_MULTICAST(a) && (__in6_8(a, 1) & 0xf) == 1)
#define IN6_IS_ADDR_MC_LINKLOCAL(a) \
	(IN6_IS_ADDR_MULTICAST(a) && (__in6_8(a, 1) & 0xf) == 2)
#define IN6_IS_ADDR_MC_SITELOCAL(a) \
	(IN6_IS_ADDR_MULTICAST(a) && (__in6_8(a, 1) & 0xf) == 5)
#define IN6_IS_ADDR_MC_ORGLOCAL(a) \
	(IN6_IS_ADDR_MULTICAST(a) && (__in6_8(a, 1) & 0xf) == 8)
#define IN6_IS_ADDR_MC_GLOBAL(a) \
	(IN6_IS_ADDR_MULTICAST(a) && (__in6_8(a, 1) & 0xf) == 14)

#define IP_TOS 1
#define IP_TTL 2
#define IP_HDRINCL 3
#define IP_PKTINFO 8
#define IP_MULTICAST_IF 32
#define IP_MULTICAST_TTL 33
#define IP_MULTICAST_LOOP 34
#define IP_ADD_MEMBERSHIP 35
#define IP_DROP_MEMBERSHIP 36

#define IPV6_UNICAST_HOPS 16
#define IPV6_MULTICAST_IF 17
#define IPV6_MULTICAST_HOPS 18
#define IPV6_MULTICAST_LOOP 19
#define IPV6_JOIN_GROUP 20
#define IPV6_LEAVE_GROUP 21
#define IPV6_ADD_MEMBERSHIP IPV6_JOIN_GROUP
#define IPV6_DROP_MEMBERSHIP IPV6_LEAVE_GROUP
#define IPV6_V6ONLY 26
#define IPV6_RECVPKTINFO 49
#define IPV6_PKTINFO 50
#define IPV6_TCLASS 67

struct ip_mreq {
	struct in_addr imr_multiaddr;
	struct in_addr imr_interface;
};

struct ip_mreqn {
	struct in_addr imr_multiaddr;
	struct in_addr imr_address;
	int imr_ifindex;
};

struct in_pktinfo {
	int ipi_ifindex;
	struct in_addr ipi_spec_dst;
	struct in_addr ipi_addr;
};

struct ipv6_mreq {
	struct in6_addr ipv6mr_multiaddr;
	unsigned int ipv6mr_interface;
};

struct in6_pktinfo {
	struct in6_addr ipi6_addr;
	unsigned int ipi6_ifindex;
};

#endif /* _NETINET_IN_H */
