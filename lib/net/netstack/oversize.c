/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * IP packets beyond the MTU. lwIP calls these in place of its own fragmenting
 * (see Makefile.uk): a large TCP segment is the device's to cut, all else
 * becomes fragments.
 */
#include "internal.h"

#include <lwip/inet_chksum.h>
#include <lwip/ip4.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6.h>
#include <lwip/ip6_frag.h>
#include <lwip/nd6.h>
#include <lwip/prot/udp.h>

/* The device would complete a checksum of the whole, but gets only parts. */
static void complete_udp(struct pbuf *p, struct netif *netif, u16_t header,
			 const ip_addr_t *from, const ip_addr_t *to)
{
	struct udp_hdr *udp;

	if ((netif->chksum_flags & NETIF_CHECKSUM_GEN_UDP) ||
	    p->len < header + UDP_HLEN)
		return;
	pbuf_remove_header(p, header);
	udp = p->payload;
	udp->chksum = 0;
	udp->chksum = ip_chksum_pseudo(p, IP_PROTO_UDP, p->tot_len, from, to);
	if (!udp->chksum)
		udp->chksum = 0xffff;
	pbuf_add_header(p, header);
}

#if LWIP_IPV4
err_t netstack_ip4_oversize(struct pbuf *p, struct netif *netif,
			    const ip4_addr_t *destination);

err_t netstack_ip4_oversize(struct pbuf *p, struct netif *netif,
			    const ip4_addr_t *destination)
{
	struct ip_hdr *ip = p->payload;

	if (IPH_PROTO(ip) == IP_PROTO_TCP)
		/* lwIP makes none that is larger than the MTU, but for us */
		return netstack_segment_mss ?
			       netif->output(netif, p, destination) :
			       ERR_VAL;
	if (IPH_PROTO(ip) == IP_PROTO_UDP) {
		ip_addr_t from, to;

		ip_addr_copy_from_ip4(from, ip->src);
		ip_addr_copy_from_ip4(to, ip->dest);
		complete_udp(p, netif, (u16_t)IPH_HL_BYTES(ip), &from, &to);
	}
	return ip4_frag(p, netif, destination);
}
#endif

#if LWIP_IPV6
/* The path may bear less than the connection's MSS says (RFC 8201): the device
 * cuts accordingly, or there are fragments.
 */
static err_t send_tcp6(struct pbuf *p, struct netif *netif,
		       const ip6_addr_t *destination)
{
	unsigned int most = nd6_get_destination_mtu(destination, netif) -
			    IP6_HLEN - TCP_HLEN;
	err_t error;

	if (uk_netstack_segment_limit(netif, true) > TCP_MSS) {
		if (!netstack_segment_mss || netstack_segment_mss > most)
			netstack_segment_mss = (u16_t)most;
		return netif->output_ip6(netif, p, destination);
	}
	/* lwIP takes the packet apart, but TCP may need it once more */
	p = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
	if (!p)
		return ERR_MEM;
	error = ip6_frag(p, netif, destination);
	pbuf_free(p);
	return error;
}

err_t netstack_ip6_oversize(struct pbuf *p, struct netif *netif,
			    const ip6_addr_t *destination);

err_t netstack_ip6_oversize(struct pbuf *p, struct netif *netif,
			    const ip6_addr_t *destination)
{
	struct ip6_hdr *ip = p->payload;

	if (IP6H_NEXTH(ip) == IP6_NEXTH_TCP)
		return send_tcp6(p, netif, destination);
	if (IP6H_NEXTH(ip) == IP6_NEXTH_UDP) {
		ip_addr_t from, to;

		ip_addr_copy_from_ip6_packed(from, ip->src);
		ip_addr_copy_from_ip6_packed(to, ip->dest);
		complete_udp(p, netif, IP6_HLEN, &from, &to);
	}
	return ip6_frag(p, netif, destination);
}
#endif
