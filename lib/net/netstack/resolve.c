/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names to addresses: a call that waits, on lwIP's resolver, which calls back. A
 * question cannot be taken back, so it outlives a caller that gives up.
 */
#include "internal.h"

#include <lwip/dns.h>

#include <uk/alloc.h>
#include <uk/string.h>
#include <uk/time.h>

/* lwIP does not tell "no such name" from "nobody answered", but for the time
 * that it takes: it asks for 7 seconds at least.
 */
#define NOBODY_ANSWERED (4 * UK_TIME_SECOND)

enum { QUESTIONS_MOST = 2 };

struct question {
	ip_addr_t address;
	bool has_address;
	bool is_answered;
	bool is_abandoned;
};

/* lwIP: the answer, NULL if there is none. */
static void answered(const char *name __uk_unused, const ip_addr_t *address,
		     void *argument)
{
	struct question *question = argument;

	if (question->is_abandoned) {
		netstack_free(question);
		return;
	}
	question->is_answered = true;
	if (address) {
		question->has_address = true;
		question->address = *address;
	}
	netstack_changed();
}

/* With the lock held. 0, and `*asked` is set to what must be waited for. */
static int ask(const char *name, u8_t type, struct question **asked)
{
	struct question *question = netstack_calloc(1, sizeof(*question));
	err_t error;

	if (!question)
		return -ENOMEM;
	error = dns_gethostbyname_addrtype(name, &question->address, answered,
					   question, type);
	if (error != ERR_OK && error != ERR_INPROGRESS) {
		netstack_free(question);
		switch (error) {
		case ERR_VAL: /* no server */
			return -ENETUNREACH;
		case ERR_MEM: /* too many questions at a time */
			return -EAGAIN;
		default:
			return uk_netstack_error(error);
		}
	}
	question->is_answered = error == ERR_OK;
	question->has_address = error == ERR_OK;
	*asked = question;
	return 0;
}

static bool are_answered(void *argument)
{
	struct question **asked = argument;

	for (int i = 0; i < QUESTIONS_MOST; i++)
		if (asked[i] && !asked[i]->is_answered)
			return false;
	return true;
}

/* Frees the question, or leaves that to its answer. Its address, if any. */
static unsigned int finish(struct question *question, ip_addr_t *address)
{
	unsigned int found = 0;

	if (!question)
		return 0;
	if (!question->is_answered) {
		question->is_abandoned = true;
		return 0;
	}
	if (question->has_address && address) {
		*address = question->address;
		found = 1;
	}
	netstack_free(question);
	return found;
}

static unsigned int loopback(enum uk_netstack_family family,
			     ip_addr_t *addresses, unsigned int count)
{
	unsigned int found = 0;

#if LWIP_IPV4
	if ((family & UK_NETSTACK_IPV4) && found < count) {
		ip_addr_set_loopback(false, &addresses[found]);
		found++;
	}
#endif
#if LWIP_IPV6
	if ((family & UK_NETSTACK_IPV6) && found < count) {
		ip_addr_set_loopback(true, &addresses[found]);
		found++;
	}
#endif
	return found;
}

static int by_dns(const char *name, enum uk_netstack_family family,
		  ip_addr_t *addresses, unsigned int count, uint64_t deadline)
{
	static const u8_t types[QUESTIONS_MOST] = { LWIP_DNS_ADDRTYPE_IPV4,
						    LWIP_DNS_ADDRTYPE_IPV6 };
	struct question *asked[QUESTIONS_MOST] = { NULL };
	uint64_t start = uk_time_monotonic();
	unsigned int found = 0;
	int error = 0;
	int timeout = 0;

	uk_netstack_lock();
	netstack_dns_timer = dns_tmr;
	for (int i = 0; i < QUESTIONS_MOST && !error; i++)
		if (family & 1 << i)
			error = ask(name, types[i], &asked[i]);
	uk_netstack_unlock();
	if (!error)
		timeout = netstack_wait(are_answered, asked, deadline);
	uk_netstack_lock();
	for (int i = 0; i < QUESTIONS_MOST; i++)
		found += finish(asked[i],
				found < count ? &addresses[found] : NULL);
	uk_netstack_unlock();
	if (found)
		return (int)found;
	if (error || timeout)
		return error ? error : timeout;
	return uk_time_monotonic() - start < NOBODY_ANSWERED ? -ENOENT :
							       -EAGAIN;
}

int uk_netstack_resolve(const char *name, enum uk_netstack_family family,
			ip_addr_t *addresses, unsigned int count,
			uint64_t deadline)
{
	size_t length = strnlen(name, DNS_MAX_NAME_LENGTH);
	int error;

#if !LWIP_IPV4
	family &= ~UK_NETSTACK_IPV4;
#endif
#if !LWIP_IPV6
	family &= ~UK_NETSTACK_IPV6;
#endif
	if (!length || length == DNS_MAX_NAME_LENGTH || !count || !family)
		return -EINVAL;
	if (netstack_parse_ip(name, addresses))
		return family & (IP_IS_V6(addresses) ? UK_NETSTACK_IPV6 :
						       UK_NETSTACK_IPV4) ?
			       1 :
			       -ENOENT;
	if (!strcmp(name, "localhost") || !strcmp(name, uk_netstack_hostname()))
		return (int)loopback(family, addresses, count);
	error = uk_netstack_wait_configured(UK_NETSTACK_ANY, deadline);
	return error ? error : by_dns(name, family, addresses, count, deadline);
}
