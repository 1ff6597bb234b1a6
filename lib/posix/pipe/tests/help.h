/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Short names for what the suites do with pipes.
 */
#ifndef PIPE_TESTS_HELP_H
#define PIPE_TESTS_HELP_H

#include <uk/poll.h>
#include <uk/pipe.h>
#include <uk/test.h>

/* What poll() says of a descriptor now */
static inline unsigned int state(int fd)
{
	struct uk_pollfd poll = { .fd = fd,
				  .events = UK_READY_IN | UK_READY_OUT };

	uk_poll(&poll, 1, 0);
	return poll.revents;
}

static inline int waiting(int fd)
{
	int count = -1;
	int error = uk_fd_ioctl(fd, UK_FIONREAD, &count);

	return error ? error : count;
}

static inline void close_both(const int fds[2])
{
	UK_EXPECT_EQ(uk_fd_close(fds[0]), 0);
	UK_EXPECT_EQ(uk_fd_close(fds[1]), 0);
}

#endif /* PIPE_TESTS_HELP_H */
