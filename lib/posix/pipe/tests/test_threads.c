/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Many threads at both ends of one channel: each byte arrives once, nobody is forgotten, and
 * a write of one step stays together. The same for pipes, counters and local sockets, as
 * all of them are written and read by descriptors.
 */
#include <uk/eventfd.h>
#include <uk/thread.h>
#ifdef CONFIG_LIBPIPE_TESTED_SOCKETS
#include <uk/socket.h>
#endif

#include "help.h"

UK_TESTSUITE(pipe_threads, "many threads at one channel");

#define THREADS 8u
#define ROUNDS 200u
#define RECORD 24u

struct crowd {
	struct uk_thread *writers[THREADS], *readers[THREADS];
	int in, out;
	unsigned int received, broken;
};

struct record {
	uint32_t writer, number;
	uint64_t check[2];
};

_Static_assert(sizeof(struct record) == RECORD, "no holes");

struct part {
	struct crowd *crowd;
	uint32_t number;
};

static void *write_records(void *argument)
{
	struct part *part = argument;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct record record = { part->number, i,
					 { i * 3ull, ~(i * 3ull) } };

		if (uk_fd_write(part->crowd->in, &record, RECORD) != RECORD)
			part->crowd->broken++;
		if (i % 7 == part->number)
			uk_thread_yield();
	}
	return NULL;
}

static void *read_records(void *argument)
{
	struct part *part = argument;
	struct crowd *crowd = part->crowd;
	struct record record;
	uk_ssize_t got;

	while ((got = uk_fd_read(crowd->out, &record, RECORD)) == RECORD) {
		crowd->received++;
		if (record.writer >= THREADS ||
		    record.check[0] != record.number * 3ull ||
		    record.check[1] != ~record.check[0])
			crowd->broken++;
		if (record.number % 5 == part->number)
			uk_thread_yield();
	}
	if (got)
		crowd->broken++;
	return NULL;
}

static void run(struct crowd *crowd)
{
	struct part parts[2 * THREADS];

	for (uint32_t i = 0; i < THREADS; i++) {
		parts[i] = parts[THREADS + i] = (struct part){ crowd, i };
		UK_EXPECT_EQ(uk_thread_create(&crowd->readers[i], NULL,
					      read_records, &parts[i]), 0);
	}
	for (uint32_t i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_thread_create(&crowd->writers[i], NULL,
					      write_records,
					      &parts[THREADS + i]), 0);
	for (uint32_t i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_thread_join(crowd->writers[i], NULL), 0);
	UK_EXPECT_EQ(uk_fd_close(crowd->in), 0);
	for (uint32_t i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_thread_join(crowd->readers[i], NULL), 0);
	UK_EXPECT_EQ(uk_fd_close(crowd->out), 0);
	UK_EXPECT_EQ(crowd->received, THREADS * ROUNDS);
	UK_EXPECT_EQ(crowd->broken, 0);
}

UK_TEST(pipe_threads, records_through_a_pipe)
{
	struct crowd crowd = { .received = 0 };
	int fds[2];

	UK_REQUIRE(uk_pipe(fds, 0) == 0);
	/* so small that writers wait, too */
	UK_EXPECT_EQ(uk_fd_control(fds[0], UK_F_SETPIPE_SZ, 4096), 4096);
	crowd.out = fds[0];
	crowd.in = fds[1];
	run(&crowd);
}

#ifdef CONFIG_LIBPIPE_TESTED_SOCKETS
static void through_sockets(int type)
{
	struct crowd crowd = { .received = 0 };
	struct uk_file *files[2];
	int small = 0;

	UK_REQUIRE(uk_socket_pair(UK_AF_UNIX, type, 0, files) == 0);
	for (int i = 0; i < 2; i++) {
		uk_socket_set_option(files[i], UK_SOL_SOCKET, UK_SO_SNDBUF,
				     &small, sizeof(small));
		uk_socket_set_option(files[i], UK_SOL_SOCKET, UK_SO_RCVBUF,
				     &small, sizeof(small));
	}
	crowd.in = uk_fd_install(files[0], 0);
	crowd.out = uk_fd_install(files[1], 0);
	run(&crowd);
}

UK_TEST(pipe_threads, records_through_a_stream)
{
	through_sockets(UK_SOCK_STREAM);
}

UK_TEST(pipe_threads, records_through_packets)
{
	through_sockets(UK_SOCK_SEQPACKET);
}
#endif

static int counter;

static void *give_ones(void *argument)
{
	uint64_t one = 1;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		if (uk_fd_write(counter, &one, sizeof(one)) != sizeof(one))
			break;
		if (i % 7 == (uintptr_t)argument)
			uk_thread_yield();
	}
	return NULL;
}

static void *take_ones(void *argument)
{
	unsigned int *taken = argument;
	uint64_t one;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		if (uk_fd_read(counter, &one, sizeof(one)) != sizeof(one))
			break;
		*taken += (unsigned int)one;
	}
	return NULL;
}

/* Each of the ones that many give is taken by one of many. */
UK_TEST(pipe_threads, ones_through_a_counter)
{
	struct uk_thread *threads[2 * THREADS];
	unsigned int taken = 0;

	counter = uk_eventfd_create(0, UK_EVENTFD_SEMAPHORE);
	for (uintptr_t i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_thread_create(&threads[i], NULL, take_ones,
					      &taken), 0);
	for (uintptr_t i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_thread_create(&threads[THREADS + i], NULL,
					      give_ones, (void *)i), 0);
	for (uint32_t i = 0; i < 2 * THREADS; i++)
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
	UK_EXPECT_EQ(taken, THREADS * ROUNDS);
	UK_EXPECT_EQ(uk_fd_close(counter), 0);
}
