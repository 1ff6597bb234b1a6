/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TCP over loopback: refusals, resets, limits, time-outs, and what is told of
 * them; the errors are Linux's.
 */
#include <uk/string.h>
#include <uk/time.h>

#include "help.h"

UK_TESTSUITE(tcp_errors, "connections that fail, end, or wait");

/* A port of loopback where nobody listens */
static struct address nobody(void)
{
	struct uk_file *file = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct address address;

	bind_to(file, loopback4(0));
	address = local_of(file);
	end_socket(file);
	return address;
}

UK_TEST(tcp_errors, create)
{
	struct uk_file *file = NULL;

	UK_EXPECT_EQ(uk_socket_create(UK_AF_UNIX, UK_SOCK_STREAM, 0, &file),
		     -EAFNOSUPPORT);
	UK_EXPECT_EQ(uk_socket_create(UK_AF_INET, 5, 0, &file),
		     -ESOCKTNOSUPPORT);
	UK_EXPECT_EQ(uk_socket_create(UK_AF_INET, UK_SOCK_STREAM,
				      UK_IPPROTO_UDP, &file),
		     -EPROTONOSUPPORT);
	UK_EXPECT_EQ(uk_socket_create(UK_AF_INET, UK_SOCK_DGRAM,
				      UK_IPPROTO_TCP, &file),
		     -EPROTONOSUPPORT);
	UK_EXPECT_EQ(uk_socket_create(UK_AF_INET, UK_SOCK_STREAM | 0x100, 0,
				      &file),
		     -EINVAL);
	UK_EXPECT_EQ(uk_socket_create(UK_AF_INET, UK_SOCK_STREAM, 1000, &file),
		     -EINVAL);
	UK_EXPECT(!file);
}

UK_TEST(tcp_errors, refused)
{
	struct uk_file *file = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct address at = nobody(), good;
	struct uk_file *listener;
	char byte;

	UK_REQUIRE(file);
	UK_EXPECT_EQ(connect_to(file, at), -ECONNREFUSED);
	UK_EXPECT_EQ(get_int(file, UK_SOL_SOCKET, UK_SO_ERROR), 0);
	UK_EXPECT_EQ(receive(file, &byte, 1, 0), 0);
	UK_EXPECT_EQ(send_data(file, "x", 1, 0), -EPIPE);
	/* The same socket may try again. */
	listener = listen_on(UK_AF_INET, 1, &good);
	UK_EXPECT_EQ(connect_to(file, good), 0);
	UK_EXPECT_EQ(send_data(file, "x", 1, 0), 1);
	end_socket(file);
	end_socket(listener);
}

UK_TEST(tcp_errors, refused_without_waiting)
{
	struct uk_file *file = open_socket(UK_AF_INET, UK_SOCK_STREAM |
							       UK_SOCK_NONBLOCK);
	struct address at = nobody();

	UK_REQUIRE(file);
	UK_EXPECT_EQ(uk_file_ready(file), UK_READY_OUT | UK_READY_HANG_UP);
	/* Loopback is so fast that the answer may be there at once. */
	if (connect_to(file, at) == -EINPROGRESS) {
		UK_EXPECT(uk_file_wait(file, UK_READY_OUT, UINT64_MAX) > 0);
		UK_EXPECT_EQ(uk_file_ready(file),
			     UK_READY_IN | UK_READY_OUT | UK_READY_ERROR |
				     UK_READY_HANG_UP | UK_READY_IN_ENDED);
		UK_EXPECT_EQ(get_int(file, UK_SOL_SOCKET, UK_SO_ERROR),
			     ECONNREFUSED);
		UK_EXPECT_EQ(get_int(file, UK_SOL_SOCKET, UK_SO_ERROR), 0);
	}
	end_socket(file);
}

UK_TEST(tcp_errors, connect_without_waiting)
{
	struct uk_file *file = open_socket(UK_AF_INET, UK_SOCK_STREAM |
							       UK_SOCK_NONBLOCK);
	struct address at;
	struct uk_file *listener = listen_on(UK_AF_INET, 1, &at), *server;
	int result;

	UK_REQUIRE(file && listener);
	result = connect_to(file, at);
	UK_EXPECT(result == -EINPROGRESS || result == 0);
	UK_EXPECT(uk_file_wait(file, UK_READY_OUT, UINT64_MAX) > 0);
	UK_EXPECT_EQ(get_int(file, UK_SOL_SOCKET, UK_SO_ERROR), 0);
	UK_EXPECT_EQ(uk_file_ready(file), UK_READY_OUT);
	UK_EXPECT_EQ(connect_to(file, at), -EISCONN);
	UK_EXPECT_EQ(connect_to(listener, at), -EISCONN);
	server = accept_from(listener);
	end_socket(file);
	end_socket(server);
	end_socket(listener);
}

UK_TEST(tcp_errors, not_connected)
{
	struct uk_file *file = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct address at = { .length = sizeof(at.v6) };
	struct uk_file *got;
	char byte;

	UK_REQUIRE(file);
	UK_EXPECT_EQ(send_data(file, "x", 1, 0), -EPIPE);
	UK_EXPECT_EQ(receive(file, &byte, 1, 0), -ENOTCONN);
	UK_EXPECT_EQ(uk_socket_shutdown(file, UK_SHUT_WR), -ENOTCONN);
	UK_EXPECT_EQ(uk_socket_shutdown(file, 3), -EINVAL);
	UK_EXPECT_EQ(uk_socket_peer(file, &at.any, &at.length), -ENOTCONN);
	UK_EXPECT_EQ(uk_socket_accept(file, &got, NULL, NULL, 0), -EINVAL);
	UK_EXPECT_EQ(connect_to(file, loopback6(1)), -EAFNOSUPPORT);
	at = loopback4(1);
	UK_EXPECT_EQ(uk_socket_connect(file, &at.any, 4), -EINVAL);
	UK_EXPECT_EQ(uk_socket_connect(file, NULL, 16), -EFAULT);
	end_socket(file);
}

UK_TEST(tcp_errors, addresses_in_use)
{
	struct address at, other;
	struct uk_file *listener = listen_on(UK_AF_INET, 1, &at);
	struct uk_file *file = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct uk_file *file6 = open_socket(UK_AF_INET6, UK_SOCK_STREAM);

	UK_REQUIRE(listener && file && file6);
	UK_EXPECT_EQ(bind_to(file, at), -EADDRINUSE);
	UK_EXPECT_EQ(set_int(file, UK_SOL_SOCKET, UK_SO_REUSEADDR, 1), 0);
	UK_EXPECT_EQ(bind_to(file, at), -EADDRINUSE); /* it listens */
	UK_EXPECT_EQ(bind_to(file6, any6(port_of(&at))), -EADDRINUSE);
	other = at;
	other.v4.address = __builtin_bswap32(0xc0000201); /* 192.0.2.1 */
	UK_EXPECT_EQ(bind_to(file, other), -EADDRNOTAVAIL);
	UK_EXPECT_EQ(bind_to(file, loopback4(0)), 0);
	UK_EXPECT_EQ(bind_to(file, loopback4(0)), -EINVAL);
	end_socket(file);
	end_socket(file6);
	end_socket(listener);
}

/* A server that is started again finds its port free. */
UK_TEST(tcp_errors, port_after_end)
{
	struct address at;
	struct uk_file *listener = listen_on(UK_AF_INET, 1, &at);
	struct uk_file *client = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct uk_file *server;

	UK_REQUIRE(listener && client);
	UK_EXPECT_EQ(set_int(listener, UK_SOL_SOCKET, UK_SO_REUSEADDR, 1), 0);
	UK_EXPECT_EQ(connect_to(client, at), 0);
	server = accept_from(listener);
	end_socket(server); /* TIME-WAIT is on this side */
	end_socket(client);
	end_socket(listener);

	listener = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	UK_REQUIRE(listener);
	UK_EXPECT_EQ(bind_to(listener, at), -EADDRINUSE);
	UK_EXPECT_EQ(set_int(listener, UK_SOL_SOCKET, UK_SO_REUSEADDR, 1), 0);
	UK_EXPECT_EQ(bind_to(listener, at), 0);
	UK_EXPECT_EQ(uk_socket_listen(listener, 1), 0);
	end_socket(listener);
}

UK_TEST(tcp_errors, reset)
{
	struct uk_linger now = { .on = 1 };
	struct pair pair;
	char text[8];

	UK_REQUIRE(make_pair(&pair));
	UK_EXPECT_EQ(send_data(pair.client, "kept", 4, 0), 4);
	settle();
	UK_EXPECT_EQ(uk_socket_set_option(pair.client, UK_SOL_SOCKET,
					  UK_SO_LINGER, &now, sizeof(now)),
		     0);
	end_socket(pair.client);
	/* What came before is still there; then the error, once; then the end. */
	UK_EXPECT(uk_file_ready(pair.server) & UK_READY_ERROR);
	UK_EXPECT_EQ(receive(pair.server, text, 8, 0), 4);
	UK_EXPECT_EQ(receive(pair.server, text, 8, 0), -ECONNRESET);
	UK_EXPECT_EQ(receive(pair.server, text, 8, 0), 0);
	UK_EXPECT_EQ(send_data(pair.server, "x", 1, 0), -EPIPE);
	UK_EXPECT_EQ(connect_to(pair.server, loopback4(1)), -EISCONN);
	end_socket(pair.server);
}

/* Who does not read all resets. */
UK_TEST(tcp_errors, close_with_unread_data)
{
	struct pair pair;
	char byte;

	UK_REQUIRE(make_pair(&pair));
	UK_EXPECT_EQ(send_data(pair.client, "unread", 6, 0), 6);
	settle();
	end_socket(pair.server);
	UK_EXPECT_EQ(receive(pair.client, &byte, 1, 0), -ECONNRESET);
	end_socket(pair.client);
}

/* Who writes to an end that is gone is told with the second write. */
UK_TEST(tcp_errors, write_after_end)
{
	struct pair pair;

	UK_REQUIRE(make_pair(&pair));
	end_socket(pair.server);
	UK_EXPECT_EQ(uk_file_ready(pair.client),
		     UK_READY_IN | UK_READY_OUT | UK_READY_IN_ENDED);
	UK_EXPECT_EQ(send_data(pair.client, "x", 1, 0), 1);
	settle();
	UK_EXPECT_EQ(send_data(pair.client, "x", 1, 0), -EPIPE);
	UK_EXPECT_EQ(get_int(pair.client, UK_SOL_SOCKET, UK_SO_ERROR), 0);
	end_socket(pair.client);
}

#define CLIENTS 5

/* Those beyond the backlog wait until there is room. */
UK_TEST(tcp_errors, backlog)
{
	struct uk_file *clients[CLIENTS];
	struct address at;
	struct uk_file *listener = listen_on(UK_AF_INET, 1, &at), *file;
	unsigned int connected = 0;

	UK_REQUIRE(listener);
	listener->flags |= UK_O_NONBLOCK;
	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = open_socket(UK_AF_INET, UK_SOCK_STREAM |
							     UK_SOCK_NONBLOCK);
		UK_REQUIRE(clients[i]);
		connect_to(clients[i], at);
		settle();
	}
	for (int i = 0; i < CLIENTS; i++)
		connected += uk_file_ready(clients[i]) == UK_READY_OUT;
	UK_EXPECT_EQ(connected, 2);
	for (int i = 0; i < 2; i++)
		end_socket(accept_from(listener));
	UK_EXPECT_EQ(uk_socket_accept(listener, &file, NULL, NULL, 0),
		     -EAGAIN);
	/* The others' SYNs are sent again. */
	UK_EXPECT(uk_file_wait(listener, UK_READY_IN, UINT64_MAX) > 0);
	end_socket(accept_from(listener));
	for (int i = 0; i < CLIENTS; i++)
		end_socket(clients[i]);
	end_socket(listener);
}

UK_TEST(tcp_errors, listener_ends)
{
	struct uk_file *client = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct address at;
	struct uk_file *listener = listen_on(UK_AF_INET, 3, &at);
	char byte;

	UK_REQUIRE(client && listener);
	UK_EXPECT_EQ(connect_to(client, at), 0);
	UK_EXPECT_EQ(send_data(client, "x", 1, 0), 1);
	end_socket(listener);
	UK_EXPECT_EQ(receive(client, &byte, 1, 0), -ECONNRESET);
	end_socket(client);
}

/* A connection that ends before it is accepted is accepted all the same. */
UK_TEST(tcp_errors, reset_before_accept)
{
	struct uk_linger now = { .on = 1 };
	struct uk_file *client = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct address at, peer = { .length = sizeof(peer.v6) };
	struct uk_file *listener = listen_on(UK_AF_INET, 3, &at), *server;
	char byte;

	UK_REQUIRE(client && listener);
	UK_EXPECT_EQ(connect_to(client, at), 0);
	UK_EXPECT_EQ(uk_socket_set_option(client, UK_SOL_SOCKET, UK_SO_LINGER,
					  &now, sizeof(now)),
		     0);
	end_socket(client);
	UK_EXPECT_EQ(uk_socket_accept(listener, &server, &peer.any,
				      &peer.length, 0),
		     0);
	UK_EXPECT_EQ(receive(server, &byte, 1, 0), -ECONNRESET);
	end_socket(server);
	end_socket(listener);
}

UK_TEST(tcp_errors, listener_shut_down)
{
	struct address at;
	struct uk_file *listener = listen_on(UK_AF_INET, 3, &at), *file;

	UK_REQUIRE(listener);
	UK_EXPECT_EQ(get_int(listener, UK_SOL_SOCKET, UK_SO_ACCEPTCONN), 1);
	UK_EXPECT_EQ(uk_socket_shutdown(listener, UK_SHUT_RDWR), 0);
	UK_EXPECT_EQ(get_int(listener, UK_SOL_SOCKET, UK_SO_ACCEPTCONN), 0);
	UK_EXPECT_EQ(uk_socket_accept(listener, &file, NULL, NULL, 0),
		     -EINVAL);
	end_socket(listener);
}

UK_TEST(tcp_errors, time_outs)
{
	struct uk_timeval time = { .microseconds = 20000 }, got = { 0 };
	uint32_t length = sizeof(got);
	struct address at;
	struct uk_file *listener = listen_on(UK_AF_INET, 1, &at), *file;
	struct pair pair;
	uint64_t before;
	char byte;

	UK_REQUIRE(listener && make_pair(&pair));
	UK_EXPECT_EQ(uk_socket_set_option(pair.client, UK_SOL_SOCKET,
					  UK_SO_RCVTIMEO, &time, sizeof(time)),
		     0);
	UK_EXPECT_EQ(uk_socket_get_option(pair.client, UK_SOL_SOCKET,
					  UK_SO_RCVTIMEO, &got, &length),
		     0);
	UK_EXPECT_EQ(got.microseconds, 20000);
	before = uk_time_monotonic();
	UK_EXPECT_EQ(receive(pair.client, &byte, 1, 0), -EAGAIN);
	UK_EXPECT(uk_time_monotonic() - before >= 20 * UK_TIME_MILLISECOND);
	UK_EXPECT_EQ(uk_socket_set_option(listener, UK_SOL_SOCKET,
					  UK_SO_RCVTIMEO, &time, sizeof(time)),
		     0);
	UK_EXPECT_EQ(uk_socket_accept(listener, &file, NULL, NULL, 0),
		     -EAGAIN);
	time.microseconds = 1000000;
	UK_EXPECT_EQ(uk_socket_set_option(listener, UK_SOL_SOCKET,
					  UK_SO_RCVTIMEO, &time, sizeof(time)),
		     -EDOM);
	end_pair(&pair);
	end_socket(listener);
}

/* A peer that never reads: a blocking write ends with its time. */
UK_TEST(tcp_errors, write_time_out)
{
	static char much[65536];
	struct uk_timeval time = { .microseconds = 10000 };
	struct pair pair;
	uk_ssize_t done;
	size_t sent = 0;

	UK_REQUIRE(make_pair(&pair));
	UK_EXPECT_EQ(uk_socket_set_option(pair.client, UK_SOL_SOCKET,
					  UK_SO_SNDTIMEO, &time, sizeof(time)),
		     0);
	while ((done = send_data(pair.client, much, sizeof(much), 0)) > 0)
		sent += (size_t)done;
	UK_EXPECT_EQ(done, -EAGAIN);
	UK_EXPECT(!(uk_file_ready(pair.client) & UK_READY_OUT));
	while (sent) {
		done = receive(pair.server, much, sizeof(much), 0);
		UK_REQUIRE(done > 0);
		sent -= (size_t)done;
	}
	settle();
	UK_EXPECT(uk_file_ready(pair.client) & UK_READY_OUT);
	end_pair(&pair);
}

UK_TEST(tcp_errors, linger)
{
	struct uk_linger soon = { .on = 1, .seconds = 5 }, got;
	uint32_t length = sizeof(got);
	struct pair pair;
	char text[8];

	UK_REQUIRE(make_pair(&pair));
	UK_EXPECT_EQ(uk_socket_set_option(pair.client, UK_SOL_SOCKET,
					  UK_SO_LINGER, &soon, sizeof(soon)),
		     0);
	UK_EXPECT_EQ(uk_socket_get_option(pair.client, UK_SOL_SOCKET,
					  UK_SO_LINGER, &got, &length),
		     0);
	UK_EXPECT_EQ(got.on, 1);
	UK_EXPECT_EQ(got.seconds, 5);
	UK_EXPECT_EQ(send_data(pair.client, "bye", 3, 0), 3);
	uk_file_put(pair.client); /* waits */
	UK_EXPECT_EQ(receive(pair.server, text, 8, UK_MSG_DONTWAIT), 3);
	end_socket(pair.server);
}


UK_TEST(tcp_errors, other_files)
{
	static const struct uk_file_ops ops = { .kind = "none" };
	struct uk_file file;
	uint32_t length = 4;
	int value;

	uk_file_init(&file, &ops, UK_O_RDWR);
	UK_EXPECT_EQ(bind_to(&file, loopback4(0)), -ENOTSOCK);
	UK_EXPECT_EQ(connect_to(&file, loopback4(1)), -ENOTSOCK);
	UK_EXPECT_EQ(uk_socket_listen(&file, 1), -ENOTSOCK);
	UK_EXPECT_EQ(send_data(&file, "x", 1, 0), -ENOTSOCK);
	UK_EXPECT_EQ(receive(&file, &value, 1, 0), -ENOTSOCK);
	UK_EXPECT_EQ(uk_socket_get_option(&file, UK_SOL_SOCKET, UK_SO_TYPE,
					  &value, &length),
		     -ENOTSOCK);
}
