/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Well-known services (IANA's registry), those that programs ask for.
 */
#ifndef NETDB_SERVICES_H
#define NETDB_SERVICES_H

#include <stdint.h>

#define SERVICE_TCP 1
#define SERVICE_UDP 2

struct service {
	char name[12];
	uint16_t port;
	uint16_t protocols; /* SERVICE_* */
};

extern const struct service services[];
extern const unsigned int service_count;

/* `protocols`: at least one of them. NULL if there is none. */
const struct service *service_by_name(const char *name, unsigned int protocols);
const struct service *service_by_port(uint16_t port, unsigned int protocols);

#endif /* NETDB_SERVICES_H */
