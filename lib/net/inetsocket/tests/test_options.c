/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Options, ioctl and interfaces.
 */
#include <uk/stat.h>
#include <uk/string.h>

#include "help.h"

UK_TESTSUITE(socket_options, "options, requests, interfaces");

struct option {
	int level, option, set, expected;
};

static void check(struct uk_file *file, const struct option *option)
{
	UK_EXPECT_EQ(set_int(file, option->level, option->option, option->set),
		     0);
	UK_EXPECT_EQ(get_int(file, option->level, option->option),
		     option->expected);
}

UK_TEST(socket_options, kept)
{
	static const struct option tcp[] = {
		{ UK_SOL_SOCKET, UK_SO_REUSEADDR, 1, 1 },
		{ UK_SOL_SOCKET, UK_SO_REUSEPORT, 5, 1 },
		{ UK_SOL_SOCKET, UK_SO_KEEPALIVE, 1, 1 },
		{ UK_SOL_SOCKET, UK_SO_BROADCAST, 1, 1 },
		{ UK_SOL_SOCKET, UK_SO_SNDBUF, 10000, 20000 },
		{ UK_SOL_SOCKET, UK_SO_SNDBUF, 1, 4608 },
		{ UK_SOL_SOCKET, UK_SO_SNDBUF, -1, 4608 },
		{ UK_IPPROTO_TCP, UK_TCP_NODELAY, 1, 1 },
		{ UK_IPPROTO_TCP, UK_TCP_NODELAY, 0, 0 },
		{ UK_IPPROTO_TCP, UK_TCP_KEEPIDLE, 60, 60 },
		{ UK_IPPROTO_TCP, UK_TCP_KEEPINTVL, 5, 5 },
		{ UK_IPPROTO_TCP, UK_TCP_KEEPCNT, 3, 3 },
		{ UK_IPPROTO_TCP, UK_TCP_CORK, 1, 1 },
		{ UK_IPPROTO_TCP, UK_TCP_MAXSEG, 1000, 1000 },
		{ UK_IPPROTO_IP, UK_IP_TTL, 3, 3 },
		{ UK_IPPROTO_IP, UK_IP_TTL, -1, 64 },
		{ UK_IPPROTO_IP, UK_IP_TOS, 16, 16 },
	};
	static const struct option udp6[] = {
		{ UK_SOL_SOCKET, UK_SO_RCVBUF, 100000, 200000 },
		{ UK_IPPROTO_IPV6, UK_IPV6_V6ONLY, 1, 1 },
		{ UK_IPPROTO_IPV6, UK_IPV6_UNICAST_HOPS, 5, 5 },
		{ UK_IPPROTO_IPV6, UK_IPV6_UNICAST_HOPS, -1, 64 },
		{ UK_IPPROTO_IPV6, UK_IPV6_MULTICAST_HOPS, 7, 7 },
		{ UK_IPPROTO_IPV6, UK_IPV6_MULTICAST_LOOP, 0, 0 },
		{ UK_IPPROTO_IPV6, UK_IPV6_MULTICAST_IF, 1, 1 },
		{ UK_IPPROTO_IPV6, UK_IPV6_TCLASS, 9, 9 },
	};
	static const struct option udp[] = {
		{ UK_IPPROTO_IP, UK_IP_MULTICAST_TTL, 9, 9 },
		{ UK_IPPROTO_IP, UK_IP_MULTICAST_LOOP, 0, 0 },
	};
	struct uk_file *file = open_socket(UK_AF_INET, UK_SOCK_STREAM);

	UK_REQUIRE(file);
	for (size_t i = 0; i < UK_ARRAY_SIZE(tcp); i++)
		check(file, &tcp[i]);
	end_socket(file);
	file = open_socket(UK_AF_INET6, UK_SOCK_DGRAM);
	UK_REQUIRE(file);
	for (size_t i = 0; i < UK_ARRAY_SIZE(udp6); i++)
		check(file, &udp6[i]);
	end_socket(file);
	file = open_socket(UK_AF_INET, UK_SOCK_DGRAM);
	UK_REQUIRE(file);
	for (size_t i = 0; i < UK_ARRAY_SIZE(udp); i++)
		check(file, &udp[i]);
	end_socket(file);
}

UK_TEST(socket_options, facts)
{
	struct uk_file *file = open_socket(UK_AF_INET6, UK_SOCK_DGRAM);
	struct uk_stat stat;

	UK_REQUIRE(file);
	UK_EXPECT_EQ(get_int(file, UK_SOL_SOCKET, UK_SO_TYPE), UK_SOCK_DGRAM);
	UK_EXPECT_EQ(get_int(file, UK_SOL_SOCKET, UK_SO_DOMAIN), UK_AF_INET6);
	UK_EXPECT_EQ(get_int(file, UK_SOL_SOCKET, UK_SO_PROTOCOL),
		     UK_IPPROTO_UDP);
	UK_EXPECT_EQ(get_int(file, UK_SOL_SOCKET, UK_SO_ACCEPTCONN), 0);
	UK_EXPECT_EQ(uk_file_stat(file, &stat), 0);
	UK_EXPECT_EQ(stat.mode & UK_S_IFMT, UK_S_IFSOCK);
	UK_EXPECT_EQ(uk_file_seek(file, 0, UK_SEEK_SET), -ESPIPE);
	end_socket(file);
}

UK_TEST(socket_options, refused)
{
	struct uk_file *file = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	uint32_t length = 2;
	int value = 1;

	UK_REQUIRE(file);
	UK_EXPECT_EQ(set_int(file, UK_SOL_SOCKET, 9999, 1), -ENOPROTOOPT);
	UK_EXPECT_EQ(set_int(file, 77, 1, 1), -ENOPROTOOPT);
	UK_EXPECT_EQ(set_int(file, UK_IPPROTO_IPV6, UK_IPV6_V6ONLY, 1),
		     -ENOPROTOOPT);
	UK_EXPECT_EQ(set_int(file, UK_IPPROTO_TCP, UK_TCP_KEEPIDLE, 0),
		     -EINVAL);
	UK_EXPECT_EQ(set_int(file, UK_IPPROTO_TCP, UK_TCP_MAXSEG, 10),
		     -EINVAL);
	UK_EXPECT_EQ(set_int(file, UK_IPPROTO_IP, UK_IP_TTL, 0), -EINVAL);
	UK_EXPECT_EQ(set_int(file, UK_IPPROTO_IP, UK_IP_TTL, 256), -EINVAL);
	UK_EXPECT_EQ(set_int(file, UK_IPPROTO_IP, UK_IP_HDRINCL, 1),
		     -ENOPROTOOPT);
	UK_EXPECT_EQ(uk_socket_set_option(file, UK_SOL_SOCKET, UK_SO_REUSEADDR,
					  &value, 2),
		     -EINVAL);
	UK_EXPECT_EQ(uk_socket_set_option(file, UK_SOL_SOCKET, UK_SO_REUSEADDR,
					  NULL, 4),
		     -EFAULT);
	UK_EXPECT_EQ(uk_socket_set_option(file, UK_SOL_SOCKET,
					  UK_SO_BINDTODEVICE, "none0", 6),
		     -ENODEV);
	UK_EXPECT_EQ(uk_socket_set_option(file, UK_SOL_SOCKET,
					  UK_SO_BINDTODEVICE, "lo", 3),
		     0);
	/* Results are cut to the room that there is. */
	UK_EXPECT_EQ(uk_socket_get_option(file, UK_SOL_SOCKET, UK_SO_TYPE,
					  &value, &length),
		     0);
	UK_EXPECT_EQ(length, 2);
	end_socket(file);
	file = open_socket(UK_AF_INET, UK_SOCK_DGRAM);
	UK_REQUIRE(file);
	UK_EXPECT_EQ(set_int(file, UK_IPPROTO_TCP, UK_TCP_NODELAY, 1),
		     -ENOPROTOOPT);
	end_socket(file);
}

/* Accepted sockets have their listener's options; some last beyond lwIP's. */
UK_TEST(socket_options, inherited)
{
	struct uk_file *client = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct uk_file *listener = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct uk_tcp_info info;
	uint32_t length = sizeof(info);
	struct uk_file *server;
	struct address at;

	UK_REQUIRE(client && listener);
	UK_EXPECT_EQ(bind_to(listener, loopback4(0)), 0);
	UK_EXPECT_EQ(set_int(listener, UK_IPPROTO_TCP, UK_TCP_NODELAY, 1), 0);
	UK_EXPECT_EQ(uk_socket_listen(listener, 1), 0);
	UK_EXPECT_EQ(set_int(listener, UK_SOL_SOCKET, UK_SO_KEEPALIVE, 1), 0);
	UK_EXPECT_EQ(set_int(listener, UK_IPPROTO_TCP, UK_TCP_KEEPIDLE, 77),
		     0);
	at = local_of(listener);
	UK_EXPECT_EQ(connect_to(client, at), 0);
	server = accept_from(listener);
	UK_REQUIRE(server);
	UK_EXPECT_EQ(get_int(server, UK_IPPROTO_TCP, UK_TCP_NODELAY), 1);
	UK_EXPECT_EQ(get_int(server, UK_SOL_SOCKET, UK_SO_KEEPALIVE), 1);
	UK_EXPECT_EQ(get_int(server, UK_IPPROTO_TCP, UK_TCP_KEEPIDLE), 77);
	UK_EXPECT_EQ(uk_socket_get_option(server, UK_IPPROTO_TCP, UK_TCP_INFO,
					  &info, &length),
		     0);
	UK_EXPECT_EQ(length, sizeof(info));
	UK_EXPECT_EQ(info.state, 1); /* established */
	UK_EXPECT(info.send_mss > 500);
	end_socket(client);
	end_socket(server);
	end_socket(listener);
}

/* Whom one asks the name of the first interface, and what of it */
UK_TEST(socket_options, interfaces)
{
	struct uk_file *file = open_socket(UK_AF_INET, UK_SOCK_DGRAM);
	struct uk_ifreq request = { .name = "lo" }, list[4];
	struct uk_ifconf config = { sizeof(list), list };
	struct uk_interface interface;
	struct uk_sockaddr_in address;
	int index = uk_interface_index("lo");

	UK_REQUIRE(file && index > 0);
	UK_EXPECT_EQ(uk_interface_index("none"), -ENODEV);
	UK_EXPECT_EQ(uk_interface_get((unsigned int)index, &interface), 0);
	UK_EXPECT(interface.has_ipv4);
	UK_EXPECT(interface.flags & UK_IFF_LOOPBACK);
	UK_EXPECT_EQ(uk_interface_get(0, &interface), -ENODEV);
	UK_EXPECT_EQ(uk_interface_get(200, &interface), -ENODEV);

	UK_EXPECT_EQ(uk_file_ioctl(file, UK_SIOCGIFADDR, &request), 0);
	memcpy(&address, &request.value, sizeof(address));
	UK_EXPECT_EQ(address.address, __builtin_bswap32(0x7f000001));
	UK_EXPECT_EQ(uk_file_ioctl(file, UK_SIOCGIFINDEX, &request), 0);
	UK_EXPECT_EQ(request.value.number, index);
	memset(request.name, 0, sizeof(request.name));
	UK_EXPECT_EQ(uk_file_ioctl(file, UK_SIOCGIFNAME, &request), 0);
	UK_EXPECT_EQ(strcmp(request.name, "lo"), 0);
	UK_EXPECT_EQ(uk_file_ioctl(file, UK_SIOCGIFCONF, &config), 0);
	UK_EXPECT(config.length >= (int)sizeof(*list));
	UK_EXPECT_EQ(config.length % (int)sizeof(*list), 0);
	memcpy(request.name, "none", 5);
	UK_EXPECT_EQ(uk_file_ioctl(file, UK_SIOCGIFADDR, &request), -ENODEV);
	UK_EXPECT_EQ(uk_file_ioctl(file, 0x1234, &request), -ENOTTY);
	end_socket(file);
}

/* Two members of one group on one port: each has its copy. */
static void multicast(struct uk_file *a, struct uk_file *b,
		      struct address *group)
{
	char byte = 0;

	UK_EXPECT_EQ(set_int(a, UK_SOL_SOCKET, UK_SO_REUSEADDR, 1), 0);
	UK_EXPECT_EQ(set_int(b, UK_SOL_SOCKET, UK_SO_REUSEADDR, 1), 0);
	UK_EXPECT_EQ(bind_to(a, *group), 0);
	UK_EXPECT_EQ(bind_to(b, *group), 0);
	UK_EXPECT_EQ(send_to(a, "m", 1, 0, group), 1);
	UK_EXPECT_EQ(receive(a, &byte, 1, 0), 1);
	UK_EXPECT_EQ(byte, 'm');
	UK_EXPECT_EQ(receive(b, &byte, 1, 0), 1);
	end_socket(a);
	end_socket(b);
}

UK_TEST(socket_options, multicast_ipv6)
{
	struct uk_file *a = open_socket(UK_AF_INET6, UK_SOCK_DGRAM);
	struct uk_file *b = open_socket(UK_AF_INET6, UK_SOCK_DGRAM);
	struct uk_ipv6_mreq request = { .group = { 0xff, 0x01,
						   [15] = 0x42 } };
	struct address group = any6(4242);

	UK_REQUIRE(a && b);
	request.interface = (unsigned int)uk_interface_index("lo");
	memcpy(group.v6.address, request.group, 16);
	group.v6.scope = request.interface;
	UK_EXPECT_EQ(uk_socket_set_option(a, UK_IPPROTO_IPV6,
					  UK_IPV6_JOIN_GROUP, &request,
					  sizeof(request)),
		     0);
	UK_EXPECT_EQ(uk_socket_set_option(a, UK_IPPROTO_IPV6,
					  UK_IPV6_JOIN_GROUP, &request,
					  sizeof(request)),
		     -EADDRINUSE);
	UK_EXPECT_EQ(uk_socket_set_option(b, UK_IPPROTO_IPV6,
					  UK_IPV6_LEAVE_GROUP, &request,
					  sizeof(request)),
		     -EADDRNOTAVAIL);
	multicast(a, b, &group);
}
