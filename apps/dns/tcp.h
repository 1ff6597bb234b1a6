/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * DNS over TCP (RFC 7766): for answers too long for a datagram. A fixed number of clients; when
 * one more comes, the one that was quiet for longest goes.
 */
#ifndef DNS_TCP_H
#define DNS_TCP_H

#include <stdbool.h>

/* Takes a client that waits at `listener`; true if there was one. */
bool dns_tcp_accept(int epoll, int listener);

/* Something happened to a client; `client` is its event's pointer. */
void dns_tcp_event(int epoll, void *client);

/* Ends those that were quiet for long; call it each second while it returns true. */
bool dns_tcp_tick(void);

#endif /* DNS_TCP_H */
