/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Out of memory at every request: an error, and nothing is lost.
 */
#include <uk/epoll.h>
#include <uk/eventfd.h>
#include <uk/poll.h>
#include <uk/string.h>
#include <uk/test.h>

#include "../../../../fs/ukfile/tests/host/machine.h"

UK_TESTSUITE(poll_memory, "out of memory");

UK_TEST(poll_memory, making_sets_and_counters)
{
	long before = machine_blocks;

	machine_memory_left = 0;
	UK_EXPECT_EQ(uk_epoll_create(0), -ENOMEM);
	UK_EXPECT_EQ(uk_eventfd_create(0, 0), -ENOMEM);
	machine_memory_left = -1;
	uk_fd_limit = 3;
	UK_EXPECT_EQ(uk_epoll_create(0), -EMFILE);
	UK_EXPECT_EQ(uk_eventfd_create(0, 0), -EMFILE);
	uk_fd_limit = UK_FD_MOST;
	UK_EXPECT_EQ(machine_blocks, before);
}

UK_TEST(poll_memory, waiting)
{
	struct uk_pollfd polls[20];
	unsigned long in = 8;
	long before = machine_blocks;
	int fd = uk_eventfd_create(0, 0);

	for (int i = 0; i < 20; i++)
		polls[i] = (struct uk_pollfd){ fd, UK_READY_IN, 0 };
	machine_memory_left = 0;
	/* looking wants no memory */
	UK_EXPECT_EQ(uk_poll(polls, 20, 0), 0);
	UK_EXPECT_EQ(uk_poll(polls, 20, 1), -ENOMEM);
	UK_EXPECT_EQ(uk_poll(polls, 8, 1), 0);
	UK_EXPECT_EQ(uk_select(fd + 1, &in, NULL, NULL, 0), -ENOMEM);
	machine_memory_left = -1;
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
	UK_EXPECT_EQ(machine_blocks, before);
}

UK_TEST(poll_memory, an_entry)
{
	struct uk_epoll_event event = { UK_READY_IN, 0 };
	long before = machine_blocks;
	int epoll = uk_epoll_create(0), inner = uk_epoll_create(0),
	    fd = uk_eventfd_create(1, 0);

	machine_memory_left = 0;
	UK_EXPECT_EQ(uk_epoll_control(epoll, UK_EPOLL_ADD, fd, &event),
		     -ENOMEM);
	UK_EXPECT_EQ(uk_epoll_control(epoll, UK_EPOLL_ADD, inner, &event),
		     -ENOMEM);
	machine_memory_left = -1;
	UK_EXPECT_EQ(uk_epoll_wait(epoll, &event, 1, 0), 0);
	/* the failed one left no trace of a set within the set */
	UK_EXPECT_EQ(uk_epoll_control(inner, UK_EPOLL_ADD, epoll, &event), 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(inner), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
	UK_EXPECT_EQ(machine_blocks, before);
}
