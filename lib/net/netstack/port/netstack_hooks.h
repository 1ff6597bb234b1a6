/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where lwIP asks its port.
 */
#ifndef NETSTACK_HOOKS_H
#define NETSTACK_HOOKS_H

#include <lwip/ip_addr.h>
#include <lwip/netif.h>
#include <lwip/prot/tcp.h>
#include <lwip/tcp.h>

/* Initial sequence numbers: random.c */
u32_t netstack_tcp_isn(const ip_addr_t *local, u16_t local_port,
		       const ip_addr_t *remote, u16_t remote_port);
#define LWIP_HOOK_TCP_ISN netstack_tcp_isn

#if LWIP_IPV6
/* The router for IPv6 of the command line: address.c */
const ip6_addr_t *netstack_ip6_gateway(struct netif *netif,
				       const ip6_addr_t *destination);
#define LWIP_HOOK_ND6_GET_GW netstack_ip6_gateway
#endif

/* The MSS of the segment on its way to a device, if it is larger than that;
 * else 0: transmit.c
 */
extern u16_t netstack_segment_mss;

/* A segment with SYN or FIN: tcp_table.c */
void netstack_tcp_control(struct tcp_pcb *pcb, struct tcp_hdr *header);

/*
 * Behind the byte that probed a closed window, an acknowledgement lies outside of it: the
 * peer would drop it with the news of our own window, and where that was closed too, both
 * would wait for ever (RFC 9293, section 3.10.7.4, first check).
 */
static inline void netstack_tcp_probing(const struct tcp_pcb *pcb,
					const struct pbuf *p,
					struct tcp_hdr *header)
{
	if (header->seqno == lwip_htonl(pcb->snd_nxt) &&
	    p->tot_len == TCPH_HDRLEN_BYTES(header))
		header->seqno = lwip_htonl(pcb->lastack);
}

/* Each segment on its way out, its header complete but for the checksum. */
static inline u32_t *netstack_tcp_out(struct pbuf *p, struct tcp_hdr *header,
				      const struct tcp_pcb *pcb, u32_t *options)
{
	netstack_segment_mss = 0;
	if (pcb) {
		if (p->tot_len > pcb->mss + TCP_HLEN)
			netstack_segment_mss = pcb->mss;
		if (header->_hdrlen_rsvd_flags & PP_HTONS(TCP_SYN | TCP_FIN))
			netstack_tcp_control((struct tcp_pcb *)pcb, header);
		if (pcb->persist_backoff)
			netstack_tcp_probing(pcb, p, header);
	}
	return options;
}
#define LWIP_HOOK_TCP_OUT_ADD_TCPOPTS netstack_tcp_out

#endif /* NETSTACK_HOOKS_H */
