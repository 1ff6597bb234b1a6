/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Numbers and layouts of sockets as programs see them: those of Linux on
 * x86-64 (include/uapi/linux/{socket,in,in6,tcp,if}.h, asm-generic/socket.h),
 * so that a C library of either kind passes its own structures through.
 */
#ifndef UK_SOCKET_ABI_H
#define UK_SOCKET_ABI_H

#include <uk/essentials.h>

/* Address families */
#define UK_AF_UNSPEC 0
#define UK_AF_UNIX 1
#define UK_AF_INET 2
#define UK_AF_INET6 10

/* Types, and what may be added to one */
#define UK_SOCK_STREAM 1
#define UK_SOCK_DGRAM 2
#define UK_SOCK_RAW 3
#define UK_SOCK_SEQPACKET 5
#define UK_SOCK_TYPE_MASK 0xf
#define UK_SOCK_NONBLOCK 04000
#define UK_SOCK_CLOEXEC 02000000

/* Protocols, and levels of options */
#define UK_IPPROTO_IP 0
#define UK_IPPROTO_ICMP 1
#define UK_IPPROTO_TCP 6
#define UK_IPPROTO_UDP 17
#define UK_IPPROTO_IPV6 41
#define UK_IPPROTO_ICMPV6 58
#define UK_IPPROTO_RAW 255
#define UK_SOL_SOCKET 1

/* Flags of send and receive */
#define UK_MSG_PEEK 0x2
#define UK_MSG_CTRUNC 0x8
#define UK_MSG_TRUNC 0x20
#define UK_MSG_DONTWAIT 0x40
#define UK_MSG_WAITALL 0x100
#define UK_MSG_ERRQUEUE 0x2000
#define UK_MSG_NOSIGNAL 0x4000
#define UK_MSG_MORE 0x8000
#define UK_MSG_OOB 0x1
#define UK_MSG_DONTROUTE 0x4
#define UK_MSG_EOR 0x80
#define UK_MSG_CONFIRM 0x800
#define UK_MSG_CMSG_CLOEXEC 0x40000000

/* Ways of uk_socket_shutdown() */
#define UK_SHUT_RD 0
#define UK_SHUT_WR 1
#define UK_SHUT_RDWR 2

/* Options of UK_SOL_SOCKET */
#define UK_SO_REUSEADDR 2
#define UK_SO_TYPE 3
#define UK_SO_ERROR 4
#define UK_SO_DONTROUTE 5
#define UK_SO_BROADCAST 6
#define UK_SO_SNDBUF 7
#define UK_SO_RCVBUF 8
#define UK_SO_KEEPALIVE 9
#define UK_SO_OOBINLINE 10
#define UK_SO_PRIORITY 12
#define UK_SO_LINGER 13
#define UK_SO_REUSEPORT 15
#define UK_SO_PASSCRED 16
#define UK_SO_PEERCRED 17
#define UK_SO_RCVLOWAT 18
#define UK_SO_SNDLOWAT 19
#define UK_SO_RCVTIMEO 20
#define UK_SO_SNDTIMEO 21
#define UK_SO_BINDTODEVICE 25
#define UK_SO_ACCEPTCONN 30
#define UK_SO_PROTOCOL 38
#define UK_SO_DOMAIN 39

/* Options of UK_IPPROTO_TCP */
#define UK_TCP_NODELAY 1
#define UK_TCP_MAXSEG 2
#define UK_TCP_CORK 3
#define UK_TCP_KEEPIDLE 4
#define UK_TCP_KEEPINTVL 5
#define UK_TCP_KEEPCNT 6
#define UK_TCP_INFO 11
#define UK_TCP_QUICKACK 12

/* Options of UK_IPPROTO_IP */
#define UK_IP_TOS 1
#define UK_IP_TTL 2
#define UK_IP_HDRINCL 3
#define UK_IP_PKTINFO 8
#define UK_IP_MULTICAST_IF 32
#define UK_IP_MULTICAST_TTL 33
#define UK_IP_MULTICAST_LOOP 34
#define UK_IP_ADD_MEMBERSHIP 35
#define UK_IP_DROP_MEMBERSHIP 36

/* Options of UK_IPPROTO_IPV6 */
#define UK_IPV6_UNICAST_HOPS 16
#define UK_IPV6_MULTICAST_IF 17
#define UK_IPV6_MULTICAST_HOPS 18
#define UK_IPV6_MULTICAST_LOOP 19
#define UK_IPV6_JOIN_GROUP 20
#define UK_IPV6_LEAVE_GROUP 21
#define UK_IPV6_V6ONLY 26
#define UK_IPV6_RECVPKTINFO 49
#define UK_IPV6_PKTINFO 50
#define UK_IPV6_TCLASS 67

/* Requests of ioctl */
#define UK_SIOCATMARK 0x8905
#define UK_SIOCOUTQ 0x5411
#define UK_SIOCGIFNAME 0x8910
#define UK_SIOCGIFCONF 0x8912
#define UK_SIOCGIFFLAGS 0x8913
#define UK_SIOCGIFADDR 0x8915
#define UK_SIOCGIFBRDADDR 0x8919
#define UK_SIOCGIFNETMASK 0x891b
#define UK_SIOCGIFMTU 0x8921
#define UK_SIOCGIFHWADDR 0x8927
#define UK_SIOCGIFINDEX 0x8933

/* Programs write these structures under their C library's names. */
#define UK_SOCKET_ALIAS __attribute__((may_alias))

/* What every address begins with */
struct UK_SOCKET_ALIAS uk_sockaddr {
	uint16_t family;
	uint8_t data[14];
};

/* Ports and addresses are in network order. */
struct UK_SOCKET_ALIAS uk_sockaddr_in {
	uint16_t family;
	uint16_t port;
	uint32_t address;
	uint8_t zero[8];
};

struct UK_SOCKET_ALIAS uk_sockaddr_in6 {
	uint16_t family;
	uint16_t port;
	uint32_t flow;
	uint8_t address[16];
	uint32_t scope; /* the interface's index, for link-local addresses */
};

/* The path is up to the first 0 or the end; abstract names begin with a 0 and are as long
 * as the address (linux/un.h, unix(7)).
 */
struct UK_SOCKET_ALIAS uk_sockaddr_un {
	uint16_t family;
	char path[108];
};

/* Large enough and aligned for every address */
struct uk_sockaddr_storage {
	uint16_t family;
	uint8_t data[118];
	uint64_t align;
};

struct uk_iovec;

struct UK_SOCKET_ALIAS uk_msghdr {
	void *name; /* an address */
	uint32_t name_length;
	struct uk_iovec *pieces;
	size_t piece_count;
	void *control; /* struct uk_cmsghdr one after another */
	size_t control_length;
	int flags;
};

/* Before each piece of ancillary data, which is aligned to 8 bytes */
struct UK_SOCKET_ALIAS uk_cmsghdr {
	size_t length; /* with this header */
	int level;
	int type;
};

/* Types of ancillary data of UK_SOL_SOCKET */
#define UK_SCM_RIGHTS 1      /* descriptors: int[] */
#define UK_SCM_CREDENTIALS 2 /* struct uk_ucred */

struct uk_ucred {
	int32_t pid;
	uint32_t uid;
	uint32_t gid;
};

#define UK_CMSG_ALIGN(length) UK_ALIGN_UP((size_t)(length), sizeof(size_t))

struct uk_linger {
	int on;
	int seconds;
};

struct uk_timeval {
	int64_t seconds;
	int64_t microseconds;
};

/* ip_mreq, and ip_mreqn with the third field */
struct uk_ip_mreqn {
	uint32_t group;
	uint32_t address; /* of the interface */
	int interface;
};

struct uk_ipv6_mreq {
	uint8_t group[16];
	unsigned int interface;
};

struct uk_in_pktinfo {
	int interface;
	uint32_t local; /* send: the source; receive: as `destination` */
	uint32_t destination;
};

struct uk_in6_pktinfo {
	uint8_t address[16];
	unsigned int interface;
};

#define UK_IFNAMSIZ 16

/* Flags of an interface */
#define UK_IFF_UP 0x1
#define UK_IFF_BROADCAST 0x2
#define UK_IFF_LOOPBACK 0x8
#define UK_IFF_RUNNING 0x40
#define UK_IFF_MULTICAST 0x1000

/* struct ifreq */
struct UK_SOCKET_ALIAS uk_ifreq {
	char name[UK_IFNAMSIZ];
	union {
		struct uk_sockaddr address;
		int16_t flags;
		int number; /* index, MTU */
		uint8_t space[24];
	} value;
};

/* struct ifconf */
struct UK_SOCKET_ALIAS uk_ifconf {
	int length; /* bytes */
	struct uk_ifreq *requests; /* NULL: asks for the length */
};

/* The first part of Linux's struct tcp_info; fields that are 0 are not known
 * here. States are Linux's, times are in microseconds.
 */
struct uk_tcp_info {
	uint8_t state;
	uint8_t congestion_state;
	uint8_t retransmits;
	uint8_t probes;
	uint8_t backoff;
	uint8_t options;
	uint8_t window_scales; /* low half: what the peer shifts by */
	uint8_t limited;
	uint32_t rto;
	uint32_t ato;
	uint32_t send_mss;
	uint32_t receive_mss;
	uint32_t unacknowledged; /* segments */
	uint32_t sacked;
	uint32_t lost;
	uint32_t retransmitted;
	uint32_t forward_acks;
	uint32_t last_sent, last_ack_sent, last_received, last_ack_received;
	uint32_t path_mtu;
	uint32_t receive_threshold;
	uint32_t rtt;
	uint32_t rtt_variance;
	uint32_t send_threshold;
	uint32_t congestion_window; /* segments */
	uint32_t advertised_mss;
	uint32_t reordering;
	uint32_t receive_rtt;
	uint32_t receive_window; /* bytes */
	uint32_t total_retransmitted;
};

#endif /* UK_SOCKET_ABI_H */
