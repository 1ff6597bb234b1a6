/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a family of sockets implements: the calls of <uk/socket.h>, which see. All but
 * create and pair get any open file, and say -ENOTSOCK to one that is not theirs.
 */
#ifndef UK_SOCKET_FAMILY_H
#define UK_SOCKET_FAMILY_H

#include <uk/socket.h>
#include <uk/table.h>

struct uksocket_ops {
	const struct uk_file_ops *file; /* those of all its sockets */
	/* These two: -EAFNOSUPPORT for a domain of another family */
	int (*create)(int domain, int type, int protocol,
		      struct uk_file **file);
	int (*pair)(int domain, int type, int protocol,
		    struct uk_file *files[2]);
	int (*bind)(struct uk_file *file, const struct uk_sockaddr *address,
		    uint32_t length);
	int (*listen)(struct uk_file *file, int backlog);
	int (*accept)(struct uk_file *file, struct uk_file **connection,
		      struct uk_sockaddr *address, uint32_t *length, int flags);
	int (*connect)(struct uk_file *file, const struct uk_sockaddr *address,
		       uint32_t length);
	uk_ssize_t (*send)(struct uk_file *file,
			   const struct uk_msghdr *message, int flags);
	uk_ssize_t (*receive)(struct uk_file *file, struct uk_msghdr *message,
			      int flags);
	int (*shutdown)(struct uk_file *file, int how);
	int (*local)(struct uk_file *file, struct uk_sockaddr *address,
		     uint32_t *length);
	int (*peer)(struct uk_file *file, struct uk_sockaddr *address,
		    uint32_t *length);
	int (*set_option)(struct uk_file *file, int level, int option,
			  const void *value, uint32_t length);
	int (*get_option)(struct uk_file *file, int level, int option,
			  void *value, uint32_t *length);
};

/*
 * With one family in the image, its functions are the calls, and its table is not
 * linked. With several, each registers itself, and the kind of a file says whose it is.
 */
#ifdef UK_ONLY_UKSOCKET

#define UK_SOCKET_REGISTER(ops) _Static_assert(1, "registered by the build")

#else

typedef const struct uksocket_ops *uk_socket_family;

UK_TABLE_DECLARE(uk_socket_family, uk_socket_families);

#define UK_SOCKET_REGISTER(ops) \
	UK_TABLE_ENTRY(uk_socket_family, uk_socket_families, ops) = &(ops)

#endif

#endif /* UK_SOCKET_FAMILY_H */
