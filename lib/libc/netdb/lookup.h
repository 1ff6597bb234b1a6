/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What getaddrinfo() and gethostbyname() share: a host's addresses.
 */
#ifndef NETDB_LOOKUP_H
#define NETDB_LOOKUP_H

#include <netdb.h>

#define LOOKUP_MOST 4

union lookup_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6; /* as large as the kernel's answers */
};

/* A numeric address of `family` (or AF_UNSPEC), IPv6's with its scope behind
 * '%'. 1, 0 if `name` is none, or EAI_FAMILY: it is one of the other family.
 */
int lookup_numeric(const char *name, int family, union lookup_address *address);

/* Also names: how many of LOOKUP_MOST addresses, or an EAI_ error. */
int lookup_host(const char *name, int family, union lookup_address *addresses);

#endif /* NETDB_LOOKUP_H */
