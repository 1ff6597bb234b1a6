/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's timers, in place of its own list of timeouts: those that have work
 * only at times run only then, so that an idle machine wakes once a
 * second, and the next moment is a variable that poll() compares.
 */
#include "internal.h"

#include <lwip/dhcp.h>
#include <lwip/dns.h>
#include <lwip/etharp.h>
#include <lwip/igmp.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/mld6.h>
#include <lwip/nd6.h>
#include <lwip/priv/nd6_priv.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/dhcp.h>
#include <lwip/sys.h>
#include <lwip/timeouts.h>

#include <uk/time.h>

struct timer {
	uint32_t milliseconds;
	void (*run)(void);
	bool (*is_needed)(void); /* NULL: always */
};

static bool tcp_needed(void)
{
	return tcp_active_pcbs || tcp_tw_pcbs;
}

#if LWIP_DHCP
static bool dhcp_needed(void)
{
	for (struct nic *nic = netstack_nics; nic; nic = nic->next) {
		struct dhcp *dhcp = netif_dhcp_data(&nic->netif);

		if (dhcp && dhcp->state != DHCP_STATE_OFF &&
		    dhcp->state != DHCP_STATE_BOUND)
			return true;
	}
	return false;
}
#endif

#if LWIP_IGMP
static bool igmp_needed(void)
{
	struct netif *netif;

	NETIF_FOREACH(netif)
		for (struct igmp_group *group = netif_igmp_data(netif); group;
		     group = group->next)
			if (group->timer)
				return true;
	return false;
}
#endif

#if LWIP_IPV6_MLD
static bool mld_needed(void)
{
	struct netif *netif;

	NETIF_FOREACH(netif)
		for (struct mld_group *group = netif_mld6_data(netif); group;
		     group = group->next)
			if (group->timer)
				return true;
	return false;
}
#endif

#if LWIP_DNS
/* dns_tmr() in an image that resolves names (resolve.c); others do without. */
void (*netstack_dns_timer)(void);

static bool dns_needed(void)
{
	return netstack_dns_timer;
}

static void run_dns(void)
{
	netstack_dns_timer();
}
#endif

static void run_tcp(void)
{
	tcp_tmr();
	netstack_tcp_fit_all();
}

enum { TCP_TIMER }; /* the first */

static const struct timer timers[] = {
	{ TCP_TMR_INTERVAL, run_tcp, tcp_needed },
#if LWIP_IPV4
	{ IP_TMR_INTERVAL, ip_reass_tmr, NULL },
	{ ARP_TMR_INTERVAL, etharp_tmr, NULL },
#endif
#if LWIP_DHCP
	{ DHCP_COARSE_TIMER_MSECS, dhcp_coarse_tmr, NULL },
	{ DHCP_FINE_TIMER_MSECS, dhcp_fine_tmr, dhcp_needed },
#endif
#if LWIP_IGMP
	{ IGMP_TMR_INTERVAL, igmp_tmr, igmp_needed },
#endif
#if LWIP_DNS
	{ DNS_TMR_INTERVAL, run_dns, dns_needed },
#endif
#if LWIP_IPV6
	{ ND6_TMR_INTERVAL, nd6_tmr, NULL },
	{ IP6_REASS_TMR_INTERVAL, ip6_reass_tmr, NULL },
	{ MLD6_TMR_INTERVAL, mld6_tmr, mld_needed },
#endif
};

static uint64_t due[UK_ARRAY_SIZE(timers)];
uint64_t netstack_timer_next = UK_TIME_NEVER;

/* When a timer that is not running runs next; never, if it is not needed. */
static void arm(unsigned int i, uint64_t now)
{
	if (due[i] == UK_TIME_NEVER &&
	    (!timers[i].is_needed || timers[i].is_needed()))
		due[i] = now + timers[i].milliseconds * UK_TIME_MILLISECOND;
	netstack_timer_next = UK_MIN(netstack_timer_next, due[i]);
}

static void arm_all(uint64_t now)
{
	netstack_timer_next = UK_TIME_NEVER;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(timers); i++)
		arm(i, now);
}

void netstack_timers_start(void)
{
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(timers); i++)
		due[i] = UK_TIME_NEVER;
	arm_all(uk_time_monotonic());
}

bool netstack_timers_run(void)
{
	uint64_t now = uk_time_monotonic();

	if (now < netstack_timer_next && !netstack_multicast_seen)
		return false;
	netstack_multicast_seen = false;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(timers); i++) {
		if (now < due[i])
			continue;
		due[i] = UK_TIME_NEVER;
		timers[i].run();
	}
	arm_all(now);
	return true;
}

/* lwIP: a connection exists. */
void tcp_timer_needed(void)
{
	if (due[TCP_TIMER] != UK_TIME_NEVER)
		return;
	arm(TCP_TIMER, uk_time_monotonic());
	netstack_timer_earlier(due[TCP_TIMER]);
}

/* lwIP, at its start. */
void sys_timeouts_init(void)
{
}

u32_t sys_now(void)
{
	return (u32_t)(uk_time_monotonic() / UK_TIME_MILLISECOND);
}
