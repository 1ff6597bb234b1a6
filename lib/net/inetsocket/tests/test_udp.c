/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * UDP over loopback.
 */
#include <uk/string.h>

#include "help.h"

UK_TESTSUITE(udp, "datagrams");

static struct uk_file *bound(struct address address, struct address *at)
{
	struct uk_file *file = open_socket(address.any.family, UK_SOCK_DGRAM);

	if (file) {
		UK_EXPECT_EQ(bind_to(file, address), 0);
		*at = local_of(file);
	}
	return file;
}

static void talk(struct address (*on)(uint16_t), bool connected)
{
	struct address a_at, b_at, from;
	struct uk_file *a = bound(on(0), &a_at), *b = bound(on(0), &b_at);
	char text[16];

	UK_REQUIRE(a && b);
	if (connected)
		UK_EXPECT_EQ(connect_to(a, b_at), 0);
	UK_EXPECT_EQ(send_to(a, "first", 5, 0, connected ? NULL : &b_at), 5);
	UK_EXPECT_EQ(send_to(a, "", 0, 0, connected ? NULL : &b_at), 0);
	UK_EXPECT_EQ(send_to(a, "third one", 9, 0, &b_at), 9);
	UK_EXPECT_EQ(receive_from(b, text, sizeof(text), 0, &from), 5);
	UK_EXPECT_EQ(memcmp(text, "first", 5), 0);
	UK_EXPECT_EQ(from.length, a_at.length);
	UK_EXPECT_EQ(memcmp(&from.any, &a_at.any, a_at.length), 0);
	UK_EXPECT_EQ(receive_from(b, text, sizeof(text), 0, &from), 0);
	UK_EXPECT_EQ(memcmp(&from.any, &a_at.any, a_at.length), 0);
	UK_EXPECT_EQ(receive(b, text, 5, UK_MSG_TRUNC), 9);
	UK_EXPECT_EQ(memcmp(text, "third", 5), 0);
	UK_EXPECT_EQ(receive(b, text, 5, UK_MSG_DONTWAIT), -EAGAIN);
	UK_EXPECT_EQ(send_to(b, "back", 4, 0, &from), 4);
	UK_EXPECT_EQ(receive(a, text, 16, 0), 4);
	end_socket(a);
	end_socket(b);
}

UK_TEST(udp, ipv4)
{
	talk(loopback4, false);
	talk(loopback4, true);
}

UK_TEST(udp, ipv6)
{
	talk(loopback6, false);
	talk(loopback6, true);
}

UK_TEST(udp, both_families)
{
	struct address server_at, client_at, from, expected = mapped(0);
	struct uk_file *server = bound(any6(0), &server_at);
	struct uk_file *client = bound(loopback4(0), &client_at);
	struct address to = loopback4(port_of(&server_at));
	char text[16];

	UK_REQUIRE(server && client);
	UK_EXPECT_EQ(send_to(client, "four", 4, 0, &to), 4);
	UK_EXPECT_EQ(receive_from(server, text, 16, 0, &from), 4);
	UK_EXPECT_EQ(from.length, sizeof(from.v6));
	UK_EXPECT_EQ(memcmp(from.v6.address, expected.v6.address, 16), 0);
	UK_EXPECT_EQ(port_of(&from), port_of(&client_at));
	UK_EXPECT_EQ(send_to(server, "answer", 6, 0, &from), 6);
	UK_EXPECT_EQ(receive(client, text, 16, 0), 6);
	end_socket(server);
	end_socket(client);
}

/* Fragments, and the limit */
UK_TEST(udp, large)
{
	static char out[65508], in[65508];
	struct address at;
	struct uk_file *file = bound(loopback4(0), &at);

	UK_REQUIRE(file);
	for (size_t i = 0; i < sizeof(out); i++)
		out[i] = (char)(i * 31);
	UK_EXPECT_EQ(send_to(file, out, 65508, 0, &at), -EMSGSIZE);
	UK_EXPECT_EQ(send_to(file, out, 65507, 0, &at), 65507);
	UK_EXPECT_EQ(receive(file, in, sizeof(in), 0), 65507);
	UK_EXPECT_EQ(memcmp(in, out, 65507), 0);
	end_socket(file);
}

UK_TEST(udp, peek_and_pieces)
{
	struct address at;
	struct uk_file *file = bound(loopback4(0), &at);
	char text[16];
	char a[2], b[8];
	struct uk_iovec in[] = { { a, 2 }, { b, 8 } };
	struct uk_iovec out[] = { { "ab", 2 }, { "cde", 3 } };
	struct uk_msghdr message = { .name = &at.any,
				     .name_length = at.length,
				     .pieces = out,
				     .piece_count = 2 };
	int count;

	UK_REQUIRE(file);
	UK_EXPECT_EQ(uk_socket_send(file, &message, 0), 5);
	UK_EXPECT_EQ(receive(file, text, 3, UK_MSG_PEEK), 3);
	UK_EXPECT_EQ(uk_file_ioctl(file, UK_FIONREAD, &count), 0);
	UK_EXPECT_EQ(count, 5);
	message = (struct uk_msghdr){ .pieces = in, .piece_count = 2 };
	UK_EXPECT_EQ(uk_socket_receive(file, &message, 0), 5);
	UK_EXPECT_EQ(message.flags, 0);
	UK_EXPECT_EQ(memcmp(a, "ab", 2), 0);
	UK_EXPECT_EQ(memcmp(b, "cde", 3), 0);

	UK_EXPECT_EQ(send_to(file, "cut off", 7, 0, &at), 7);
	message.piece_count = 1;
	UK_EXPECT_EQ(uk_socket_receive(file, &message, 0), 2);
	UK_EXPECT_EQ(message.flags, UK_MSG_TRUNC);
	end_socket(file);
}

UK_TEST(udp, errors)
{
	struct address at, other;
	struct uk_file *file = bound(loopback4(0), &at);
	struct uk_file *second = open_socket(UK_AF_INET, UK_SOCK_DGRAM);
	struct uk_file *got;
	char byte;

	UK_REQUIRE(file && second);
	UK_EXPECT_EQ(send_data(second, "x", 1, 0), -EDESTADDRREQ);
	UK_EXPECT_EQ(bind_to(second, at), -EADDRINUSE);
	UK_EXPECT_EQ(uk_socket_listen(second, 1), -EOPNOTSUPP);
	UK_EXPECT_EQ(uk_socket_accept(second, &got, NULL, NULL, 0),
		     -EOPNOTSUPP);
	other = loopback4(0);
	UK_EXPECT_EQ(send_to(second, "x", 1, 0, &other), -EINVAL);
	other = loopback6(1);
	UK_EXPECT_EQ(send_to(second, "x", 1, 0, &other), -EAFNOSUPPORT);
	other = loopback4(9);
	other.v4.address = __builtin_bswap32(0xc0000201);
	UK_EXPECT_EQ(send_to(second, "x", 1, 0, &other), -ENETUNREACH);
	UK_EXPECT_EQ(uk_socket_set_option(second, UK_SOL_SOCKET,
					  UK_SO_BINDTODEVICE, "lo", 3),
		     0);
	other.v4.address = UINT32_MAX; /* a broadcast */
	UK_EXPECT_EQ(send_to(second, "x", 1, 0, &other), -EACCES);
	UK_EXPECT_EQ(uk_socket_shutdown(second, UK_SHUT_RD), -ENOTCONN);
	UK_EXPECT_EQ(receive(second, &byte, 1, 0), 0);
	UK_EXPECT_EQ(uk_socket_peer(second, &other.any, &other.length),
		     -ENOTCONN);
	end_socket(second);
	end_socket(file);
}

/* A connected socket hears its peer only, until it is disconnected. */
UK_TEST(udp, connect)
{
	struct address a_at, b_at, c_at, none = { .length = 16 };
	struct uk_file *a = bound(loopback4(0), &a_at);
	struct uk_file *b = bound(loopback4(0), &b_at);
	struct uk_file *c = open_socket(UK_AF_INET, UK_SOCK_DGRAM);
	char text[8];

	UK_REQUIRE(a && b && c);
	UK_EXPECT_EQ(connect_to(c, a_at), 0);
	c_at = local_of(c);
	UK_EXPECT_EQ(c_at.v4.address, a_at.v4.address);
	UK_EXPECT(port_of(&c_at));
	UK_EXPECT_EQ(port_of(&a_at), (uint16_t)__builtin_bswap16(
					     peer_of(c).v4.port));
	UK_EXPECT_EQ(send_to(b, "b", 1, 0, &c_at), 1);
	UK_EXPECT_EQ(send_to(a, "a", 1, 0, &c_at), 1);
	UK_EXPECT_EQ(receive(c, text, 8, 0), 1);
	UK_EXPECT_EQ(text[0], 'a');
	UK_EXPECT_EQ(receive(c, text, 8, UK_MSG_DONTWAIT), -EAGAIN);
	UK_EXPECT_EQ(connect_to(c, none), 0); /* AF_UNSPEC */
	UK_EXPECT_EQ(send_data(c, "x", 1, 0), -EDESTADDRREQ);
	UK_EXPECT_EQ(send_to(b, "b", 1, 0, &c_at), 1);
	UK_EXPECT_EQ(receive(c, text, 8, 0), 1);
	end_socket(a);
	end_socket(b);
	end_socket(c);
}

/* A queue takes no more than its limit, whatever the size. */
UK_TEST(udp, limit)
{
	struct address at;
	struct uk_file *file = bound(loopback4(0), &at);
	unsigned int empty = 0, full = 0;
	static char data[1024];
	char byte;

	UK_REQUIRE(file);
	UK_EXPECT_EQ(set_int(file, UK_SOL_SOCKET, UK_SO_RCVBUF, 8192), 0);
	UK_EXPECT_EQ(get_int(file, UK_SOL_SOCKET, UK_SO_RCVBUF), 16384);
	for (int i = 0; i < 100; i++)
		UK_EXPECT_EQ(send_to(file, "", 0, 0, &at), 0);
	settle();
	while (!receive(file, &byte, 1, UK_MSG_DONTWAIT))
		empty++;
	UK_EXPECT_EQ(empty, 32);
	for (int i = 0; i < 100; i++)
		UK_EXPECT_EQ(send_to(file, data, sizeof(data), 0, &at), 1024);
	settle();
	while (receive(file, &byte, 1, UK_MSG_DONTWAIT) == 1)
		full++;
	UK_EXPECT_EQ(full, 10);
	end_socket(file);
}

static void packet_info(struct address (*on)(uint16_t), int level, int option,
			int type, size_t size)
{
	struct address at;
	struct uk_file *file = bound(on(0), &at);
	char text[8];
	struct uk_iovec piece = { text, sizeof(text) };
	_Alignas(8) char control[64];
	struct uk_msghdr message = { .pieces = &piece,
				     .piece_count = 1,
				     .control = control,
				     .control_length = sizeof(control) };
	struct uk_cmsghdr *header = (void *)control;

	UK_REQUIRE(file);
	UK_EXPECT_EQ(set_int(file, level, option, 1), 0);
	UK_EXPECT_EQ(get_int(file, level, option), 1);
	UK_EXPECT_EQ(send_to(file, "x", 1, 0, &at), 1);
	UK_EXPECT_EQ(uk_socket_receive(file, &message, 0), 1);
	UK_EXPECT_EQ(message.flags, 0);
	UK_EXPECT_EQ(header->length, sizeof(*header) + size);
	UK_EXPECT_EQ(header->level, level);
	UK_EXPECT_EQ(header->type, type);
	if (level == UK_IPPROTO_IP) {
		struct uk_in_pktinfo info;

		memcpy(&info, header + 1, sizeof(info));
		UK_EXPECT_EQ(info.destination, at.v4.address);
		UK_EXPECT(info.interface > 0);
	} else {
		struct uk_in6_pktinfo info;

		memcpy(&info, header + 1, sizeof(info));
		UK_EXPECT_EQ(memcmp(info.address, at.v6.address, 16), 0);
		UK_EXPECT(info.interface > 0);
	}
	/* It is also how a sender chooses its address. */
	message.name = &at.any;
	message.name_length = at.length;
	UK_EXPECT_EQ(uk_socket_send(file, &message, 0), 8);
	UK_EXPECT_EQ(receive(file, text, 8, 0), 8);
	header->length = 1;
	UK_EXPECT_EQ(uk_socket_send(file, &message, 0), -EINVAL);
	/* No room to tell */
	UK_EXPECT_EQ(send_to(file, "x", 1, 0, &at), 1);
	message = (struct uk_msghdr){ .pieces = &piece,
				      .piece_count = 1,
				      .control = control,
				      .control_length = 20 };
	UK_EXPECT_EQ(uk_socket_receive(file, &message, 0), 1);
	UK_EXPECT_EQ(message.flags, UK_MSG_CTRUNC);
	UK_EXPECT_EQ(message.control_length, 0);
	end_socket(file);
}

UK_TEST(udp, packet_info)
{
	packet_info(loopback4, UK_IPPROTO_IP, UK_IP_PKTINFO, UK_IP_PKTINFO,
		    sizeof(struct uk_in_pktinfo));
	packet_info(loopback6, UK_IPPROTO_IPV6, UK_IPV6_RECVPKTINFO,
		    UK_IPV6_PKTINFO, sizeof(struct uk_in6_pktinfo));
}

/* A port that nobody has: the next call tells so, once, and a wait ends. */
static void ask_nobody(int domain, struct address (*at)(uint16_t))
{
	struct uk_file *file = open_socket(domain, UK_SOCK_DGRAM);
	struct uk_file *other = open_socket(domain, UK_SOCK_DGRAM);
	struct address to;
	char byte;

	UK_REQUIRE(file && other);
	UK_EXPECT_EQ(bind_to(other, at(0)), 0);
	to = local_of(other);
	end_socket(other);
	other = open_socket(domain, UK_SOCK_DGRAM);
	UK_REQUIRE(other);
	/* who is not connected could not know whom this is about */
	UK_EXPECT_EQ(send_to(other, "x", 1, 0, &to), 1);
	settle();
	UK_EXPECT_EQ(receive(other, &byte, 1, UK_MSG_DONTWAIT), -EAGAIN);
	UK_EXPECT_EQ(connect_to(file, to), 0);
	UK_EXPECT_EQ(send_data(file, "x", 1, 0), 1);
	UK_EXPECT_EQ(receive(file, &byte, 1, 0), -ECONNREFUSED);
	UK_EXPECT_EQ(receive(file, &byte, 1, UK_MSG_DONTWAIT), -EAGAIN);
	UK_EXPECT_EQ(send_data(file, "x", 1, 0), 1);
	settle();
	UK_EXPECT(uk_file_ready(file) & UK_READY_ERROR);
	UK_EXPECT_EQ(get_int(file, UK_SOL_SOCKET, UK_SO_ERROR), ECONNREFUSED);
	UK_EXPECT_EQ(send_data(file, "x", 1, 0), 1);
	settle();
	UK_EXPECT_EQ(send_data(file, "x", 1, 0), -ECONNREFUSED);
	end_socket(other);
	end_socket(file);
}

UK_TEST(udp, refused_ipv4)
{
	ask_nobody(UK_AF_INET, loopback4);
}

UK_TEST(udp, refused_ipv6)
{
	ask_nobody(UK_AF_INET6, loopback6);
}

#ifdef CONFIG_LIBNETSTACK_RAW
/* Echo requests to oneself, and what comes back */
UK_TEST(udp, raw)
{
	uint8_t request[] = { 8, 0, 0, 0, 0x12, 0x34, 0, 1, 'p', 'i', 'n',
			      'g' };
	struct uk_file *file = NULL;
	struct address to = loopback4(0), from;
	uint8_t packet[64];
	uint32_t sum = 0;
	bool answered = false;
	uk_ssize_t length;

	UK_EXPECT_EQ(uk_socket_create(UK_AF_INET, UK_SOCK_RAW, 0, &file),
		     -EPROTONOSUPPORT);
	UK_EXPECT_EQ(uk_socket_create(UK_AF_INET, UK_SOCK_RAW,
				      UK_IPPROTO_ICMP, &file),
		     0);
	UK_REQUIRE(file);
	for (size_t i = 0; i < sizeof(request); i += 2)
		sum += (uint32_t)(request[i] << 8 | request[i + 1]);
	sum = ~((sum & 0xffff) + (sum >> 16));
	request[2] = (uint8_t)(sum >> 8);
	request[3] = (uint8_t)sum;
	UK_EXPECT_EQ(send_to(file, request, sizeof(request), 0, &to),
		     sizeof(request));
	settle();
	while ((length = receive_from(file, packet, sizeof(packet),
				      UK_MSG_DONTWAIT, &from)) > 0) {
		UK_EXPECT_EQ(length, 20 + sizeof(request));
		UK_EXPECT_EQ(packet[0], 0x45);
		UK_EXPECT_EQ(from.v4.address, to.v4.address);
		if (packet[20] == 0) /* echo reply (RFC 792) */
			answered = !memcmp(packet + 24, request + 4,
					   sizeof(request) - 4);
	}
	UK_EXPECT(answered);
	end_socket(file);
}

UK_TEST(udp, raw_ipv6)
{
	static const uint8_t request[] = { 128, 0, 0, 0, 0, 7, 0, 1, 'x' };
	struct uk_file *file = NULL;
	struct address to = loopback6(0);
	uint8_t packet[64];
	bool answered = false;
	uk_ssize_t length;

	UK_EXPECT_EQ(uk_socket_create(UK_AF_INET6, UK_SOCK_RAW,
				      UK_IPPROTO_ICMPV6, &file),
		     0);
	UK_REQUIRE(file);
	UK_EXPECT_EQ(send_to(file, request, 3, 0, &to), -EINVAL);
	UK_EXPECT_EQ(send_to(file, request, sizeof(request), 0, &to),
		     sizeof(request)); /* the stack sums it */
	settle();
	while ((length = receive(file, packet, sizeof(packet),
				 UK_MSG_DONTWAIT)) > 0)
		answered |= length == sizeof(request) && packet[0] == 129;
	UK_EXPECT(answered);
	end_socket(file);
}
#endif
