/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Structures of calls whose library an image may be without: it is seen all the same what
 * a program asks for.
 */
#ifndef SYSCALL_TRACE_ABI_H
#define SYSCALL_TRACE_ABI_H

#include <uk/essentials.h>

struct pollfd { /* asm-generic/poll.h */
	int fd;
	uint16_t events;
	uint16_t revents;
};

struct epoll_event { /* linux/eventpoll.h */
	uint32_t events;
	uint64_t data;
} __uk_packed;

/* linux/un.h, linux/in.h, linux/in6.h: any address, as bytes in network order */
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define INET_SIZE 16u
#define ADDRESS_MOST 128u

struct address {
	uint16_t family;
	uint8_t port[2];
	uint8_t inet[4]; /* and IPv6's flow */
	uint8_t inet6[16];
};

#endif /* SYSCALL_TRACE_ABI_H */
