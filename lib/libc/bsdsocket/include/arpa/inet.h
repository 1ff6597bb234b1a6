/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX's <arpa/inet.h>: addresses and text. */
#ifndef _ARPA_INET_H
#define _ARPA_INET_H

#include <netinet/in.h>

__BEGIN_DECLS

int inet_aton(const char *text, struct in_addr *address);
in_addr_t inet_addr(const char *text);
char *inet_ntoa(struct in_addr address);
int inet_pton(int family, const char *text, void *address);
const char *inet_ntop(int family, const void *address, char *text,
		      socklen_t size);

__END_DECLS

#endif /* _ARPA_INET_H */
