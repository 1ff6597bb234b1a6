/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TCP over loopback: what a program that works as it should sees.
 */
#include <uk/string.h>

#include "help.h"

UK_TESTSUITE(tcp, "connections: names, data, ends");

static char data[100000];

static void fill(void)
{
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 7 + i / 251);
}

static void talk(int domain, struct address (*to)(uint16_t))
{
	struct address at, from;
	struct uk_file *listener, *client, *server = NULL;
	char text[16];

	listener = listen_on(domain, 5, &at);
	client = open_socket(domain, UK_SOCK_STREAM);
	UK_REQUIRE(listener && client);
	UK_EXPECT_EQ(connect_to(client, to(port_of(&at))), 0);
	from.length = sizeof(from.v6);
	UK_EXPECT_EQ(uk_socket_accept(listener, &server, &from.any,
				      &from.length, 0),
		     0);
	UK_REQUIRE(server);

	at = local_of(client);
	UK_EXPECT_EQ(from.length, at.length);
	UK_EXPECT_EQ(memcmp(&from.any, &at.any, at.length), 0);
	at = peer_of(client);
	from = local_of(server);
	UK_EXPECT_EQ(memcmp(&from.any, &at.any, at.length), 0);

	UK_EXPECT_EQ(send_data(client, "question", 8, 0), 8);
	UK_EXPECT_EQ(receive(server, text, sizeof(text), 0), 8);
	UK_EXPECT_EQ(memcmp(text, "question", 8), 0);
	UK_EXPECT_EQ(send_data(server, "answer", 6, 0), 6);
	UK_EXPECT_EQ(receive(client, text, sizeof(text), 0), 6);
	UK_EXPECT_EQ(memcmp(text, "answer", 6), 0);

	end_socket(client);
	UK_EXPECT_EQ(receive(server, text, sizeof(text), 0), 0);
	end_socket(server);
	end_socket(listener);
}

UK_TEST(tcp, ipv4)
{
	talk(UK_AF_INET, loopback4);
}

UK_TEST(tcp, ipv6)
{
	talk(UK_AF_INET6, loopback6);
}

/* A listener for both families; a client of IPv4 looks like a mapped one. */
UK_TEST(tcp, both_families)
{
	struct uk_file *listener = open_socket(UK_AF_INET6, UK_SOCK_STREAM);
	struct uk_file *client = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct uk_file *client6 = open_socket(UK_AF_INET6, UK_SOCK_STREAM);
	struct uk_file *mapped6 = open_socket(UK_AF_INET6, UK_SOCK_STREAM);
	struct uk_file *server;
	struct address at, expected;

	UK_REQUIRE(listener && client && client6 && mapped6);
	UK_EXPECT_EQ(bind_to(listener, any6(0)), 0);
	UK_EXPECT_EQ(uk_socket_listen(listener, 5), 0);
	at = local_of(listener);
	UK_EXPECT_EQ(memcmp(at.v6.address, any6(0).v6.address, 16), 0);

	UK_EXPECT_EQ(connect_to(client, loopback4(port_of(&at))), 0);
	server = accept_from(listener);
	UK_REQUIRE(server);
	expected = mapped(0);
	UK_EXPECT_EQ(memcmp(peer_of(server).v6.address, expected.v6.address,
			    16),
		     0);
	end_socket(server);

	UK_EXPECT_EQ(connect_to(client6, loopback6(port_of(&at))), 0);
	server = accept_from(listener);
	UK_REQUIRE(server);
	expected = loopback6(0);
	UK_EXPECT_EQ(memcmp(peer_of(server).v6.address, expected.v6.address,
			    16),
		     0);
	end_socket(server);

	UK_EXPECT_EQ(connect_to(mapped6, mapped(port_of(&at))), 0);
	server = accept_from(listener);
	end_socket(server);
	end_socket(client);
	end_socket(client6);
	end_socket(mapped6);
	end_socket(listener);
}

UK_TEST(tcp, only_ipv6)
{
	struct uk_file *listener = open_socket(UK_AF_INET6, UK_SOCK_STREAM);
	struct uk_file *other = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct uk_file *client = open_socket(UK_AF_INET6, UK_SOCK_STREAM);
	struct address at;

	UK_REQUIRE(listener && other && client);
	UK_EXPECT_EQ(set_int(listener, UK_IPPROTO_IPV6, UK_IPV6_V6ONLY, 1), 0);
	UK_EXPECT_EQ(bind_to(listener, mapped(0)), -EINVAL);
	UK_EXPECT_EQ(bind_to(listener, any6(0)), 0);
	UK_EXPECT_EQ(set_int(listener, UK_IPPROTO_IPV6, UK_IPV6_V6ONLY, 0),
		     -EINVAL);
	UK_EXPECT_EQ(uk_socket_listen(listener, 1), 0);
	at = local_of(listener);
	UK_EXPECT_EQ(connect_to(client, mapped(port_of(&at))), -ECONNREFUSED);
	/* IPv4 has the port to itself. */
	UK_EXPECT_EQ(bind_to(other, loopback4(port_of(&at))), 0);
	UK_EXPECT_EQ(uk_socket_listen(other, 1), 0);
	end_socket(other);
	end_socket(client);
	end_socket(listener);
}

/* More than queues hold: each side waits for the other by turns. */
UK_TEST(tcp, much_data)
{
	static char got[sizeof(data)];
	struct pair pair;
	size_t sent = 0, read = 0, total = 20 * sizeof(data);

	fill();
	UK_REQUIRE(make_pair(&pair));
	while (read < total) {
		while (sent < total) {
			size_t at = sent % sizeof(data);
			uk_ssize_t done = send_data(pair.client, data + at,
						    sizeof(data) - at,
						    UK_MSG_DONTWAIT);

			if (done <= 0) {
				UK_EXPECT_EQ(done, -EAGAIN);
				break;
			}
			sent += (size_t)done;
		}
		for (;;) {
			size_t at = read % sizeof(data);
			uk_ssize_t done = receive(pair.server, got,
						  sizeof(data) - at,
						  UK_MSG_DONTWAIT);

			if (done <= 0) {
				UK_EXPECT_EQ(done, -EAGAIN);
				break;
			}
			UK_REQUIRE(!memcmp(got, data + at, (size_t)done));
			read += (size_t)done;
		}
		if (read < sent)
			UK_REQUIRE(uk_file_wait(pair.server, UK_READY_IN,
						UINT64_MAX) > 0);
	}
	UK_EXPECT_EQ(read, total);
	end_pair(&pair);
}

UK_TEST(tcp, pieces)
{
	struct uk_iovec out[] = { { "one", 3 }, { "", 0 }, { "two", 3 },
				  { "three", 5 } };
	char a[4], b[1], c[16];
	struct uk_iovec in[] = { { a, sizeof(a) }, { b, 0 }, { b, 1 },
				 { c, sizeof(c) } };
	struct pair pair;

	UK_REQUIRE(make_pair(&pair));
	UK_EXPECT_EQ(uk_file_write(pair.client, out, 4, UK_FILE_POSITION), 11);
	UK_EXPECT_EQ(uk_file_read(pair.server, in, 4, UK_FILE_POSITION), 11);
	UK_EXPECT_EQ(memcmp(a, "onet", 4), 0);
	UK_EXPECT_EQ(b[0], 'w');
	UK_EXPECT_EQ(memcmp(c, "othree", 6), 0);
	end_pair(&pair);
}

UK_TEST(tcp, peek)
{
	struct pair pair;
	char text[8];
	int count = 0;

	UK_REQUIRE(make_pair(&pair));
	UK_EXPECT_EQ(send_data(pair.client, "abcdef", 6, 0), 6);
	UK_EXPECT_EQ(receive(pair.server, text, 4, UK_MSG_PEEK), 4);
	UK_EXPECT_EQ(memcmp(text, "abcd", 4), 0);
	UK_EXPECT_EQ(uk_file_ioctl(pair.server, UK_FIONREAD, &count), 0);
	UK_EXPECT_EQ(count, 6);
	UK_EXPECT_EQ(receive(pair.server, text, 8, 0), 6);
	UK_EXPECT_EQ(memcmp(text, "abcdef", 6), 0);
	UK_EXPECT_EQ(receive(pair.server, text, 8, UK_MSG_DONTWAIT), -EAGAIN);
	end_pair(&pair);
}

UK_TEST(tcp, wait_for_all)
{
	struct pair pair;
	char text[8];

	UK_REQUIRE(make_pair(&pair));
	UK_EXPECT_EQ(set_int(pair.client, UK_IPPROTO_TCP, UK_TCP_NODELAY, 1),
		     0);
	UK_EXPECT_EQ(send_data(pair.client, "abc", 3, 0), 3);
	settle();
	UK_EXPECT_EQ(send_data(pair.client, "defgh", 5, 0), 5);
	UK_EXPECT_EQ(receive(pair.server, text, 8, UK_MSG_WAITALL), 8);
	UK_EXPECT_EQ(memcmp(text, "abcdefgh", 8), 0);
	/* The end of the stream ends it too. */
	UK_EXPECT_EQ(send_data(pair.client, "ij", 2, 0), 2);
	UK_EXPECT_EQ(uk_socket_shutdown(pair.client, UK_SHUT_WR), 0);
	UK_EXPECT_EQ(receive(pair.server, text, 8, UK_MSG_WAITALL), 2);
	end_pair(&pair);
}

/* One direction ends, the other goes on. */
UK_TEST(tcp, half_close)
{
	struct pair pair;
	char text[8];

	UK_REQUIRE(make_pair(&pair));
	UK_EXPECT_EQ(send_data(pair.client, "last", 4, 0), 4);
	UK_EXPECT_EQ(uk_socket_shutdown(pair.client, UK_SHUT_WR), 0);
	UK_EXPECT_EQ(send_data(pair.client, "more", 4, 0), -EPIPE);
	UK_EXPECT_EQ(receive(pair.server, text, 8, 0), 4);
	UK_EXPECT_EQ(receive(pair.server, text, 8, 0), 0);
	UK_EXPECT_EQ(uk_file_ready(pair.server),
		     UK_READY_IN | UK_READY_OUT | UK_READY_IN_ENDED);
	UK_EXPECT_EQ(send_data(pair.server, "reply", 5, 0), 5);
	UK_EXPECT_EQ(receive(pair.client, text, 8, 0), 5);
	UK_EXPECT_EQ(uk_socket_shutdown(pair.server, UK_SHUT_WR), 0);
	UK_EXPECT_EQ(receive(pair.client, text, 8, 0), 0);
	UK_EXPECT(uk_file_ready(pair.client) & UK_READY_HANG_UP);
	UK_EXPECT(uk_file_ready(pair.server) & UK_READY_HANG_UP);
	end_pair(&pair);
}

/* What was sent before the end arrives, though the socket is gone. */
UK_TEST(tcp, close_sends_the_rest)
{
	static char got[sizeof(data)];
	struct pair pair;
	size_t sent, read = 0;
	uk_ssize_t done;

	fill();
	UK_REQUIRE(make_pair(&pair));
	done = send_data(pair.client, data, sizeof(data), UK_MSG_DONTWAIT);
	UK_REQUIRE(done > 0);
	sent = (size_t)done;
	uk_file_put(pair.client);
	while ((done = receive(pair.server, got + read, sizeof(got) - read,
			       0)) > 0)
		read += (size_t)done;
	UK_EXPECT_EQ(done, 0);
	UK_EXPECT_EQ(read, sent);
	UK_EXPECT_EQ(memcmp(got, data, read), 0);
	end_socket(pair.server);
}

UK_TEST(tcp, cork)
{
	struct pair pair;
	char text[8];

	UK_REQUIRE(make_pair(&pair));
	UK_EXPECT_EQ(set_int(pair.client, UK_IPPROTO_TCP, UK_TCP_CORK, 1), 0);
	UK_EXPECT_EQ(send_data(pair.client, "ab", 2, 0), 2);
	UK_EXPECT_EQ(receive(pair.server, text, 8, UK_MSG_DONTWAIT), -EAGAIN);
	UK_EXPECT_EQ(set_int(pair.client, UK_IPPROTO_TCP, UK_TCP_CORK, 0), 0);
	UK_EXPECT_EQ(receive(pair.server, text, 8, 0), 2);
	settle();
	UK_EXPECT_EQ(send_data(pair.client, "cd", 2, UK_MSG_MORE), 2);
	UK_EXPECT_EQ(receive(pair.server, text, 8, UK_MSG_DONTWAIT), -EAGAIN);
	UK_EXPECT_EQ(send_data(pair.client, "ef", 2, 0), 2);
	UK_EXPECT_EQ(receive(pair.server, text, 8, 0), 4);
	UK_EXPECT_EQ(memcmp(text, "cdef", 4), 0);
	end_pair(&pair);
}
