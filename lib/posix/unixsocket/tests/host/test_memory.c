/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each request for memory fails in turn: an error, and nothing is lost.
 */
#include <uk/test.h>

#include "../../../../fs/ukfile/tests/host/machine.h"
#include "../help.h"

UK_TESTSUITE(unixsocket_memory, "out of memory");

static void end_socket(struct uk_file *file)
{
	if (file)
		uk_file_put(file);
}

static void talk(struct uk_file *one, struct uk_file *other)
{
	int fds[] = { 0, 1 }, got[2], flags, count;
	char text[500] = "";

	memset(text, 'x', sizeof(text) - 1);
	send_text(one, text);
	give(one, fds, 2);
	send_to(one, text, "memory");
	receive_text(other, text, sizeof(text) - 1);
	count = take(other, got, 2, &flags);
	for (int i = 0; i < count; i++)
		UK_EXPECT_EQ(uk_fd_close(got[i]), 0);
	give(one, fds, 2); /* left in the queue */
}

/* A little of everything; whatever fails in between. */
static void scenario(int type)
{
	struct uk_file *pair[2] = { NULL, NULL }, *server = NULL;
	struct uk_file *listener = make_socket(type | UK_SOCK_NONBLOCK);
	struct uk_file *client = make_socket(type | UK_SOCK_NONBLOCK);

	if (pair_of(type | UK_SOCK_NONBLOCK, pair) == 0)
		talk(pair[0], pair[1]);
	if (listener && client) {
		bind_to(listener, "memory");
		uk_socket_listen(listener, 1);
		connect_to(client, "memory");
		bind_to(client, "client");
		talk(client, listener);
		if (!uk_socket_accept(listener, &server, NULL, NULL,
				      UK_SOCK_NONBLOCK))
			talk(client, server);
	}
	end_socket(pair[0]);
	end_socket(listener);
	end_socket(client);
	end_socket(pair[1]);
	end_socket(server);
}

static void each_fails(int type)
{
	long before;
	int requests;

	scenario(type);
	scenario(type); /* what is kept for later is there now */
	before = machine_blocks;
	machine_memory_left = 1 << 20;
	scenario(type);
	requests = (1 << 20) - machine_memory_left;
	machine_memory_left = -1;
	UK_EXPECT_EQ(machine_blocks, before);
	UK_EXPECT(requests > 10);
	for (int i = 0; i < requests; i++) {
		machine_memory_left = i;
		scenario(type);
		machine_memory_left = -1;
		UK_EXPECT_EQ(machine_blocks, before);
	}
}

UK_TEST(unixsocket_memory, streams)
{
	each_fails(UK_SOCK_STREAM);
}

UK_TEST(unixsocket_memory, datagrams)
{
	each_fails(UK_SOCK_DGRAM);
}

UK_TEST(unixsocket_memory, packets)
{
	each_fails(UK_SOCK_SEQPACKET);
}
