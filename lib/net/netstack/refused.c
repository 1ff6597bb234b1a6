/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ICMP's news that nobody has the port that a datagram was for: lwIP drops it; here who sent the
 * datagram is told. IP calls these in place of lwIP's own (see Makefile.uk), which go on with
 * all that there is to answer.
 */
#include "internal.h"

#include <lwip/icmp.h>
#include <lwip/icmp6.h>
#include <lwip/inet_chksum.h>
#include <lwip/ip.h>
#include <lwip/prot/icmp.h>
#include <lwip/prot/icmp6.h>
#include <lwip/prot/ip4.h>
#include <lwip/udp.h>

#include <uk/event.h>

/* RFC 792, and RFC 4443, section 3.1: 8 bytes, then the packet as it was sent */
#define HEADER 8u
#define PORTS 4u /* the beginning of UDP's header (RFC 768) */

/* `ports`: of a datagram that is said to have gone between these. Told is the one socket that
 * could have sent it, and gets nothing from others: as in Linux.
 */
static void refused(const ip_addr_t *from, const ip_addr_t *to,
		    const uint8_t *ports)
{
	u16_t local = (u16_t)(ports[0] << 8 | ports[1]);
	u16_t remote = (u16_t)(ports[2] << 8 | ports[3]);

	if (!ip_addr_eq(from, ip_current_dest_addr()))
		return;
	for (struct udp_pcb *pcb = udp_pcbs; pcb; pcb = pcb->next)
		if (pcb->flags & UDP_FLAGS_CONNECTED &&
		    pcb->local_port == local && pcb->remote_port == remote &&
		    ip_addr_eq(&pcb->remote_ip, to) &&
		    (ip_addr_isany(&pcb->local_ip) ||
		     ip_addr_eq(&pcb->local_ip, from))) {
			uk_event_raise(uk_event_netstack_refused, pcb);
			return;
		}
}

/* What is quoted, at least `least` bytes of it; NULL: it says something else, or is in pieces, as
 * what fits a frame is not.
 */
static const void *quoted(const struct pbuf *p, u8_t type, u8_t code,
			  unsigned int least)
{
	const uint8_t *start = p->payload;

	return p->next || p->len < HEADER + least + PORTS ||
			       start[0] != type || start[1] != code ?
		       NULL :
		       start + HEADER;
}

/* Loopback makes no sums. */
static bool is_summed(const struct netif *input, uint16_t flag)
{
	return input->chksum_flags & flag;
}

#if LWIP_IPV4
void netstack_icmp_input(struct pbuf *p, struct netif *input)
{
	const struct ip_hdr *ip = quoted(p, ICMP_DUR, ICMP_DUR_PORT, IP_HLEN);

	if (ip && IPH_V(ip) == 4 && IPH_HL_BYTES(ip) >= IP_HLEN &&
	    p->len >= HEADER + IPH_HL_BYTES(ip) + PORTS &&
	    IPH_PROTO(ip) == IP_PROTO_UDP &&
	    !(IPH_OFFSET(ip) & PP_HTONS(IP_OFFMASK)) &&
	    !(is_summed(input, NETIF_CHECKSUM_CHECK_ICMP) &&
	      inet_chksum(p->payload, p->len))) {
		ip_addr_t from, to;

		ip_addr_copy_from_ip4(from, ip->src);
		ip_addr_copy_from_ip4(to, ip->dest);
		refused(&from, &to, (const uint8_t *)ip + IPH_HL_BYTES(ip));
	}
	icmp_input(p, input);
}
#endif

#if LWIP_IPV6
void netstack_icmp6_input(struct pbuf *p, struct netif *input)
{
	const struct ip6_hdr *ip = quoted(p, ICMP6_TYPE_DUR, ICMP6_DUR_PORT,
					  IP6_HLEN);

	if (ip && IP6H_V(ip) == 6 && IP6H_NEXTH(ip) == IP6_NEXTH_UDP &&
	    !(is_summed(input, NETIF_CHECKSUM_CHECK_ICMP6) &&
	      ip6_chksum_pseudo(p, IP6_NEXTH_ICMP6, p->tot_len,
				ip6_current_src_addr(),
				ip6_current_dest_addr()))) {
		ip_addr_t from, to;

		ip_addr_copy_from_ip6_packed(from, ip->src);
		ip_addr_copy_from_ip6_packed(to, ip->dest);
		ip6_addr_assign_zone(ip_2_ip6(&from), IP6_UNICAST, input);
		ip6_addr_assign_zone(ip_2_ip6(&to), IP6_UNICAST, input);
		refused(&from, &to, (const uint8_t *)(ip + 1));
	}
	icmp6_input(p, input);
}
#endif
