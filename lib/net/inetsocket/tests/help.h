/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the suites of sockets share: addresses on loopback, connected pairs, and
 * short names for calls.
 */
#ifndef UKSOCKET_TESTS_HELP_H
#define UKSOCKET_TESTS_HELP_H

#include <uk/inetsocket.h>
#include <uk/test.h>

struct address {
	union {
		struct uk_sockaddr any;
		struct uk_sockaddr_in v4;
		struct uk_sockaddr_in6 v6;
	};
	uint32_t length;
};

struct address loopback4(uint16_t port); /* ports in host order */
struct address loopback6(uint16_t port);
struct address mapped(uint16_t port); /* 127.0.0.1 in IPv6's clothes */
struct address any6(uint16_t port);
uint16_t port_of(const struct address *address);

/* A socket, or NULL with the case failed; `type` may have UK_SOCK_NONBLOCK. */
struct uk_file *open_socket(int domain, int type);
int bind_to(struct uk_file *file, struct address address);
int connect_to(struct uk_file *file, struct address address);
struct address local_of(struct uk_file *file);
struct address peer_of(struct uk_file *file);

/* Listens on loopback at a port of the stack's choice. */
struct uk_file *listen_on(int domain, int backlog, struct address *address);
struct uk_file *accept_from(struct uk_file *listener); /* NULL: none, failed */

/* Two ends of a TCP connection, in blocking mode. */
struct pair {
	struct uk_file *client;
	struct uk_file *server;
};

bool make_pair(struct pair *pair);
void end_pair(struct pair *pair);

uk_ssize_t send_to(struct uk_file *file, const void *data, size_t length,
		   int flags, const struct address *to);
uk_ssize_t send_data(struct uk_file *file, const void *data, size_t length,
		     int flags);
uk_ssize_t receive(struct uk_file *file, void *data, size_t length, int flags);
uk_ssize_t receive_from(struct uk_file *file, void *data, size_t length,
			int flags, struct address *from);
int set_int(struct uk_file *file, int level, int option, int value);
int get_int(struct uk_file *file, int level, int option); /* or an error */

/* Lets the stack do all that it can do at once. */
void settle(void);
/* Closes the file and lets the other side learn of it. */
void end_socket(struct uk_file *file);

#endif /* UKSOCKET_TESTS_HELP_H */
