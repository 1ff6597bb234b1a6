/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a machine with little memory, or a peer that means ill, does to sockets.
 * On the host, where every block is watched and each request can fail.
 */
#include <string.h>
#include <uk/time.h>

#include "../help.h"
#include "machine.h"

UK_TESTSUITE(socket_limits, "no memory, small segments, many sockets");

/* A little of everything; whatever fails in between. */
static void scenario(void)
{
	struct address at = loopback4(4711);
	struct uk_file *listener = NULL, *client = NULL, *server = NULL;
	struct uk_file *datagrams = NULL, *raw = NULL;
	struct uk_ipv6_mreq group = { .group = { 0xff, 0x01, [15] = 0x42 },
				      .interface = 1 };
	char data[3000] = "";
	int on = 1;

	uk_socket_create(UK_AF_INET, UK_SOCK_STREAM | UK_SOCK_NONBLOCK, 0,
			 &listener);
	uk_socket_create(UK_AF_INET, UK_SOCK_STREAM | UK_SOCK_NONBLOCK, 0,
			 &client);
	uk_socket_create(UK_AF_INET6, UK_SOCK_DGRAM | UK_SOCK_NONBLOCK, 0,
			 &datagrams);
	uk_socket_create(UK_AF_INET, UK_SOCK_RAW | UK_SOCK_NONBLOCK,
			 UK_IPPROTO_UDP, &raw);
	if (listener) {
		uk_socket_set_option(listener, UK_SOL_SOCKET, UK_SO_REUSEADDR,
				     &on, sizeof(on));
		bind_to(listener, at);
		uk_socket_listen(listener, 5);
	}
	if (client) {
		connect_to(client, at);
		settle();
		send_data(client, data, sizeof(data), 0);
		settle();
	}
	if (listener && !uk_socket_accept(listener, &server, NULL, NULL,
					  UK_SOCK_NONBLOCK)) {
		receive(server, data, 10, 0);
		send_data(server, data, sizeof(data), 0);
		settle();
	}
	if (datagrams) {
		struct address to = loopback6(4712);

		bind_to(datagrams, to);
		uk_socket_set_option(datagrams, UK_IPPROTO_IPV6,
				     UK_IPV6_JOIN_GROUP, &group,
				     sizeof(group));
		send_to(datagrams, data, 100, 0, &to);
		send_to(datagrams, data, sizeof(data), 0, &to);
		settle();
		receive(datagrams, data, sizeof(data), 0);
	}
	end_socket(client);
	end_socket(server);
	end_socket(listener);
	end_socket(datagrams);
	end_socket(raw);
}

/* Ten minutes, so that the stack gives up what it still tries. */
static void forget(void)
{
	for (int i = 0; i < 6000; i++) {
		machine_now += 100 * UK_TIME_MILLISECOND;
		settle();
	}
}

UK_TEST(socket_limits, each_request_fails_once)
{
	long before;
	int requests;

	scenario();
	forget();
	before = machine_blocks;
	machine_memory_left = 1 << 20;
	scenario();
	requests = (1 << 20) - machine_memory_left;
	machine_memory_left = -1;
	forget();
	UK_EXPECT_EQ(machine_blocks, before);
	UK_EXPECT(requests > 30);
	for (int i = 0; i < requests; i++) {
		machine_memory_left = i;
		scenario();
		machine_memory_left = -1;
		forget();
		UK_EXPECT_EQ(machine_blocks, before);
	}
}

/* A peer that sends single bytes must not make us hold a buffer for each. */
UK_TEST(socket_limits, single_bytes)
{
	enum { COUNT = 20000 };
	struct pair pair;
	static char got[COUNT];
	long before;

	UK_REQUIRE(make_pair(&pair));
	UK_EXPECT_EQ(set_int(pair.client, UK_IPPROTO_TCP, UK_TCP_NODELAY, 1),
		     0);
	settle();
	before = machine_blocks;
	for (int i = 0; i < COUNT; i++) {
		char byte = (char)i;

		UK_REQUIRE(send_data(pair.client, &byte, 1, UK_MSG_DONTWAIT) ==
			   1);
		settle();
	}
	UK_EXPECT(machine_blocks - before < COUNT / 500);
	UK_EXPECT_EQ(receive(pair.server, got, COUNT, 0), COUNT);
	for (int i = 0; i < COUNT; i++)
		UK_REQUIRE(got[i] == (char)i);
	end_pair(&pair);
}

#define MANY 3000

UK_TEST(socket_limits, many_connections)
{
	static struct uk_file *clients[MANY], *servers[MANY];
	struct address at;
	struct uk_file *listener = listen_on(UK_AF_INET, 100, &at);
	char byte;

	UK_REQUIRE(listener);
	for (int i = 0; i < MANY; i++) {
		clients[i] = open_socket(UK_AF_INET, UK_SOCK_STREAM);
		UK_REQUIRE(clients[i] && !connect_to(clients[i], at));
		servers[i] = accept_from(listener);
		UK_REQUIRE(servers[i]);
	}
	for (int i = 0; i < MANY; i++)
		UK_REQUIRE(send_data(clients[i], &i, 1, 0) == 1);
	for (int i = MANY - 1; i >= 0; i--) {
		UK_REQUIRE(receive(servers[i], &byte, 1, 0) == 1);
		UK_REQUIRE(byte == (char)i);
	}
	for (int i = 0; i < MANY; i++) {
		end_socket(servers[i]);
		UK_REQUIRE(receive(clients[i], &byte, 1, 0) == 0);
		end_socket(clients[i]);
	}
	end_socket(listener);
}

/* Connections come and go, far more often than there are ports. */
UK_TEST(socket_limits, coming_and_going)
{
	struct address at;
	struct uk_file *listener = listen_on(UK_AF_INET, 100, &at);
	long before = machine_blocks;

	UK_REQUIRE(listener);
	for (int i = 0; i < 70000; i++) {
		struct uk_file *client = open_socket(UK_AF_INET,
						     UK_SOCK_STREAM);
		struct uk_file *server;

		UK_REQUIRE(client && !connect_to(client, at));
		server = accept_from(listener);
		UK_REQUIRE(server);
		end_socket(server);
		end_socket(client);
	}
	end_socket(listener);
	forget();
	UK_EXPECT(machine_blocks <= before);
}

/* A peer that answers the probes keeps its connection. */
UK_TEST(socket_limits, keepalive)
{
	struct pair pair;
	char byte;

	UK_REQUIRE(make_pair(&pair));
	set_int(pair.client, UK_SOL_SOCKET, UK_SO_KEEPALIVE, 1);
	set_int(pair.client, UK_IPPROTO_TCP, UK_TCP_KEEPIDLE, 5);
	set_int(pair.client, UK_IPPROTO_TCP, UK_TCP_KEEPINTVL, 1);
	set_int(pair.client, UK_IPPROTO_TCP, UK_TCP_KEEPCNT, 3);
	for (int i = 0; i < 400; i++) {
		machine_now += 50 * UK_TIME_MILLISECOND;
		settle();
	}
	UK_EXPECT_EQ(uk_file_ready(pair.client), UK_READY_OUT);
	UK_EXPECT_EQ(receive(pair.client, &byte, 1, UK_MSG_DONTWAIT), -EAGAIN);
	end_pair(&pair);
}

/* The peer does not read: closing waits, but no longer than was said. */
UK_TEST(socket_limits, linger_ends)
{
	static char much[300000];
	struct uk_linger linger = { .on = 1, .seconds = 2 };
	struct pair pair;
	uint64_t before;

	UK_REQUIRE(make_pair(&pair));
	while (send_data(pair.client, much, sizeof(much), UK_MSG_DONTWAIT) > 0)
		;
	UK_EXPECT_EQ(uk_socket_set_option(pair.client, UK_SOL_SOCKET,
					  UK_SO_LINGER, &linger,
					  sizeof(linger)),
		     0);
	before = uk_time_monotonic();
	uk_file_put(pair.client);
	UK_EXPECT(uk_time_monotonic() - before >= 2 * UK_TIME_SECOND);
	UK_EXPECT(uk_time_monotonic() - before < 3 * UK_TIME_SECOND);
	end_socket(pair.server);
}
