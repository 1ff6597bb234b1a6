/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls of sockets where there are several families: each goes to the one that the
 * socket is of.
 */
#include <uk/socket_family.h>

#ifndef UK_ONLY_UKSOCKET

/* NULL: no socket. */
static const struct uksocket_ops *family_of(const struct uk_file *file)
{
	UK_TABLE_FOR_EACH (uk_socket_families, family)
		if ((*family)->file == file->ops)
			return *family;
	return NULL;
}

#define CALL(file, call, ...)                                          \
	({                                                             \
		const struct uksocket_ops *family = family_of(file);   \
								       \
		family ? family->call(file, __VA_ARGS__) : -ENOTSOCK;  \
	})

/* The first that knows the domain */
#define CREATE(call, ...)                                       \
	({                                                      \
		int created = -EAFNOSUPPORT;                    \
								\
		UK_TABLE_FOR_EACH (uk_socket_families, family)  \
			if (created == -EAFNOSUPPORT)           \
				created = (*family)->call(__VA_ARGS__); \
		created;                                        \
	})

int uk_socket_create(int domain, int type, int protocol, struct uk_file **file)
{
	return CREATE(create, domain, type, protocol, file);
}

int uk_socket_pair(int domain, int type, int protocol,
		   struct uk_file *files[2])
{
	return CREATE(pair, domain, type, protocol, files);
}

int uk_socket_bind(struct uk_file *file, const struct uk_sockaddr *address,
		   uint32_t length)
{
	return CALL(file, bind, address, length);
}

int uk_socket_listen(struct uk_file *file, int backlog)
{
	return CALL(file, listen, backlog);
}

int uk_socket_accept(struct uk_file *file, struct uk_file **connection,
		     struct uk_sockaddr *address, uint32_t *length, int flags)
{
	return CALL(file, accept, connection, address, length, flags);
}

int uk_socket_connect(struct uk_file *file, const struct uk_sockaddr *address,
		      uint32_t length)
{
	return CALL(file, connect, address, length);
}

uk_ssize_t uk_socket_send(struct uk_file *file,
			  const struct uk_msghdr *message, int flags)
{
	return CALL(file, send, message, flags);
}

uk_ssize_t uk_socket_receive(struct uk_file *file, struct uk_msghdr *message,
			     int flags)
{
	return CALL(file, receive, message, flags);
}

int uk_socket_shutdown(struct uk_file *file, int how)
{
	return CALL(file, shutdown, how);
}

int uk_socket_local(struct uk_file *file, struct uk_sockaddr *address,
		    uint32_t *length)
{
	return CALL(file, local, address, length);
}

int uk_socket_peer(struct uk_file *file, struct uk_sockaddr *address,
		   uint32_t *length)
{
	return CALL(file, peer, address, length);
}

int uk_socket_set_option(struct uk_file *file, int level, int option,
			 const void *value, uint32_t length)
{
	return CALL(file, set_option, level, option, value, length);
}

int uk_socket_get_option(struct uk_file *file, int level, int option,
			 void *value, uint32_t *length)
{
	return CALL(file, get_option, level, option, value, length);
}

#endif /* !UK_ONLY_UKSOCKET */
