/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waits for addresses of the families that are named ("4", "6"), prints what came
 * of it, and resolves the other arguments.
 */
#include <lwip/ip_addr.h>

#include <uk/boot.h>
#include <uk/netstack.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/time.h>

static void resolve(const char *name)
{
	ip_addr_t addresses[2];
	char text[IPADDR_STRLEN_MAX];
	int found = uk_netstack_resolve(name, UK_NETSTACK_ANY, addresses, 2,
					uk_time_deadline(20 * UK_TIME_SECOND));

	uk_printf("%s: %d", name, found);
	for (int i = 0; i < found; i++)
		uk_printf(" %s", ipaddr_ntoa_r(&addresses[i], text, sizeof(text)));
	uk_printf("\n");
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		uint64_t deadline =
			uk_time_deadline(UK_NETSTACK_CONFIGURE_TIME);

		if (!strcmp(argv[i], "4"))
			uk_printf("IPv4: %d\n",
				  uk_netstack_wait_configured(UK_NETSTACK_IPV4,
							      deadline));
		else if (!strcmp(argv[i], "6"))
			uk_printf("IPv6: %d\n",
				  uk_netstack_wait_configured(UK_NETSTACK_IPV6,
							      deadline));
		else
			resolve(argv[i]);
	}
	return 0;
}
