/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The results of gethostbyname() and its kin, in a caller's room.
 */
#ifndef NETDB_HOSTENT_H
#define NETDB_HOSTENT_H

#include "lookup.h"

/* Of the calls that have room of their own: for LOOKUP_MOST addresses and a name */
#define HOSTENT_SIZE (NI_MAXHOST + (LOOKUP_MOST + 2) * sizeof(char *) + \
		      LOOKUP_MOST * sizeof(struct in6_addr))

/* Whether name, lists and addresses, all of `family`, fit into `buffer`, to which
 * `host` then points: 0 or ERANGE.
 */
int hostent_make(struct hostent *host, char *buffer, size_t size,
		 const char *name, int family,
		 const union lookup_address *addresses, int count);

#endif /* NETDB_HOSTENT_H */
