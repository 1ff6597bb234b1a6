/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The layout of names of local sockets (unix(7)). There are none here: socket()
 * says EAFNOSUPPORT.
 */
#ifndef _SYS_UN_H
#define _SYS_UN_H

#include <sys/socket.h>

struct __attribute__((__may_alias__)) sockaddr_un {
	sa_family_t sun_family;
	char sun_path[108];
};

#endif /* _SYS_UN_H */
