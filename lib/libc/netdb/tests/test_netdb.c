/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of hosts, services and interfaces, the same with either C library.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(netdb, "names of hosts, services, interfaces");

static int count_of(const struct addrinfo *list)
{
	int count = 0;

	for (; list; list = list->ai_next)
		count++;
	return count;
}

UK_TEST(netdb, getaddrinfo)
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

UK_TEST(netdb, getaddrinfo_errors)
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

UK_TEST(netdb, names)
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
}

UK_TEST(netdb, interfaces)
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

UK_TEST(netdb, in_the_callers_room)
{
	struct hostent host, *found = &host;
	struct servent service, *known = NULL;
	char room[128];
	int error = 0;

	UK_EXPECT_EQ(gethostbyname2_r("::1", AF_INET6, &host, room + 1,
				      sizeof(room) - 1, &found, &error),
		     0);
	UK_REQUIRE(found == &host);
	UK_EXPECT_EQ(strcmp(host.h_name, "::1"), 0);
	UK_EXPECT_EQ(host.h_addr_list[0][15], 1);
	UK_EXPECT(!host.h_addr_list[1] && !host.h_aliases[0]);
	UK_EXPECT_EQ(gethostbyname_r("127.0.0.1", &host, room, 16, &found,
				     &error),
		     ERANGE);
	UK_EXPECT(!found);
	UK_EXPECT_EQ(gethostbyname2_r("localhost", AF_UNIX, &host, room,
				      sizeof(room), &found, &error),
		     EBADMSG);
	UK_EXPECT_EQ(error, NO_RECOVERY);
	UK_EXPECT_EQ(gethostbyaddr_r("\x7f\0\0\1", 4, AF_INET, &host, room,
				     sizeof(room), &found, &error),
		     0);
	UK_REQUIRE(found == &host);
	UK_EXPECT_EQ(strcmp(host.h_name, "localhost"), 0);
	UK_EXPECT_EQ(getservbyname_r("domain", "udp", &service, room,
				     sizeof(room), &known),
		     0);
	UK_REQUIRE(known == &service);
	UK_EXPECT_EQ(ntohs((uint16_t)service.s_port), 53);
	UK_EXPECT_EQ(getservbyport_r(htons(1), NULL, &service, room,
				     sizeof(room), &known),
		     ENOENT);
	UK_EXPECT(!known);
}
