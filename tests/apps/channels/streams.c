/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Local streams.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "say.h"

static char block[1 << 20];

static int pair(int *fds)
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds);
}

static int number(int fd, int option)
{
	socklen_t length = sizeof(int);
	int value = -7;

	if (getsockopt(fd, SOL_SOCKET, option, &value, &length))
		return -1;
	return value;
}

static void basics(void)
{
	struct stat stat;
	int fds[2];

	part("a pair of streams");
	SAY(pair(fds));
	STATE(fds[0]);
	READ(fds[0], 5);
	WRITE(fds[0], "over");
	WRITE(fds[0], " there");
	STATE(fds[1]);
	WAITING(fds[1]);
	SAY(recv(fds[1], block, 3, MSG_PEEK));
	READ(fds[1], 3);
	READ(fds[1], 20);
	WRITE(fds[1], "back");
	READ(fds[0], 20);
	SAY(send(fds[0], block, 0, 0));
	READ(fds[1], 20);
	SAY(fstat(fds[0], &stat));
	SAY(S_ISSOCK(stat.st_mode));
	SAY(lseek(fds[0], 0, SEEK_SET));
	SAY(pread(fds[0], block, 1, 0));
	SAY(fcntl(fds[0], F_GETFL));
	SAY(listen(fds[0], 1));
	SAY(accept(fds[0], NULL, NULL));
	close_both(fds);
}

static void options(void)
{
	struct ucred credentials = { 0, 0, 0 };
	socklen_t length = sizeof(credentials);
	int fds[2], value = 10000;

	part("options");
	SAY(pair(fds));
	SAY(number(fds[0], SO_TYPE));
	SAY(number(fds[0], SO_DOMAIN));
	SAY(number(fds[0], SO_PROTOCOL));
	SAY(number(fds[0], SO_ERROR));
	SAY(number(fds[0], SO_ACCEPTCONN));
	SAY(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &value, sizeof(value)));
	SAY(number(fds[0], SO_SNDBUF));
	SAY(setsockopt(fds[0], SOL_SOCKET, SO_REUSEADDR, &value, sizeof(value)));
	SAY(number(fds[0], SO_REUSEADDR));
	SAY(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &value, 3));
	SAY(number(fds[0], 999));
	SAY(setsockopt(fds[0], SOL_SOCKET, 999, &value, sizeof(value)));
	SAY(number(fds[0], SO_PASSCRED));
	SAY(getsockopt(fds[0], SOL_SOCKET, SO_PEERCRED, &credentials, &length));
	SAY(length);
	SAY(credentials.pid == getpid());
	SAY(credentials.uid);
	close_both(fds);
	SAY(socket(AF_UNIX, SOCK_STREAM, 7));
	SAY(socket(AF_UNIX, 4, 0));
	SAY(socketpair(AF_UNIX, SOCK_STREAM | 0x100, 0, fds));
	SAY(socketpair(77, SOCK_STREAM, 0, fds));
}

static void ending(void)
{
	int fds[2];

	part("one end goes");
	SAY(pair(fds));
	WRITE(fds[0], "last words");
	close(fds[0]);
	STATE(fds[1]);
	WRITE(fds[1], "x");
	READ(fds[1], 4);
	READ(fds[1], 20);
	READ(fds[1], 20);
	STATE(fds[1]);
	close(fds[1]);
	part("one end goes without having read");
	SAY(pair(fds));
	WRITE(fds[1], "unread");
	close(fds[0]);
	STATE(fds[1]);
	WRITE(fds[1], "x");
	READ(fds[1], 4);
	READ(fds[1], 4);
	SAY(number(fds[1], SO_ERROR));
	close(fds[1]);
	part("shutdown");
	SAY(pair(fds));
	WRITE(fds[0], "before");
	SAY(shutdown(fds[0], SHUT_WR));
	STATE(fds[0]);
	STATE(fds[1]);
	WRITE(fds[0], "x");
	READ(fds[1], 20);
	READ(fds[1], 20);
	WRITE(fds[1], "still");
	READ(fds[0], 20);
	SAY(shutdown(fds[0], SHUT_RD));
	STATE(fds[0]);
	STATE(fds[1]);
	WRITE(fds[1], "x");
	READ(fds[0], 20);
	SAY(shutdown(fds[0], 7));
	close_both(fds);
}

static void waiting(void)
{
	struct timeval soon = { 0, 1000 };
	int fds[2], full, value = 10000;

	part("filling a stream");
	SAY(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	SAY(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &value, sizeof(value)));
	full = fcntl(fds[0], F_SETFL, O_NONBLOCK);
	while (full >= 0)
		full = (int)write(fds[0], block, 1000);
	SAY(write(fds[0], block, 1));
	STATE(fds[0]);
	STATE(fds[1]);
	while (read(fds[1], block, sizeof(block)) == sizeof(block))
		continue;
	STATE(fds[0]);
	part("time is up");
	SAY(setsockopt(fds[1], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon)));
	READ(fds[1], 1);
	WRITE(fds[0], "some");
	SAY(recv(fds[1], block, 10, MSG_WAITALL));
	SAY(recv(fds[1], block, 10, MSG_DONTWAIT));
	close_both(fds);
}

static void news(const char *what, int set)
{
	struct epoll_event events[4];
	int found = epoll_wait(set, events, 4, 0);

	printf("%s: %d", what, found);
	for (int i = 0; i < found; i++)
		printf(" (%d: %x)", events[i].data.fd, events[i].events);
	printf("\n");
}

static void edges(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET };
	int set = epoll_create1(0), fds[2];

	part("edges of a stream");
	SAY(pair(fds));
	SAY(epoll_ctl(set, EPOLL_CTL_ADD, fds[1], &event));
	news("new", set);
	WRITE(fds[0], "a");
	news("written", set);
	WRITE(fds[0], "b");
	news("written again", set);
	READ(fds[1], 1);
	news("read one", set);
	SAY(shutdown(fds[0], SHUT_WR));
	news("ended", set);
	close(fds[0]);
	news("gone", set);
	close(fds[1]);
	close(set);
}

void streams(void)
{
	basics();
	options();
	ending();
	waiting();
	edges();
}
