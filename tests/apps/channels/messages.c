/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Local datagrams and packets.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "say.h"

static char block[1 << 20];

static void receive(const char *what, int fd, size_t length, int flags)
{
	struct iovec piece = { block, length };
	struct sockaddr_un from = { 0 };
	struct msghdr message = { .msg_iov = &piece,
				  .msg_iovlen = 1,
				  .msg_name = &from,
				  .msg_namelen = sizeof(from) };
	ssize_t result = recvmsg(fd, &message, flags);

	if (result < 0) {
		say(what, -1);
		return;
	}
	printf("%s: %zd '%.*s' flags %x, %u bytes of name\n", what, result,
	       (int)(result < (ssize_t)length ? result : (ssize_t)length),
	       block, message.msg_flags, message.msg_namelen);
}

static void both(const char *name, int type)
{
	int fds[2], value = 10000;

	part(name);
	SAY(socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, fds));
	STATE(fds[0]);
	receive("nothing", fds[0], 10, 0);
	WRITE(fds[0], "first");
	WRITE(fds[0], "second one");
	SAY(send(fds[0], block, 0, 0));
	WRITE(fds[0], "last");
	WAITING(fds[1]);
	receive("peek", fds[1], 20, MSG_PEEK);
	receive("whole", fds[1], 20, 0);
	receive("cut", fds[1], 4, MSG_PEEK);
	receive("cut, told", fds[1], 4, MSG_TRUNC);
	receive("empty", fds[1], 20, 0);
	READ(fds[1], 2);
	receive("all gone", fds[1], 20, 0);
	SAY(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &value, sizeof(value)));
	SAY(send(fds[0], block, 100000, 0));
	SAY(shutdown(fds[0], SHUT_WR));
	WRITE(fds[0], "x");
	STATE(fds[0]);
	STATE(fds[1]);
	WRITE(fds[1], "unread");
	close(fds[0]);
	STATE(fds[1]);
	WRITE(fds[1], "x");
	receive("after the end", fds[1], 20, 0);
	close(fds[1]);
}

void messages(void)
{
	both("a pair of datagram sockets", SOCK_DGRAM);
	both("a pair of packet sockets", SOCK_SEQPACKET);
}
