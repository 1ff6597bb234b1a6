/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets as a program for Linux uses them: descriptors, errno, epoll.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
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

static int count_of(const struct addrinfo *list)
{
	int count = 0;

	for (; list; list = list->ai_next)
		count++;
	return count;
}

UK_TEST(bsdsocket, getaddrinfo)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list;
	struct sockaddr_in *v4;
	struct sockaddr_in6 *v6;

	UK_EXPECT_EQ(getaddrinfo("127.0.0.1", "http", &hints, &list), 0);
	UK_EXPECT_EQ(count_of(list), 1);
	v4 = (struct sockaddr_in *)list->ai_addr;
	UK_EXPECT_EQ(list->ai_protocol, IPPROTO_TCP);
	UK_EXPECT_EQ(list->ai_addrlen, sizeof(*v4));
	UK_EXPECT_EQ(ntohs(v4->sin_port), 80);
	UK_EXPECT_EQ(ntohl(v4->sin_addr.s_addr), INADDR_LOOPBACK);
	freeaddrinfo(list);

	UK_EXPECT_EQ(getaddrinfo("localhost", "8080", &hints, &list), 0);
	UK_EXPECT_EQ(count_of(list), 2);
	UK_EXPECT_EQ(list->ai_family, AF_INET);
	v6 = (struct sockaddr_in6 *)list->ai_next->ai_addr;
	UK_EXPECT(IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr));
	UK_EXPECT_EQ(ntohs(v6->sin6_port), 8080);
	freeaddrinfo(list);

	hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
	hints.ai_family = AF_INET6;
	UK_EXPECT_EQ(getaddrinfo(NULL, "53", &hints, &list), 0);
	v6 = (struct sockaddr_in6 *)list->ai_addr;
	UK_EXPECT(IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr));
	freeaddrinfo(list);

	hints.ai_flags = AI_V4MAPPED | AI_NUMERICHOST | AI_CANONNAME;
	UK_EXPECT_EQ(getaddrinfo("192.0.2.1", NULL, &hints, &list), 0);
	v6 = (struct sockaddr_in6 *)list->ai_addr;
	UK_EXPECT(IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr));
	UK_EXPECT_EQ(strcmp(list->ai_canonname, "192.0.2.1"), 0);
	freeaddrinfo(list);

	hints.ai_flags = AI_NUMERICHOST;
	UK_EXPECT_EQ(getaddrinfo("fe80::1%lo", "1", &hints, &list), 0);
	v6 = (struct sockaddr_in6 *)list->ai_addr;
	UK_EXPECT_EQ(v6->sin6_scope_id, if_nametoindex("lo"));
	freeaddrinfo(list);

	/* Each kind of socket that a service has */
	UK_EXPECT_EQ(getaddrinfo("::1", "domain", NULL, &list), 0);
	UK_EXPECT_EQ(count_of(list), 2);
	freeaddrinfo(list);
	UK_EXPECT_EQ(getaddrinfo("::1", "7", NULL, &list), 0);
	UK_EXPECT_EQ(count_of(list), 3);
	freeaddrinfo(list);
}

UK_TEST(bsdsocket, getaddrinfo_errors)
{
	struct addrinfo hints = { 0 }, *list = NULL;

	UK_EXPECT_EQ(getaddrinfo(NULL, NULL, NULL, &list), EAI_NONAME);
	UK_EXPECT_EQ(getaddrinfo("::1", "no such", NULL, &list), EAI_SERVICE);
	UK_EXPECT_EQ(getaddrinfo("::1", "65536", NULL, &list), EAI_SERVICE);
	hints.ai_flags = AI_NUMERICHOST;
	UK_EXPECT_EQ(getaddrinfo("localhost", "1", &hints, &list), EAI_NONAME);
	hints.ai_family = AF_INET;
	UK_EXPECT_EQ(getaddrinfo("::1", "1", &hints, &list), EAI_NONAME);
	hints.ai_family = 77;
	UK_EXPECT_EQ(getaddrinfo("::1", "1", &hints, &list), EAI_FAMILY);
	hints = (struct addrinfo){ .ai_socktype = SOCK_SEQPACKET };
	UK_EXPECT_EQ(getaddrinfo("::1", "1", &hints, &list), EAI_SOCKTYPE);
	hints = (struct addrinfo){ .ai_flags = 0x10000 };
	UK_EXPECT_EQ(getaddrinfo("::1", "1", &hints, &list), EAI_BADFLAGS);
	hints = (struct addrinfo){ .ai_flags = AI_NUMERICSERV };
	UK_EXPECT_EQ(getaddrinfo("::1", "http", &hints, &list), EAI_NONAME);
	UK_EXPECT(!list);
	UK_EXPECT(strstr(gai_strerror(EAI_NONAME), "not known"));
}

UK_TEST(bsdsocket, names)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
				   .sin6_port = htons(443) };
	struct hostent *host;
	struct servent *service;
	char name[64], port[16];

	v6.sin6_addr.s6_addr[0] = 0xfe;
	v6.sin6_addr.s6_addr[1] = 0x80;
	v6.sin6_addr.s6_addr[15] = 5;
	v6.sin6_scope_id = if_nametoindex("lo");
	UK_EXPECT_EQ(getnameinfo((struct sockaddr *)&v6, sizeof(v6), name,
				 sizeof(name), port, sizeof(port), 0),
		     0);
	UK_EXPECT_EQ(strcmp(name, "fe80::5%lo"), 0);
	UK_EXPECT_EQ(strcmp(port, "https"), 0);
	UK_EXPECT_EQ(getnameinfo((struct sockaddr *)&v6, sizeof(v6), name, 4,
				 NULL, 0, 0),
		     EAI_OVERFLOW);
	UK_EXPECT_EQ(getnameinfo((struct sockaddr *)&v6, sizeof(v6), name,
				 sizeof(name), NULL, 0, NI_NAMEREQD),
		     EAI_NONAME);
	UK_EXPECT_EQ(getnameinfo((struct sockaddr *)&v6, 8, name, sizeof(name),
				 NULL, 0, 0),
		     EAI_FAMILY);

	host = gethostbyname("localhost");
	UK_REQUIRE(host);
	UK_EXPECT_EQ(host->h_addrtype, AF_INET);
	UK_EXPECT_EQ(host->h_length, 4);
	UK_EXPECT_EQ(memcmp(host->h_addr, "\x7f\0\0\1", 4), 0);
	UK_EXPECT(!host->h_addr_list[1]);
	host = gethostbyaddr("\x7f\0\0\1", 4, AF_INET);
	UK_REQUIRE(host);
	UK_EXPECT_EQ(strcmp(host->h_name, "localhost"), 0);
	UK_EXPECT_EQ(memcmp(host->h_addr, "\x7f\0\0\1", 4), 0);
	UK_EXPECT(!gethostbyaddr("\x7f\0\0\1", 16, AF_INET));
	UK_EXPECT_EQ(h_errno, NO_RECOVERY);
	UK_EXPECT(!gethostbyaddr("\1\2\3\4", 4, AF_INET));
	UK_EXPECT_EQ(h_errno, HOST_NOT_FOUND);
	service = getservbyname("ntp", NULL);
	UK_REQUIRE(service);
	UK_EXPECT_EQ(ntohs((uint16_t)service->s_port), 123);
	UK_EXPECT_EQ(strcmp(service->s_proto, "udp"), 0);
	UK_EXPECT(!getservbyport(htons(123), "tcp"));
	UK_EXPECT_EQ(gethostname(name, sizeof(name)), 0);
	UK_EXPECT(*name);
	UK_EXPECT_EQ(gethostname(name, 1), -1);
	UK_EXPECT_EQ(errno, ENAMETOOLONG);
}

UK_TEST(bsdsocket, interfaces)
{
	struct ifaddrs *list, *at;
	struct if_nameindex *names = if_nameindex();
	unsigned int lo = if_nametoindex("lo");
	char name[IF_NAMESIZE];
	int v4 = 0, v6 = 0;

	UK_REQUIRE(names && lo);
	UK_EXPECT_EQ(strcmp(if_indextoname(lo, name), "lo"), 0);
	UK_EXPECT(!if_nametoindex("none"));
	UK_EXPECT_EQ(errno, ENODEV);
	UK_EXPECT(!if_indextoname(200, name));
	UK_EXPECT_EQ(errno, ENXIO);
	UK_EXPECT(names[0].if_index);
	if_freenameindex(names);
	UK_REQUIRE(getifaddrs(&list) == 0);
	for (at = list; at; at = at->ifa_next) {
		if (strcmp(at->ifa_name, "lo"))
			continue;
		UK_EXPECT(at->ifa_flags & IFF_LOOPBACK);
		v4 += at->ifa_addr->sa_family == AF_INET;
		v6 += at->ifa_addr->sa_family == AF_INET6;
	}
	UK_EXPECT_EQ(v4, 1);
	UK_EXPECT_EQ(v6, 1);
	freeifaddrs(list);
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
