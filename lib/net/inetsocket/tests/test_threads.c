/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads that wait for sockets, and others that end their waiting.
 */
#include <uk/thread.h>
#include <uk/time.h>

#include "help.h"

UK_TESTSUITE(socket_threads, "several threads on one socket");

struct reader {
	struct uk_file *file;
	struct uk_thread *thread;
	char text[16];
	volatile uk_ssize_t result;
};

/* Has a share of its own, as a call on a descriptor has. */
static void *read_once(void *argument)
{
	struct reader *reader = argument;

	reader->result = receive(reader->file, reader->text,
				 sizeof(reader->text), 0);
	uk_file_put(reader->file);
	return NULL;
}

static void start(struct reader *reader, struct uk_file *file,
		  void *(*run)(void *))
{
	*reader = (struct reader){ .file = file, .result = 12345 };
	uk_file_get(file);
	UK_EXPECT_EQ(uk_thread_create(&reader->thread, NULL, run, reader), 0);
	uk_sleep_ns(UK_TIME_MILLISECOND); /* it waits by now */
	UK_EXPECT_EQ(reader->result, 12345);
}

static uk_ssize_t end(struct reader *reader)
{
	uk_thread_join(reader->thread, NULL);
	return reader->result;
}

UK_TEST(socket_threads, data_wakes)
{
	struct reader reader;
	struct pair pair;

	UK_REQUIRE(make_pair(&pair));
	start(&reader, pair.server, read_once);
	UK_EXPECT_EQ(send_data(pair.client, "hello", 5, 0), 5);
	UK_EXPECT_EQ(end(&reader), 5);
	end_pair(&pair);
}

/* The last descriptor is closed: who reads still has the socket. */
UK_TEST(socket_threads, close_meanwhile)
{
	struct reader reader;
	struct pair pair;

	UK_REQUIRE(make_pair(&pair));
	start(&reader, pair.server, read_once);
	uk_file_put(pair.server);
	UK_EXPECT_EQ(send_data(pair.client, "late", 4, 0), 4);
	UK_EXPECT_EQ(end(&reader), 4);
	/* With him went the socket. */
	UK_EXPECT_EQ(receive(pair.client, reader.text, 1, 0), 0);
	end_socket(pair.client);
}

UK_TEST(socket_threads, shutdown_wakes)
{
	struct reader reader;
	struct pair pair;

	UK_REQUIRE(make_pair(&pair));
	start(&reader, pair.server, read_once);
	UK_EXPECT_EQ(uk_socket_shutdown(pair.server, UK_SHUT_RD), 0);
	UK_EXPECT_EQ(end(&reader), 0);
	end_pair(&pair);
}

UK_TEST(socket_threads, reset_wakes)
{
	struct uk_linger now = { .on = 1 };
	struct reader reader;
	struct pair pair;

	UK_REQUIRE(make_pair(&pair));
	start(&reader, pair.server, read_once);
	uk_socket_set_option(pair.client, UK_SOL_SOCKET, UK_SO_LINGER, &now,
			     sizeof(now));
	end_socket(pair.client);
	UK_EXPECT_EQ(end(&reader), -ECONNRESET);
	end_socket(pair.server);
}

/* One message for each of two readers */
UK_TEST(socket_threads, two_readers)
{
	struct uk_file *file = open_socket(UK_AF_INET, UK_SOCK_DGRAM);
	struct reader first, second;
	struct address at;

	UK_REQUIRE(file);
	UK_EXPECT_EQ(bind_to(file, loopback4(0)), 0);
	at = local_of(file);
	start(&first, file, read_once);
	start(&second, file, read_once);
	UK_EXPECT_EQ(send_to(file, "one", 3, 0, &at), 3);
	UK_EXPECT_EQ(send_to(file, "three", 5, 0, &at), 5);
	UK_EXPECT_EQ(end(&first) + end(&second), 8);
	end_socket(file);
}

static void *accept_once(void *argument)
{
	struct reader *reader = argument;
	struct uk_file *connection = NULL;

	reader->result = uk_socket_accept(reader->file, &connection, NULL,
					  NULL, 0);
	if (connection)
		uk_file_put(connection);
	uk_file_put(reader->file);
	return NULL;
}

UK_TEST(socket_threads, accept)
{
	struct uk_file *client = open_socket(UK_AF_INET, UK_SOCK_STREAM);
	struct reader reader;
	struct address at;
	struct uk_file *listener = listen_on(UK_AF_INET, 1, &at);

	UK_REQUIRE(listener && client);
	start(&reader, listener, accept_once);
	UK_EXPECT_EQ(connect_to(client, at), 0);
	UK_EXPECT_EQ(end(&reader), 0);
	start(&reader, listener, accept_once);
	UK_EXPECT_EQ(uk_socket_shutdown(listener, UK_SHUT_RDWR), 0);
	UK_EXPECT_EQ(end(&reader), -EINVAL);
	end_socket(client);
	end_socket(listener);
}

#define TOTAL 3000000

static void *write_all(void *argument)
{
	static const char data[50000];
	struct reader *reader = argument;
	uk_ssize_t sent = 0;

	while (sent < TOTAL) {
		uk_ssize_t done = send_data(reader->file, data, sizeof(data),
					    0);

		if (done <= 0)
			break;
		sent += done;
	}
	uk_socket_shutdown(reader->file, UK_SHUT_WR);
	uk_file_put(reader->file);
	reader->result = sent;
	return NULL;
}

/* A blocking writer and a blocking reader keep each other going. */
UK_TEST(socket_threads, stream)
{
	static char space[70000];
	struct reader writer = { 0 };
	struct pair pair;
	uk_ssize_t done, got = 0;

	UK_REQUIRE(make_pair(&pair));
	writer.file = pair.client;
	uk_file_get(pair.client);
	UK_EXPECT_EQ(uk_thread_create(&writer.thread, NULL, write_all,
				      &writer),
		     0);
	while ((done = receive(pair.server, space, sizeof(space), 0)) > 0)
		got += done;
	UK_EXPECT_EQ(done, 0);
	UK_EXPECT_EQ(got, TOTAL);
	UK_EXPECT_EQ(end(&writer), TOTAL);
	end_pair(&pair);
}
