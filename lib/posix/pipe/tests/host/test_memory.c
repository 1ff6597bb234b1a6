/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each request for memory fails in turn: an error, and nothing is lost.
 */
#include "../../../../fs/ukfile/tests/host/machine.h"
#include "../help.h"

UK_TESTSUITE(pipe_memory, "out of memory");

static char block[20000];

/* Puts in what there is memory for, all of it or (the large one) a part. */
static uk_ssize_t put(int fd, size_t length)
{
	uk_ssize_t result = uk_fd_write(fd, block, length);

	UK_EXPECT(result == -ENOMEM || result == (uk_ssize_t)length ||
		  (result > 0 && length > UK_PIPE_BUF));
	return UK_MAX(result, (uk_ssize_t)0);
}

/* What went in comes out again. */
static void scenario(void)
{
	uk_ssize_t in, out = 0, got;
	int fds[2];

	if (uk_pipe(fds, UK_O_NONBLOCK))
		return;
	in = put(fds[1], 3000);
	in += put(fds[1], UK_PIPE_BUF);
	in += put(fds[1], sizeof(block));
	while ((got = uk_fd_read(fds[0], block, 7000)) > 0)
		out += got;
	UK_EXPECT_EQ(out, in);
	close_both(fds);
}

UK_TEST(pipe_memory, each_request_fails_once)
{
	long before;
	int requests;

	scenario(); /* chunks are kept for the next */
	before = machine_blocks;
	machine_memory_left = 1 << 20;
	scenario();
	requests = (1 << 20) - machine_memory_left;
	machine_memory_left = -1;
	UK_EXPECT(requests >= 3);
	for (int i = 0; i < requests; i++) {
		machine_memory_left = i;
		scenario();
		machine_memory_left = -1;
		UK_EXPECT_EQ(machine_blocks, before);
	}
}

UK_TEST(pipe_memory, descriptors)
{
	long before = machine_blocks;
	int fds[2] = { -7, -7 };

	uk_fd_limit = 3;
	UK_EXPECT_EQ(uk_pipe(fds, 0), -EMFILE);
	uk_fd_limit = 4;
	UK_EXPECT_EQ(uk_pipe(fds, 0), -EMFILE);
	UK_EXPECT_EQ(fds[0], -7);
	uk_fd_limit = UK_FD_MOST;
	UK_EXPECT_EQ(machine_blocks, before);
	/* an idle pipe */
	UK_EXPECT_EQ(uk_pipe(fds, 0), 0);
	UK_EXPECT_EQ(machine_blocks, before + 3);
	close_both(fds);
	UK_EXPECT_EQ(machine_blocks, before);
}
