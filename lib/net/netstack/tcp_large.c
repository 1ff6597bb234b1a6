/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TCP segments of up to 64 KiB, which the device cuts, from a TCP that does
 * not know such. lwIP sends what lies in its queue of segments, and makes
 * them of pcb->mss bytes: raised for the time of tcp_write(), it makes large ones.
 * What remains is that a segment may not fit the window later, for the
 * congestion window shrinks to one MSS after a loss, or the peer's as it pleases:
 * then the first is split, just as far as it fits.
 */
#include "internal.h"

#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>

/* What a pbuf with all headers before the payload can say the length of */
#define PAYLOAD_MOST (0xffffu - UK_NETDEV_ETHERNET_HEADER - 40 - 60)

unsigned int uk_netstack_segment_limit(const struct netif *netif, bool ipv6)
{
#ifdef CONFIG_LIBNETSTACK_LARGE_SEGMENTS
	const struct nic *nic;

	if (netif->linkoutput != netstack_link_output) /* loopback */
		return netif->mtu ? TCP_MSS : PAYLOAD_MOST;
	nic = UK_CONTAINER_OF(netif, struct nic, netif);
	return (ipv6 ? nic->tx_large6 : nic->tx_large4) ? PAYLOAD_MOST :
							  TCP_MSS;
#else
	(void)netif;
	(void)ipv6;
	return TCP_MSS;
#endif
}

static struct netif *route(const struct tcp_pcb *pcb)
{
	return pcb->netif_idx != NETIF_NO_INDEX ?
		       netif_get_by_index(pcb->netif_idx) :
		       ip_route(&pcb->local_ip, &pcb->remote_ip);
}

/*
 * How large to make segments: whole multiples of the MSS; half of the window, so
 * that one can be on its way while the other is acknowledged.
 */
static unsigned int choose_size(const struct tcp_pcb *pcb)
{
	unsigned int mss = pcb->mss;
	unsigned int size;
	struct netif *netif;

	/* lwIP is about to split what does not fit the peer's window, and
	 * splits off no more than an MSS
	 */
	if (pcb->persist_backoff || !mss)
		return mss;
	netif = route(pcb);
	if (!netif)
		return mss;
	size = uk_netstack_segment_limit(netif, IP_IS_V6_VAL(pcb->remote_ip));
	size = UK_MIN(size, (unsigned int)(LWIP_MIN(pcb->cwnd, pcb->snd_wnd) / 2));
	return UK_MAX(size - size % mss, mss);
}

/* tcp_write() may only be told of a size that holds the last segment, with the
 * room at its end.
 */
static unsigned int least_size(const struct tcp_pcb *pcb)
{
	const struct tcp_seg *segment = pcb->unsent;

	if (!segment)
		return 0;
	while (segment->next)
		segment = segment->next;
	return segment->len + pcb->unsent_oversize;
}

static err_t write_some(struct tcp_pcb *pcb, const void *data, u16_t length,
			u8_t flags, unsigned int size)
{
	u16_t mss = pcb->mss;
	err_t error;

	pcb->mss = (u16_t)size;
	error = tcp_write(pcb, data, length, flags);
	pcb->mss = mss;
	return error;
}

uk_ssize_t uk_netstack_tcp_write(struct tcp_pcb *pcb, const void *data,
				 size_t length, bool more)
{
	size_t left = UK_MIN(length, (size_t)tcp_sndbuf(pcb));
	unsigned int size = pcb->mss;
	const uint8_t *at = data;
	err_t error = ERR_OK;

	if (left > size)
		size = choose_size(pcb);
	size = UK_MAX(size, least_size(pcb));
	more |= left < length;
	while (left) {
		/* whole segments: the rest of one may come with the next call */
		size_t some = UK_MIN(left, UK_MAX((size_t)size, (size_t)pcb->mss));
		u8_t flags = TCP_WRITE_FLAG_COPY;

		if (more || some < left)
			flags |= TCP_WRITE_FLAG_MORE;
		error = write_some(pcb, at, (u16_t)some, flags, size);
		if (error == ERR_MEM) {
			/* no such large piece of memory: smaller ones, maybe */
			unsigned int smaller =
				UK_MAX(pcb->mss, least_size(pcb));

			if (smaller < size) {
				size = smaller;
				continue;
			}
		}
		if (error)
			break;
		at += some;
		left -= some;
	}
	if (at != (const uint8_t *)data || error == ERR_OK)
		return at - (const uint8_t *)data;
	/* acknowledgements will make room */
	return error == ERR_MEM && pcb->snd_queuelen ? 0 :
						       uk_netstack_error(error);
}

#ifdef CONFIG_LIBNETSTACK_LARGE_SEGMENTS
/* Splits the first segment behind `most` bytes. False if that cannot be. */
static bool split_first(struct tcp_pcb *pcb, unsigned int most)
{
	struct tcp_seg *first = pcb->unsent;
	u16_t mss = pcb->mss;
	err_t error;

	if (first->p->ref != 1) /* the device still reads it */
		return false;
	pcb->mss = (u16_t)UK_MAX((unsigned int)mss, most);
	error = tcp_split_unsent_seg(pcb, (u16_t)most);
	pcb->mss = mss;
	return error == ERR_OK;
}

void netstack_tcp_fit(struct tcp_pcb *pcb)
{
	const struct tcp_seg *first = pcb->unsent;
	u32_t window, begin, most;

	/* with something in flight, an acknowledgement or a timer comes first */
	if (!first || first->len <= pcb->mss || pcb->unacked)
		return;
	window = LWIP_MIN(pcb->snd_wnd, pcb->cwnd);
	begin = lwip_ntohl(first->tcphdr->seqno) - pcb->lastack;
	if (begin + first->len <= window)
		return;
	/* `begin` is below 0 where the peer has acknowledged a part */
	most = window - begin;
	if (most > first->len || most < pcb->mss)
		most = pcb->mss;
	else
		most -= most % pcb->mss;
	if (split_first(pcb, most))
		tcp_output(pcb);
	else
		pcb->persist_cnt = 0; /* lwIP must not split it either */
}

void netstack_tcp_fit_all(void)
{
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		netstack_tcp_fit(pcb);
}
#endif
