/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets: TCP, UDP and raw IP as open files (uk/file.h), with the calls of
 * POSIX and Linux. A socket is read, written, waited for and watched like any
 * file; here is what only sockets have.
 *
 * Every call takes any open file, and says -ENOTSOCK to one that is no
 * socket. The caller owns a share of the file during the call. Numbers and
 * layouts are Linux's (uk/socket_abi.h); errors are negative errno, the
 * ones that Linux gives. Calls wait where the file is in blocking mode and
 * MSG_DONTWAIT is not given. Context: threads.
 */
#ifndef UK_SOCKET_H
#define UK_SOCKET_H

#include <uk/file.h>
#include <uk/socket_abi.h>

/*
 * A socket, the caller its owner, in `*file`. `type` may have
 * UK_SOCK_NONBLOCK; UK_SOCK_CLOEXEC is for the caller's table of descriptors.
 * -EAFNOSUPPORT, -EPROTONOSUPPORT, -ESOCKTNOSUPPORT, -EINVAL, -ENOBUFS.
 */
int uk_socket_create(int domain, int type, int protocol, struct uk_file **file);

int uk_socket_bind(struct uk_file *file, const struct uk_sockaddr *address,
		   uint32_t length);

/* At most backlog + 1 connections wait to be accepted, nor more than 4097. */
int uk_socket_listen(struct uk_file *file, int backlog);

/*
 * The next connection, the caller its owner, in `*connection`. `address` and
 * `length` may be NULL; `*length` is the room at `address`, and becomes the
 * address's length, which may be more. `flags`: UK_SOCK_NONBLOCK, CLOEXEC.
 */
int uk_socket_accept(struct uk_file *file, struct uk_file **connection,
		     struct uk_sockaddr *address, uint32_t *length, int flags);

int uk_socket_connect(struct uk_file *file, const struct uk_sockaddr *address,
		      uint32_t length);

/*
 * Sends `message`, all of it where the call may wait. Returns how many bytes
 * were queued. There are no signals: MSG_NOSIGNAL changes nothing, and
 * -EPIPE is all that happens.
 */
uk_ssize_t uk_socket_send(struct uk_file *file,
			  const struct uk_msghdr *message, int flags);

/* Fills `message`: name_length, control_length and flags are results, too. */
uk_ssize_t uk_socket_receive(struct uk_file *file, struct uk_msghdr *message,
			     int flags);

int uk_socket_shutdown(struct uk_file *file, int how);

/* The own and the peer's address; `length` as for accept. */
int uk_socket_local(struct uk_file *file, struct uk_sockaddr *address,
		    uint32_t *length);
int uk_socket_peer(struct uk_file *file, struct uk_sockaddr *address,
		   uint32_t *length);

int uk_socket_set_option(struct uk_file *file, int level, int option,
			 const void *value, uint32_t length);
/* `*length` is the room at `value`, and becomes what was used of it. */
int uk_socket_get_option(struct uk_file *file, int level, int option,
			 void *value, uint32_t *length);

/*
 * Interfaces, for those who list them. Index 1 is the first. Fills `interface`
 * and returns 0; -ENODEV if there is none with this index (higher ones may
 * exist up to UK_INTERFACE_LAST).
 */
#define UK_INTERFACE_LAST 255
#define UK_INTERFACE_IPV6 8 /* at most this many addresses are told */

struct uk_interface {
	char name[UK_IFNAMSIZ];
	unsigned int index;
	unsigned int flags; /* UK_IFF_* */
	unsigned int mtu;
	uint8_t mac[6];
	bool has_ipv4;
	uint32_t address, netmask, broadcast; /* network order */
	unsigned int ipv6_count;
	struct uk_sockaddr_in6 ipv6[UK_INTERFACE_IPV6];
};

int uk_interface_get(unsigned int index, struct uk_interface *interface);

/* The index of the interface of that name, or -ENODEV. */
int uk_interface_index(const char *name);

/* This host's name */
const char *uk_socket_hostname(void);

/*
 * Addresses of the host `name`, by UK_AF_INET, UK_AF_INET6 or UK_AF_UNSPEC
 * (both), each in an address of its own family; ports are 0. Waits for the
 * answer. How many, at least 1; errors as uk_netstack_resolve() has them
 * (uk/netstack.h).
 */
int uk_socket_resolve(const char *name, int domain,
		      struct uk_sockaddr_in6 *addresses, unsigned int count);

#endif /* UK_SOCKET_H */
