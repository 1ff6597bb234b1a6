/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets as open files (uk/file.h), with the calls of POSIX and Linux. A socket
 * is read, written, waited for and watched like any file; here is what only
 * sockets have. Which families there are (internet, local) is the image's choice:
 * see <uk/socket_family.h>.
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
 * With one family in the image its functions are the calls: by name, so that what nobody
 * calls is not linked, nor what none of the callers asks for (a constant SOCK_STREAM).
 */
#ifdef UK_ONLY_UKSOCKET
#define UK_SOCKET_CALL(call) \
	UK_CONCAT(UK_CONCAT(UK_ONLY_UKSOCKET_NAME, _), call)
#define uk_socket_create UK_SOCKET_CALL(create)
#define uk_socket_pair UK_SOCKET_CALL(pair)
#define uk_socket_bind UK_SOCKET_CALL(bind)
#define uk_socket_listen UK_SOCKET_CALL(listen)
#define uk_socket_accept UK_SOCKET_CALL(accept)
#define uk_socket_connect UK_SOCKET_CALL(connect)
#define uk_socket_send UK_SOCKET_CALL(send)
#define uk_socket_receive UK_SOCKET_CALL(receive)
#define uk_socket_shutdown UK_SOCKET_CALL(shutdown)
#define uk_socket_local UK_SOCKET_CALL(local)
#define uk_socket_peer UK_SOCKET_CALL(peer)
#define uk_socket_set_option UK_SOCKET_CALL(set_option)
#define uk_socket_get_option UK_SOCKET_CALL(get_option)
#endif

/*
 * A socket, the caller its owner, in `*file`. `type` may have
 * UK_SOCK_NONBLOCK; UK_SOCK_CLOEXEC is for the caller's table of descriptors.
 * -EAFNOSUPPORT, -EPROTONOSUPPORT, -ESOCKTNOSUPPORT, -EINVAL, -ENOBUFS.
 */
int uk_socket_create(int domain, int type, int protocol, struct uk_file **file);

/* Two that are connected to each other. Errors as above, and -EOPNOTSUPP (internet). */
int uk_socket_pair(int domain, int type, int protocol,
		   struct uk_file *files[2]);

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
 * were queued. -EPIPE is all that happens where nobody reads any more: the signal
 * is the C library's, which then looks at MSG_NOSIGNAL.
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

#endif /* UK_SOCKET_H */
