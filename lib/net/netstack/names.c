/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interfaces by name, and waiting for their addresses.
 */
#include "internal.h"

#include <uk/format.h>
#include <uk/string.h>

struct netif *uk_netstack_find(const char *name)
{
	struct netif *netif;

	NETIF_FOREACH(netif) {
		char own[UK_NETSTACK_NAME_SIZE];

		uk_netstack_name(netif, own);
		if (!strcmp(name, own))
			return netif;
	}
	return NULL;
}

void uk_netstack_name(const struct netif *netif, char *name)
{
	if (netif->linkoutput == netstack_link_output)
		uk_snprintf(name, UK_NETSTACK_NAME_SIZE, "eth%u",
			    ((const struct nic *)netif->state)->number);
	else
		memcpy(name, "lo", 3);
}

struct configuring {
	enum uk_netstack_family family;
	int result;
};

/* Whether it is known how things stand. */
static bool is_settled(void *argument)
{
	struct configuring *configuring = argument;
	bool is_pending = false;

	configuring->result = 0;
	for (struct nic *nic = netstack_nics; nic; nic = nic->next) {
		if (netstack_has_address(&nic->netif, configuring->family))
			return true;
		is_pending |= netstack_address_pending(nic, configuring->family);
	}
	configuring->result = -ENETUNREACH;
	return !is_pending;
}

int uk_netstack_wait_configured(enum uk_netstack_family family,
				uint64_t deadline)
{
	struct configuring configuring = { .family = family };
	int error = netstack_wait(is_settled, &configuring, deadline);

	return error ? error : configuring.result;
}
