/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Connections by address. lwIP looks for a packet's connection by walking
 * lists; with thousands of connections that is most of its work. A hash table
 * finds the connection first, and for the time of tcp_input() lwIP's lists
 * begin at it: lwIP, unchanged, finds it in first place, or at once that
 * there is none.
 */
#include "internal.h"

#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/tcp.h>

#include <uk/alloc.h>

#define BUCKET_BITS_FIRST 6

/*
 * Two additional fields of a connection, both in its bucket's chain: the
 * pointer that points to it (lwIP hands this to destroy(), which needs it to
 * know who is meant: ports and addresses are cleared by then), and the next one.
 */
enum { LINK, NEXT };

static struct tcp_pcb **buckets;
static unsigned int bucket_bits = BUCKET_BITS_FIRST;
static unsigned int count;
static uint64_t factor; /* random: nobody can fill one bucket on purpose */

/* The connection whose packet lwIP looks at; NULL if it vanished or is none. */
static struct tcp_pcb *current;
static bool is_looking;
/* Another one vanished meanwhile, maybe from before the place where the list
 * seemed to begin.
 */
static bool list_is_torn;

static inline struct tcp_pcb **next_of(struct tcp_pcb *pcb)
{
	return (struct tcp_pcb **)&pcb->ext_args[NEXT].data;
}

static inline uint32_t fold_address(const ip_addr_t *address)
{
#if LWIP_IPV6
	if (IP_IS_V6(address)) {
		const ip6_addr_t *ip6 = ip_2_ip6(address);

		return ip6->addr[0] ^ ip6->addr[1] * 3 ^ ip6->addr[2] * 5 ^
		       ip6->addr[3];
	}
#endif
#if LWIP_IPV4
	return ip_2_ip4(address)->addr;
#else
	return 0;
#endif
}

static inline struct tcp_pcb **bucket_of(const ip_addr_t *remote,
					 uint16_t remote_port,
					 uint16_t local_port)
{
	uint64_t hash = (uint64_t)fold_address(remote) << 32 |
			(uint32_t)remote_port << 16 | local_port;

	hash = (hash ^ hash >> 29) * factor;
	return &buckets[hash >> (64 - bucket_bits)];
}

static void link(struct tcp_pcb **bucket, struct tcp_pcb *pcb)
{
	*next_of(pcb) = *bucket;
	if (*bucket)
		tcp_ext_arg_set(*bucket, LINK, next_of(pcb));
	tcp_ext_arg_set(pcb, LINK, bucket);
	*bucket = pcb;
}

/* Twice the buckets; stays as it is where there is no memory. */
static void grow(void)
{
	struct uk_alloc *a = uk_alloc_default();
	struct tcp_pcb **old = buckets;
	size_t old_size = (size_t)1 << bucket_bits;
	struct tcp_pcb **larger = uk_calloc(a, 2 * old_size, sizeof(*larger));

	if (!larger)
		return;
	buckets = larger;
	bucket_bits++;
	for (size_t i = 0; i < old_size; i++) {
		struct tcp_pcb *next;

		for (struct tcp_pcb *pcb = old[i]; pcb; pcb = next) {
			next = *next_of(pcb);
			link(bucket_of(&pcb->remote_ip, pcb->remote_port,
				       pcb->local_port),
			     pcb);
		}
	}
	uk_free(a, old);
}

/* lwIP frees a connection; it is in none of its lists any more. */
static void destroy(u8_t id __uk_unused, void *data)
{
	struct tcp_pcb **pointer = data;
	struct tcp_pcb *pcb = *pointer;
	struct tcp_pcb *next = *next_of(pcb);

	*pointer = next;
	if (next)
		tcp_ext_arg_set(next, LINK, pointer);
	count--;
	if (pcb == current)
		current = NULL;
	else if (is_looking)
		list_is_torn = true;
}

static const struct tcp_ext_arg_callbacks callbacks = { .destroy = destroy };

/*
 * A connection exists from its first SYN on: nobody can answer before.
 * And lwIP, splitting a segment because of a small window, leaves a FIN in
 * both halves (tcp_split_unsent_seg() only adds flags): the peer would take the
 * first half for the end. What is followed by more data does not end.
 */
void netstack_tcp_control(struct tcp_pcb *pcb, struct tcp_hdr *header)
{
	const struct tcp_seg *segment = pcb->unsent;

	if (segment && segment->tcphdr == header && segment->next)
		TCPH_UNSET_FLAG(header, TCP_FIN);
	if (!(TCPH_FLAGS(header) & TCP_SYN) || pcb->ext_args[LINK].callbacks)
		return;
	tcp_ext_arg_set_callbacks(pcb, LINK, &callbacks);
	link(bucket_of(&pcb->remote_ip, pcb->remote_port, pcb->local_port),
	     pcb);
	if (++count > (size_t)2 << bucket_bits)
		grow();
}

/* Of the packet that IP is delivering. */
static struct tcp_pcb *find(uint16_t remote_port, uint16_t local_port)
{
	const ip_addr_t *remote = ip_current_src_addr();
	const ip_addr_t *local = ip_current_dest_addr();
	struct tcp_pcb *pcb = *bucket_of(remote, remote_port, local_port);

	while (pcb && (pcb->remote_port != remote_port ||
		       pcb->local_port != local_port ||
		       !ip_addr_eq(&pcb->remote_ip, remote) ||
		       !ip_addr_eq(&pcb->local_ip, local)))
		pcb = *next_of(pcb);
	return pcb;
}

/*
 * A SYN that begins beyond a remembered connection is a new one (RFC 9293,
 * section 3.10.7.4, TIME-WAIT); lwIP would refuse it.
 */
static bool begins_anew(const struct tcp_pcb *pcb, const struct tcp_hdr *header)
{
	u16_t flags = TCPH_FLAGS(header) & (TCP_SYN | TCP_ACK | TCP_RST);

	return flags == TCP_SYN &&
	       TCP_SEQ_GT(lwip_ntohl(header->seqno), pcb->rcv_nxt);
}

static bool is_active(const struct tcp_pcb *pcb)
{
	return pcb->state != CLOSED && pcb->state != LISTEN &&
	       pcb->state != TIME_WAIT;
}

/* Every active connection is in the table: the list made again from it. */
static void mend_list(void)
{
	list_is_torn = false;
	tcp_active_pcbs = NULL;
	for (size_t i = 0; i < (size_t)1 << bucket_bits; i++)
		for (struct tcp_pcb *pcb = buckets[i]; pcb;
		     pcb = *next_of(pcb))
			if (is_active(pcb)) {
				pcb->next = tcp_active_pcbs;
				tcp_active_pcbs = pcb;
			}
}

/* The list of active ones began at `start`, in the midst of that which begins
 * at `whole`; what was added or taken out since is at its begin.
 */
static void join_list(const struct tcp_pcb *start, struct tcp_pcb *whole)
{
	struct tcp_pcb **end = &tcp_active_pcbs;

	if (whole == start)
		return;
	if (!start) {
		while (*end)
			end = &(*end)->next;
		*end = whole;
		return;
	}
	if (tcp_active_pcbs != start) {
		struct tcp_pcb *before = whole;

		while (before->next != start)
			before = before->next;
		before->next = tcp_active_pcbs;
	}
	tcp_active_pcbs = whole;
}

/* RFC 6928, section 2: lwIP's own window is that of RFC 3390, 3 segments. */
static void widen_initial_window(struct tcp_pcb *pcb)
{
	tcpwnd_size_t window = UK_MIN(10u * pcb->mss,
				      UK_MAX(2u * pcb->mss, 14600u));

	if (pcb->state >= ESTABLISHED && pcb->cwnd < window)
		pcb->cwnd = window;
}

void netstack_tcp_input(struct pbuf *p, struct netif *input)
{
	const struct tcp_hdr *header = p->payload;
	struct tcp_pcb *active, *waiting, *pcb;
	bool was_active, was_opening;

	if (p->len < TCP_HLEN) {
		tcp_input(p, input); /* drops it */
		return;
	}
	pcb = find(lwip_ntohs(header->src), lwip_ntohs(header->dest));
	if (pcb && pcb->state == TIME_WAIT && begins_anew(pcb, header)) {
		tcp_abort(pcb);
		pcb = NULL;
	}
	if (!pcb && TCPH_FLAGS(header) & TCP_SYN)
		netstack_half_open_make_room(lwip_ntohs(header->dest));
	active = tcp_active_pcbs;
	waiting = tcp_tw_pcbs;
	was_active = pcb && pcb->state != TIME_WAIT;
	was_opening = pcb && pcb->state < ESTABLISHED;
	tcp_active_pcbs = was_active ? pcb : NULL;
	if (!was_active)
		tcp_tw_pcbs = pcb;
	current = pcb;
	is_looking = true;
	tcp_input(p, input);
	is_looking = false;
	if (!was_active)
		tcp_tw_pcbs = waiting; /* lwIP takes none out here */
	if (UK_UNLIKELY(list_is_torn))
		mend_list();
	else
		join_list(was_active ? pcb : NULL, active);
	if (!current)
		return;
	if (was_opening)
		widen_initial_window(current);
	if (current->state == TIME_WAIT)
		netstack_time_wait_entered();
	else
		netstack_tcp_fit(current);
	current = NULL;
}

int netstack_tcp_table_start(void)
{
	factor = (uint64_t)netstack_random() << 32 | netstack_random() | 1;
	buckets = uk_calloc(uk_alloc_default(), (size_t)1 << bucket_bits,
			    sizeof(struct tcp_pcb *));
	return buckets ? 0 : -ENOMEM;
}
