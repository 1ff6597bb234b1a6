/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets as a program for Linux uses them: descriptors, errno, epoll.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/un.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(bsdsocket, "sockets as C programs know them");

static int listener(struct sockaddr_in *address)
{
	socklen_t length = sizeof(*address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	*address = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	UK_EXPECT(fd >= 0);
	UK_EXPECT_EQ(bind(fd, (struct sockaddr *)address, length), 0);
	UK_EXPECT_EQ(listen(fd, SOMAXCONN), 0);
	UK_EXPECT_EQ(getsockname(fd, (struct sockaddr *)address, &length), 0);
	return fd;
}

#define CLIENTS 40
#define ROUNDS 3

static void watch(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP,
				     .data.fd = fd };

	UK_EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), 0);
}

/* One turn of an echo server; how many connections ended. */
static int serve(int epoll, int listening)
{
	struct epoll_event events[8];
	int count = epoll_wait(epoll, events, 8, 0);
	int ended = 0;

	for (int i = 0; i < count; i++) {
		int fd = events[i].data.fd;
		char text[64];
		ssize_t length;

		if (fd == listening) {
			while ((fd = accept4(listening, NULL, NULL,
					     SOCK_NONBLOCK)) >= 0)
				watch(epoll, fd);
			UK_EXPECT_EQ(errno, EAGAIN);
			continue;
		}
		length = read(fd, text, sizeof(text));
		if (length > 0) {
			UK_EXPECT_EQ(write(fd, text, (size_t)length), length);
			continue;
		}
		UK_EXPECT_EQ(length, 0);
		close(fd);
		ended++;
	}
	return ended;
}

UK_TEST(bsdsocket, epoll_server)
{
	struct sockaddr_in address;
	int listening = listener(&address);
	int epoll = epoll_create1(0);
	int clients[CLIENTS];
	int ended = 0;

	watch(epoll, listening);
	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = socket(AF_INET, SOCK_STREAM, 0);
		UK_EXPECT_EQ(connect(clients[i], (struct sockaddr *)&address,
				     sizeof(address)),
			     0);
	}
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < CLIENTS; i++)
			UK_EXPECT_EQ(send(clients[i], &i, sizeof(i), 0),
				     sizeof(i));
		for (int i = 0; i < CLIENTS; i++) {
			int got = -1;

			while (recv(clients[i], &got, sizeof(got),
				    MSG_DONTWAIT) < 0)
				serve(epoll, listening);
			UK_EXPECT_EQ(got, i);
		}
	}
	for (int i = 0; i < CLIENTS; i++)
		close(clients[i]);
	while (ended < CLIENTS)
		ended += serve(epoll, listening);
	close(epoll);
	close(listening);
}

UK_TEST(bsdsocket, errors)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };
	socklen_t length = sizeof(local);

	errno = 0;
	UK_EXPECT_EQ(socket(AF_UNIX, SOCK_STREAM, 0), -1);
	UK_EXPECT_EQ(errno, EAFNOSUPPORT);
	UK_EXPECT_EQ(bind(1, (struct sockaddr *)&local, length), -1);
	UK_EXPECT_EQ(errno, ENOTSOCK);
	UK_EXPECT_EQ(listen(999, 1), -1);
	UK_EXPECT_EQ(errno, EBADF);
	UK_EXPECT_EQ(getpeername(-1, (struct sockaddr *)&local, &length), -1);
	UK_EXPECT_EQ(errno, EBADF);
}

UK_TEST(bsdsocket, flags)
{
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP);
	int on = 1;
	char byte;

	UK_EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	UK_EXPECT_EQ(fcntl(fd, F_GETFL), O_RDWR);
	UK_EXPECT_EQ(ioctl(fd, FIONBIO, &on), 0);
	UK_EXPECT_EQ(fcntl(fd, F_GETFL), O_RDWR | O_NONBLOCK);
	UK_EXPECT_EQ(recv(fd, &byte, 1, 0), -1);
	UK_EXPECT_EQ(errno, EAGAIN);
	close(fd);
}

UK_TEST(bsdsocket, messages)
{
	struct sockaddr_in address = { .sin_family = AF_INET }, from;
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	char text[3][8];
	struct iovec pieces[3] = { { "ab", 2 }, { "cde", 3 }, { "f", 1 } };
	struct iovec space[3] = { { text[0], 8 }, { text[1], 8 },
				  { text[2], 8 } };
	struct mmsghdr out[3] = { 0 }, in[3] = { 0 };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	UK_EXPECT_EQ(bind(fd, (struct sockaddr *)&address, length), 0);
	UK_EXPECT_EQ(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	for (int i = 0; i < 3; i++) {
		out[i].msg_hdr = (struct msghdr){ .msg_name = &address,
						  .msg_namelen = length,
						  .msg_iov = &pieces[i],
						  .msg_iovlen = 1 };
		in[i].msg_hdr = (struct msghdr){ .msg_iov = &space[i],
						 .msg_iovlen = 1 };
	}
	in[0].msg_hdr.msg_name = &from;
	in[0].msg_hdr.msg_namelen = sizeof(from);
	UK_EXPECT_EQ(sendmmsg(fd, out, 3, 0), 3);
	UK_EXPECT_EQ(recvmmsg(fd, in, 3, MSG_WAITFORONE, NULL), 3);
	UK_EXPECT_EQ(in[1].msg_len, 3);
	UK_EXPECT_EQ(memcmp(text[1], "cde", 3), 0);
	UK_EXPECT_EQ(memcmp(&from, &address, sizeof(from)), 0);
	UK_EXPECT_EQ(sendto(fd, "x", 1, 0, (struct sockaddr *)&address,
			    length),
		     1);
	length = 4; /* less room than the address needs */
	UK_EXPECT_EQ(recvfrom(fd, text[0], 8, 0, (struct sockaddr *)&from,
			      &length),
		     1);
	UK_EXPECT_EQ(length, sizeof(from));
	close(fd);
}

/* Passes a descriptor's limit: the connection that cannot get one stays. */
UK_TEST(bsdsocket, out_of_descriptors)
{
	struct sockaddr_in address;
	int listening = listener(&address);
	int client = socket(AF_INET, SOCK_STREAM, 0);
	int *taken = malloc(100000 * sizeof(*taken));
	int count = 0, fd;

	UK_REQUIRE(taken);
	UK_EXPECT_EQ(connect(client, (struct sockaddr *)&address,
			     sizeof(address)),
		     0);
	while (count < 100000 && (fd = dup(client)) >= 0)
		taken[count++] = fd;
	UK_EXPECT_EQ(errno, EMFILE);
	UK_EXPECT_EQ(accept(listening, NULL, NULL), -1);
	UK_EXPECT_EQ(errno, EMFILE);
	while (count)
		close(taken[--count]);
	fd = accept(listening, NULL, NULL);
	UK_EXPECT(fd >= 0);
	close(fd);
	close(client);
	close(listening);
	free(taken);
}

UK_TEST(bsdsocket, gethostname)
{
	char name[64];

	UK_EXPECT_EQ(gethostname(name, sizeof(name)), 0);
	UK_EXPECT(*name);
	UK_EXPECT_EQ(gethostname(name, 1), -1);
	UK_EXPECT_EQ(errno, ENAMETOOLONG);
}

UK_TEST(bsdsocket, text)
{
	struct in_addr address;
	struct in6_addr v6;
	char text[INET6_ADDRSTRLEN];

	UK_EXPECT_EQ(inet_aton("127.1", &address), 1);
	UK_EXPECT_EQ(strcmp(inet_ntoa(address), "127.0.0.1"), 0);
	UK_EXPECT_EQ(inet_addr("0x7f.1"), htonl(0x7f000001));
	UK_EXPECT_EQ(inet_addr("1.2.3.256"), INADDR_NONE);
	UK_EXPECT_EQ(inet_pton(AF_INET6, "2001:db8::1:0:0:1", &v6), 1);
	UK_EXPECT(inet_ntop(AF_INET6, &v6, text, sizeof(text)));
	UK_EXPECT_EQ(strcmp(text, "2001:db8::1:0:0:1"), 0);
	UK_EXPECT(!inet_ntop(AF_INET6, &v6, text, 5));
	UK_EXPECT_EQ(errno, ENOSPC);
	UK_EXPECT_EQ(inet_pton(AF_UNIX, "x", &v6), -1);
	UK_EXPECT_EQ(errno, EAFNOSUPPORT);
}
