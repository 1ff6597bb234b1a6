/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's options. What a user decides comes from Kconfig; the rest is what a
 * server wants that has megabytes and a fast link, not lwIP's defaults for
 * microcontrollers. Also for those who call lwIP's raw API.
 */
#ifndef NETSTACK_LWIPOPTS_H
#define NETSTACK_LWIPOPTS_H

#include <uk/essentials.h>

/* ---- who calls whom: no threads of lwIP's own; one lock (uk/netstack.h) */
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_TIMERS_CUSTOM 1 /* timers.c */
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS
#define LWIP_HOOK_FILENAME "netstack_hooks.h"
#ifdef CONFIG_LIBNETSTACK_ASSERTIONS
void netstack_assert_locked(void);
#define LWIP_ASSERT_CORE_LOCKED() netstack_assert_locked()
#endif

/* ---- memory: all of it from the heap */
#define MEM_ALIGNMENT 8
#define MEM_CUSTOM_ALLOCATOR 1
#define MEM_CUSTOM_MALLOC netstack_malloc
#define MEM_CUSTOM_CALLOC netstack_calloc
#define MEM_CUSTOM_FREE netstack_free
#define MEMP_MEM_MALLOC 1
void *netstack_malloc(size_t size);
void *netstack_calloc(size_t count, size_t size);
void netstack_free(void *block);

/* ---- packets */
#define LWIP_SUPPORT_CUSTOM_PBUF 1
#define PBUF_LINK_ENCAPSULATION_HLEN 16 /* UK_NETBUF_HEADROOM */
#define LWIP_CHKSUM netstack_checksum
uint16_t netstack_checksum(const void *data, int length);
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1

/* ---- interfaces */
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_LOOPIF_MULTICAST 1
#define LWIP_NETIF_HOSTNAME 1
#define LWIP_NETIF_STATUS_CALLBACK 1
#define LWIP_NETIF_HWADDRHINT 1
#define LWIP_ARP CONFIG_LIBNETSTACK_IPV4
#define LWIP_ETHERNET 1
#define ARP_TABLE_SIZE 32
#define ARP_QUEUEING 1
#define ARP_QUEUE_LEN 16

/* ---- IPv4 */
#ifdef CONFIG_LIBNETSTACK_IPV4
#define LWIP_IPV4 1
#else
#define LWIP_IPV4 0
#undef LWIP_ARP
#define LWIP_ARP 0
#endif
#define IP_DEFAULT_TTL 64
#define IP_REASS_MAX_PBUFS 128
#define IP_SOF_BROADCAST 1
#ifdef CONFIG_LIBNETSTACK_MULTICAST
#define LWIP_IGMP 1
#endif
#ifdef CONFIG_LIBNETSTACK_DHCP
#define LWIP_DHCP 1
#endif
/* Asking whether anybody has the address would cost each boot 2 seconds. */
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define LWIP_DHCP_MAX_DNS_SERVERS DNS_MAX_SERVERS
#ifdef CONFIG_LIBNETSTACK_RAW
#define LWIP_RAW 1
#endif

/* ---- IPv6 */
#ifdef CONFIG_LIBNETSTACK_IPV6
#define LWIP_IPV6 1
#else
#define LWIP_IPV6 0
#endif
#define LWIP_IPV6_NUM_ADDRESSES 4
#define LWIP_ND6_NUM_NEIGHBORS 32
#define LWIP_ND6_NUM_DESTINATIONS 32
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS DNS_MAX_SERVERS
#define IPV6_FRAG_COPYHEADER 1 /* pointers are larger than the header's room */
#define LWIP_IPV6_MLD LWIP_IPV6
#define LWIP_ICMP6_DATASIZE 1232 /* RFC 4443, section 2.4(c) */

/* ---- names */
#ifdef CONFIG_LIBNETSTACK_DNS
#define LWIP_DNS 1
#define DNS_TABLE_SIZE 8
#else
#define LWIP_DNS 0
#endif
#define DNS_MAX_SERVERS 2

/* ---- UDP and TCP */
#define LWIP_MULTICAST_TX_OPTIONS 1
#define SO_REUSE 1
#define SO_REUSE_RXTOALL 1
#define LWIP_TCP_KEEPALIVE 1

#define TCP_MSS 1460
#define LWIP_WND_SCALE 1
#define TCP_WND (CONFIG_LIBNETSTACK_TCP_WINDOW_KIB * 1024u)
/* the least that expresses the window in 16 bits (RFC 7323, section 2) */
#if CONFIG_LIBNETSTACK_TCP_WINDOW_KIB < 64
#define TCP_RCV_SCALE 0
#elif CONFIG_LIBNETSTACK_TCP_WINDOW_KIB < 512
#define TCP_RCV_SCALE 3
#elif CONFIG_LIBNETSTACK_TCP_WINDOW_KIB < 4096
#define TCP_RCV_SCALE 6
#else
#define TCP_RCV_SCALE 9
#endif
/* below the 64 KiB that a peer without window scaling may send, or it waits for ever */
#define TCP_WND_UPDATE_THRESHOLD LWIP_MIN(TCP_WND / 4, 32 * 1024u)
#define TCP_SND_BUF (CONFIG_LIBNETSTACK_TCP_SEND_KIB * 1024u)
#define TCP_SND_QUEUELEN LWIP_MIN((4 * TCP_SND_BUF) / TCP_MSS, 0xfff0)
#define TCP_SNDLOWAT (2 * TCP_MSS + 1) /* of lwIP's own sockets, unused */

#define LWIP_TCP_SACK_OUT 1
#define TCP_OOSEQ_MAX_BYTES TCP_WND
#define TCP_OOSEQ_MAX_PBUFS 256
#define TCP_OOSEQ_TIMEOUT 100 /* times the retransmission timeout */
#define TCP_LISTEN_BACKLOG 1
#define LWIP_TCP_PCB_NUM_EXT_ARGS 2 /* tcp_table.c */

/*
 * Clocks. Ticks of 100 ms: a lost last segment is sent again after 0.3 s
 * (lwIP's least timeout is three ticks), an acknowledgement waits for
 * company for 50 ms at most.
 */
#define TCP_TMR_INTERVAL 50
#define LWIP_TCP_RTO_TIME 1000 /* RFC 6298, section 2.1 */
#define TCP_MSL 15000
#define TCP_SYN_RCVD_TIMEOUT 20000

/* ---- counters */
#ifdef CONFIG_LIBNETSTACK_STATISTICS
#define LWIP_STATS 1
#else
#define LWIP_STATS 0
#endif

#endif /* NETSTACK_LWIPOPTS_H */
