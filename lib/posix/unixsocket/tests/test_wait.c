/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who waits in local sockets, and what ends it. What calls do that need not wait is
 * tests/apps/channels', which runs on Linux, too.
 */
#include <uk/test.h>

#include "../../../fs/ukfile/tests/later.h"
#include "help.h"

UK_TESTSUITE(unixsocket_wait, "waiting in local sockets");

static char block[100000];

static void say_hello(void *file)
{
	UK_EXPECT_EQ(send_text(file, "hello"), 5);
}

static void let_go(void *file)
{
	uk_file_put(file);
}

static void read_half(void *file)
{
	UK_EXPECT_EQ(receive_text(file, block, sizeof(block) / 2),
		     sizeof(block) / 2);
}

static int set_number(struct uk_file *file, int option, int number)
{
	return uk_socket_set_option(file, UK_SOL_SOCKET, option, &number,
				    sizeof(number));
}

UK_TEST(unixsocket_wait, a_reader)
{
	static const int types[] = { UK_SOCK_STREAM, UK_SOCK_SEQPACKET };
	struct uk_file *files[2];
	struct later later;
	char text[8];

	for (size_t i = 0; i < UK_ARRAY_SIZE(types); i++) {
		UK_REQUIRE(pair_of(types[i], files) == 0);
		later_start(&later, UK_TIME_MILLISECOND, say_hello, files[0]);
		UK_EXPECT_EQ(receive_text(files[1], text, sizeof(text)), 5);
		later_finish(&later);
		later_start(&later, UK_TIME_MILLISECOND, let_go, files[0]);
		UK_EXPECT_EQ(receive_text(files[1], text, sizeof(text)), 0);
		later_finish(&later);
		uk_file_put(files[1]);
	}
}

UK_TEST(unixsocket_wait, a_reader_for_all_of_it)
{
	struct uk_file *files[2];
	struct later later;
	char text[8];
	struct uk_iovec piece = { text, sizeof(text) };
	struct uk_msghdr message = { .pieces = &piece, .piece_count = 1 };

	UK_REQUIRE(pair_of(UK_SOCK_STREAM, files) == 0);
	UK_EXPECT_EQ(send_text(files[0], "and"), 3);
	later_start(&later, UK_TIME_MILLISECOND, say_hello, files[0]);
	UK_EXPECT_EQ(uk_socket_receive(files[1], &message, UK_MSG_WAITALL), 8);
	later_finish(&later);
	UK_EXPECT(!memcmp(text, "andhello", 8));
	put_both(files);
}

UK_TEST(unixsocket_wait, a_writer)
{
	struct uk_iovec piece = { block, sizeof(block) };
	struct uk_msghdr message = { .pieces = &piece, .piece_count = 1 };
	struct uk_file *files[2];
	struct later later;

	UK_REQUIRE(pair_of(UK_SOCK_STREAM, files) == 0);
	UK_EXPECT_EQ(set_number(files[0], UK_SO_SNDBUF, 30000), 0);
	UK_EXPECT_EQ(set_number(files[0], UK_SO_SNDTIMEO, 0), -EINVAL);
	later_start(&later, UK_TIME_MILLISECOND, read_half, files[1]);
	/* 60,000 wait at most: the rest goes as half of it was read */
	UK_EXPECT_EQ(uk_socket_send(files[0], &message, 0), sizeof(block));
	later_finish(&later);
	/* and one whose reader goes has sent a part */
	later_start(&later, UK_TIME_MILLISECOND, let_go, files[1]);
	UK_EXPECT(uk_socket_send(files[0], &message, 0) < 60001);
	later_finish(&later);
	UK_EXPECT_EQ(send_text(files[0], "x"), -EPIPE);
	uk_file_put(files[0]);
}

struct crowd {
	struct uk_file *listener, *clients[3];
};

static void accept_one(void *argument)
{
	struct crowd *crowd = argument;
	struct uk_file *server;

	UK_EXPECT_EQ(uk_socket_accept(crowd->listener, &server, NULL, NULL, 0),
		     0);
	uk_file_put(server);
}

static void end_listener(void *argument)
{
	struct crowd *crowd = argument;

	uk_file_put(crowd->listener);
}

static void start_crowd(struct crowd *crowd)
{
	crowd->listener = make_socket(UK_SOCK_STREAM);
	UK_EXPECT_EQ(bind_to(crowd->listener, "crowd"), 0);
	UK_EXPECT_EQ(uk_socket_listen(crowd->listener, 0), 0);
	for (int i = 0; i < 3; i++)
		crowd->clients[i] = make_socket(UK_SOCK_STREAM);
	UK_EXPECT_EQ(connect_to(crowd->clients[0], "crowd"), 0);
}

UK_TEST(unixsocket_wait, connecting)
{
	struct uk_timeval soon = { 0, 1000 };
	struct crowd crowd;
	struct later later;

	start_crowd(&crowd);
	UK_EXPECT_EQ(uk_socket_set_option(crowd.clients[1], UK_SOL_SOCKET,
					  UK_SO_SNDTIMEO, &soon, sizeof(soon)),
		     0);
	UK_EXPECT_EQ(connect_to(crowd.clients[1], "crowd"), -EAGAIN);
	later_start(&later, UK_TIME_MILLISECOND, accept_one, &crowd);
	UK_EXPECT_EQ(connect_to(crowd.clients[2], "crowd"), 0);
	later_finish(&later);
	uk_file_put(crowd.clients[1]);
	/* who waits for a listener that goes is refused */
	crowd.clients[1] = make_socket(UK_SOCK_STREAM);
	later_start(&later, UK_TIME_MILLISECOND, end_listener, &crowd);
	UK_EXPECT_EQ(connect_to(crowd.clients[1], "crowd"), -ECONNREFUSED);
	later_finish(&later);
	for (int i = 0; i < 3; i++)
		uk_file_put(crowd.clients[i]);
}

UK_TEST(unixsocket_wait, accepting)
{
	struct uk_file *server;
	struct crowd crowd;

	start_crowd(&crowd);
	UK_EXPECT_EQ(uk_socket_accept(crowd.listener, &server, NULL, NULL, 0),
		     0);
	uk_file_put(server);
	crowd.listener->read_timeout = UK_TIME_MILLISECOND;
	UK_EXPECT_EQ(uk_socket_accept(crowd.listener, &server, NULL, NULL, 0),
		     -EAGAIN);
	for (int i = 0; i < 3; i++)
		uk_file_put(crowd.clients[i]);
	uk_file_put(crowd.listener);
}

static void receive_all(void *file)
{
	char text[8];

	((struct uk_file *)file)->flags |= UK_O_NONBLOCK;
	while (receive_text(file, text, sizeof(text)) >= 0)
		continue;
}

/* By name, and connected: until there is room, or nobody. */
UK_TEST(unixsocket_wait, a_sender_of_datagrams)
{
	struct uk_file *receiver = make_socket(UK_SOCK_DGRAM);
	struct uk_file *sender =
		make_socket(UK_SOCK_DGRAM | UK_SOCK_NONBLOCK);
	struct later later;
	int count = 0;

	UK_EXPECT_EQ(bind_to(receiver, "drain"), 0);
	UK_EXPECT_EQ(set_number(receiver, UK_SO_RCVBUF, 0), 0);
	while (send_to(sender, "drop", "drain") == 4)
		count++;
	UK_EXPECT(count > 1 && count < 100);
	UK_EXPECT(uk_file_ready(sender) & UK_READY_OUT);
	UK_EXPECT_EQ(connect_to(sender, "drain"), 0);
	UK_EXPECT(!(uk_file_ready(sender) & UK_READY_OUT));
	UK_EXPECT_EQ(send_text(sender, "drop"), -EAGAIN);
	sender->flags &= ~UK_O_NONBLOCK;
	later_start(&later, UK_TIME_MILLISECOND, receive_all, receiver);
	UK_EXPECT_EQ(uk_file_wait(sender, UK_READY_OUT, UK_TIME_NEVER),
		     UK_READY_OUT);
	later_finish(&later);
	sender->flags |= UK_O_NONBLOCK;
	while (send_text(sender, "drop") == 4)
		continue;
	sender->flags &= ~UK_O_NONBLOCK;
	later_start(&later, UK_TIME_MILLISECOND, receive_all, receiver);
	UK_EXPECT_EQ(send_to(sender, "drop", "drain"), 4);
	later_finish(&later);
	sender->flags |= UK_O_NONBLOCK;
	while (send_text(sender, "drop") == 4)
		continue;
	sender->flags &= ~UK_O_NONBLOCK;
	later_start(&later, UK_TIME_MILLISECOND, let_go, receiver);
	UK_EXPECT_EQ(send_text(sender, "drop"), -ECONNREFUSED);
	later_finish(&later);
	UK_EXPECT_EQ(send_text(sender, "drop"), -ENOTCONN);
	uk_file_put(sender);
}
