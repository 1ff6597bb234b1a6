/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The layout of names of local sockets (unix(7), linux/un.h).
 */
#ifndef _SYS_UN_H
#define _SYS_UN_H

#include <string.h>
#include <sys/socket.h>

struct __attribute__((__may_alias__)) sockaddr_un {
	sa_family_t sun_family;
	char sun_path[108];
};

/* The length of an address with this path */
#define SUN_LEN(address) \
	(offsetof(struct sockaddr_un, sun_path) + strlen((address)->sun_path))

#endif /* _SYS_UN_H */
