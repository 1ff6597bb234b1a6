/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pipes: order and ends of data, steps and parts, what poll() and epoll say.
 */
#include <uk/epoll.h>
#include <uk/stat.h>
#include <uk/string.h>

#include "../../../fs/ukfile/tests/later.h"
#include "help.h"

UK_TESTSUITE(pipe, "pipes");

#define CAPACITY (64 * 1024)

static char buffer[CAPACITY + 1];

/* A pipe, not blocking; ends the case where there is none. */
#define OPEN(fds)                                              \
	do {                                                   \
		fds[0] = fds[1] = -1;                          \
		UK_REQUIRE(uk_pipe(fds, UK_O_NONBLOCK) == 0); \
		UK_EXPECT_EQ(uk_fd_control(fds[1], UK_F_SETPIPE_SZ, CAPACITY), CAPACITY); \
	} while (0)

/* Writes `length` bytes that tell where they are. */
static uk_ssize_t fill(int fd, size_t length, unsigned int start)
{
	for (size_t i = 0; i < length; i++)
		buffer[i] = (char)((start + i) * 7 / 3);
	return uk_fd_write(fd, buffer, length);
}

/* Reads at most `length`, and checks that they are what fill() wrote. */
static uk_ssize_t drain(int fd, size_t length, unsigned int start)
{
	uk_ssize_t result;

	memset(buffer, 0, length);
	result = uk_fd_read(fd, buffer, length);
	for (uk_ssize_t i = 0; i < result; i++)
		if (buffer[i] != (char)((start + (size_t)i) * 7 / 3))
			return -EIO;
	return result;
}

UK_TEST(pipe, bytes_come_in_order)
{
	unsigned int written = 0, read = 0;
	int fds[2];

	OPEN(fds);
	for (unsigned int size = 1; size < 5000; size = size * 2 + 1) {
		UK_EXPECT_EQ(fill(fds[1], size, written), size);
		written += size;
		UK_EXPECT_EQ(drain(fds[0], size / 2, read), size / 2);
		read += size / 2;
		UK_EXPECT_EQ(waiting(fds[0]), written - read);
	}
	UK_EXPECT_EQ(drain(fds[0], CAPACITY, read), written - read);
	UK_EXPECT_EQ(drain(fds[0], 1, 0), -EAGAIN);
	close_both(fds);
}

UK_TEST(pipe, pieces_go_in_one_call)
{
	char first[3] = "", second[4] = "";
	const struct uk_iovec out[] = { { "ab", 2 }, { NULL, 0 }, { "cdef", 4 } };
	const struct uk_iovec in[] = { { first, 2 }, { second, 3 } };
	int fds[2];

	OPEN(fds);
	UK_EXPECT_EQ(uk_fd_write_pieces(fds[1], out, 3, UK_FILE_POSITION), 6);
	UK_EXPECT_EQ(uk_fd_read_pieces(fds[0], in, 2, UK_FILE_POSITION), 5);
	UK_EXPECT(!memcmp(first, "ab", 2) && !memcmp(second, "cde", 3));
	UK_EXPECT_EQ(uk_fd_read_pieces(fds[0], in, 2, 0), -ESPIPE);
	close_both(fds);
}

UK_TEST(pipe, small_writes_are_one_step)
{
	int fds[2];

	OPEN(fds);
	UK_EXPECT_EQ(fill(fds[1], CAPACITY - 100, 0), CAPACITY - 100);
	UK_EXPECT_EQ(uk_fd_write(fds[1], buffer, UK_PIPE_BUF), -EAGAIN);
	UK_EXPECT_EQ(uk_fd_write(fds[1], buffer, 101), -EAGAIN);
	UK_EXPECT_EQ(state(fds[1]), 0);
	UK_EXPECT_EQ(waiting(fds[0]), CAPACITY - 100);
	/* one that is longer goes in part */
	UK_EXPECT_EQ(fill(fds[1], UK_PIPE_BUF + 1, CAPACITY - 100), 100);
	UK_EXPECT_EQ(uk_fd_write(fds[1], buffer, UK_PIPE_BUF + 1), -EAGAIN);
	UK_EXPECT_EQ(drain(fds[0], UK_PIPE_BUF - 1, 0), UK_PIPE_BUF - 1);
	UK_EXPECT_EQ(state(fds[1]), 0);
	UK_EXPECT_EQ(drain(fds[0], 1, UK_PIPE_BUF - 1), 1);
	UK_EXPECT_EQ(state(fds[1]), UK_READY_OUT);
	UK_EXPECT_EQ(uk_fd_write(fds[1], buffer, 0), 0);
	close_both(fds);
}

UK_TEST(pipe, the_writer_goes_first)
{
	int fds[2];

	OPEN(fds);
	UK_EXPECT_EQ(state(fds[0]), 0);
	UK_EXPECT_EQ(fill(fds[1], 10, 0), 10);
	UK_EXPECT_EQ(state(fds[0]), UK_READY_IN);
	UK_EXPECT_EQ(uk_fd_close(fds[1]), 0);
	UK_EXPECT_EQ(state(fds[0]), UK_READY_IN | UK_READY_HANG_UP);
	UK_EXPECT_EQ(drain(fds[0], 20, 0), 10);
	UK_EXPECT_EQ(state(fds[0]), UK_READY_HANG_UP);
	UK_EXPECT_EQ(drain(fds[0], 20, 0), 0);
	UK_EXPECT_EQ(uk_fd_close(fds[0]), 0);
}

UK_TEST(pipe, the_reader_goes_first)
{
	int fds[2];

	OPEN(fds);
	UK_EXPECT_EQ(fill(fds[1], 10, 0), 10);
	UK_EXPECT_EQ(uk_fd_close(fds[0]), 0);
	UK_EXPECT_EQ(state(fds[1]), UK_READY_OUT | UK_READY_ERROR);
	UK_EXPECT_EQ(uk_fd_write(fds[1], buffer, 1), -EPIPE);
	UK_EXPECT_EQ(uk_fd_write(fds[1], buffer, 0), 0);
	UK_EXPECT_EQ(uk_fd_close(fds[1]), 0);
}

UK_TEST(pipe, copies_of_an_end_keep_it)
{
	int fds[2], copy;

	OPEN(fds);
	copy = uk_fd_dup(fds[1], 0, 0);
	UK_EXPECT_EQ(uk_fd_close(fds[1]), 0);
	UK_EXPECT_EQ(state(fds[0]), 0);
	UK_EXPECT_EQ(fill(copy, 3, 0), 3);
	UK_EXPECT_EQ(drain(fds[0], 3, 0), 3);
	UK_EXPECT_EQ(uk_fd_close(copy), 0);
	UK_EXPECT_EQ(state(fds[0]), UK_READY_HANG_UP);
	UK_EXPECT_EQ(uk_fd_close(fds[0]), 0);
}

UK_TEST(pipe, ends_have_one_direction)
{
	int fds[2];

	OPEN(fds);
	UK_EXPECT_EQ(uk_fd_read(fds[1], buffer, 1), -EBADF);
	UK_EXPECT_EQ(uk_fd_write(fds[0], buffer, 1), -EBADF);
	UK_EXPECT_EQ(uk_fd_seek(fds[0], 0, UK_SEEK_CUR), -ESPIPE);
	UK_EXPECT_EQ(uk_fd_ioctl(fds[0], UK_FIONREAD, NULL), -EFAULT);
	UK_EXPECT_EQ(uk_fd_ioctl(fds[0], 1, buffer), -ENOTTY);
	close_both(fds);
}

UK_TEST(pipe, flags)
{
	struct uk_stat stat, other;
	int fds[2] = { -7, -7 };

	UK_EXPECT_EQ(uk_pipe(fds, UK_O_DIRECT), -EINVAL);
	UK_EXPECT_EQ(uk_pipe(fds, UK_O_WRONLY), -EINVAL);
	UK_EXPECT_EQ(fds[0], -7);
	UK_EXPECT_EQ(uk_pipe(NULL, 0), -EFAULT);
	UK_REQUIRE(uk_pipe(fds, UK_O_CLOEXEC) == 0);
	UK_EXPECT_EQ(uk_fd_control(fds[0], UK_F_GETFD, 0), UK_FD_CLOEXEC);
	UK_EXPECT_EQ(uk_fd_control(fds[1], UK_F_GETFD, 0), UK_FD_CLOEXEC);
	UK_EXPECT_EQ(uk_fd_control(fds[0], UK_F_GETFL, 0), UK_O_RDONLY);
	UK_EXPECT_EQ(uk_fd_control(fds[1], UK_F_GETFL, 0), UK_O_WRONLY);
	UK_EXPECT_EQ(uk_fd_stat(fds[0], &stat), 0);
	UK_EXPECT_EQ(uk_fd_stat(fds[1], &other), 0);
	UK_EXPECT_EQ(stat.mode & UK_S_IFMT, UK_S_IFIFO);
	UK_EXPECT_EQ(stat.inode, other.inode);
	close_both(fds);
}

UK_TEST(pipe, capacity)
{
	int fds[2];

	OPEN(fds);
	UK_EXPECT_EQ(uk_fd_control(fds[0], UK_F_GETPIPE_SZ, 0), CAPACITY);
	UK_EXPECT_EQ(uk_fd_control(fds[0], UK_F_SETPIPE_SZ, 1), UK_PIPE_BUF);
	UK_EXPECT_EQ(fill(fds[1], UK_PIPE_BUF, 0), UK_PIPE_BUF);
	UK_EXPECT_EQ(uk_fd_write(fds[1], buffer, 1), -EAGAIN);
	UK_EXPECT_EQ(uk_fd_control(fds[1], UK_F_SETPIPE_SZ, 12289), 16384);
	UK_EXPECT_EQ(state(fds[1]), UK_READY_OUT);
	UK_EXPECT_EQ(fill(fds[1], 5000, UK_PIPE_BUF), 5000);
	UK_EXPECT_EQ(uk_fd_control(fds[1], UK_F_SETPIPE_SZ, 4096), -EBUSY);
	UK_EXPECT_EQ(uk_fd_control(fds[1], UK_F_SETPIPE_SZ, 1ul << 31), -EINVAL);
	UK_EXPECT_EQ(uk_fd_control(0, UK_F_GETPIPE_SZ, 0), -EBADF);
	UK_EXPECT_EQ(drain(fds[0], 16384, 0), 9096);
	close_both(fds);
}

static void write_three(void *fd)
{
	UK_EXPECT_EQ(fill(*(int *)fd, 3, 0), 3);
}

static void close_it(void *fd)
{
	UK_EXPECT_EQ(uk_fd_close(*(int *)fd), 0);
}

UK_TEST(pipe, a_reader_waits)
{
	struct later later;
	int fds[2];

	UK_REQUIRE(uk_pipe(fds, 0) == 0);
	later_start(&later, UK_TIME_MILLISECOND, write_three, &fds[1]);
	UK_EXPECT_EQ(drain(fds[0], 10, 0), 3);
	later_finish(&later);
	later_start(&later, UK_TIME_MILLISECOND, close_it, &fds[1]);
	UK_EXPECT_EQ(drain(fds[0], 10, 0), 0);
	later_finish(&later);
	UK_EXPECT_EQ(uk_fd_close(fds[0]), 0);
}

static void read_much(void *fd)
{
	static char much[CAPACITY];

	UK_EXPECT_EQ(uk_fd_read(*(int *)fd, much, sizeof(much)), CAPACITY);
}

/* What does not fit waits, also where the rest is small enough for one step. */
UK_TEST(pipe, a_writer_waits_until_all_is_in)
{
	struct later later;
	int fds[2];

	UK_REQUIRE(uk_pipe(fds, 0) == 0);
	UK_EXPECT_EQ(uk_fd_control(fds[1], UK_F_SETPIPE_SZ, CAPACITY), CAPACITY);
	later_start(&later, UK_TIME_MILLISECOND, read_much, &fds[0]);
	UK_EXPECT_EQ(fill(fds[1], CAPACITY + 1, 0), CAPACITY + 1);
	later_finish(&later);
	UK_EXPECT_EQ(waiting(fds[0]), 1);
	later_start(&later, UK_TIME_MILLISECOND, close_it, &fds[0]);
	UK_EXPECT_EQ(uk_fd_write(fds[1], buffer, CAPACITY), CAPACITY - 1);
	later_finish(&later);
	UK_EXPECT_EQ(uk_fd_write(fds[1], buffer, 1), -EPIPE);
	UK_EXPECT_EQ(uk_fd_close(fds[1]), 0);
}

static int add(int set, int fd, uint32_t events)
{
	struct uk_epoll_event event = { events | UK_EPOLL_EDGE, (uint64_t)fd };

	return uk_epoll_control(set, UK_EPOLL_ADD, fd, &event);
}

/* The events of the only entry with news; 0: there are none. */
static uint32_t news(int set)
{
	struct uk_epoll_event event;
	int found = uk_epoll_wait(set, &event, 1, 0);

	return found == 1 ? event.events : 0;
}

/* Readers learn of each write, writers of room for a step: not of every byte read. */
UK_TEST(pipe, edges)
{
	int set = uk_epoll_create(0), fds[2];

	OPEN(fds);
	UK_EXPECT_EQ(add(set, fds[0], UK_READY_IN | UK_READY_OUT), 0);
	UK_EXPECT_EQ(news(set), 0);
	for (int i = 0; i < 2; i++) {
		UK_EXPECT_EQ(fill(fds[1], 4, 0), 4);
		UK_EXPECT_EQ(news(set), UK_READY_IN);
		UK_EXPECT_EQ(news(set), 0);
	}
	UK_EXPECT_EQ(drain(fds[0], 2, 0), 2);
	UK_EXPECT_EQ(news(set), 0);
	UK_EXPECT_EQ(add(set, fds[1], UK_READY_IN | UK_READY_OUT), 0);
	UK_EXPECT_EQ(news(set), UK_READY_OUT);
	while (uk_fd_write(fds[1], buffer, UK_PIPE_BUF) > 0)
		UK_EXPECT_EQ(news(set), UK_READY_IN);
	UK_EXPECT_EQ(uk_fd_read(fds[0], buffer, 5), 5); /* room for 4095 */
	UK_EXPECT_EQ(news(set), 0);
	UK_EXPECT_EQ(uk_fd_read(fds[0], buffer, UK_PIPE_BUF), UK_PIPE_BUF);
	UK_EXPECT_EQ(news(set), UK_READY_OUT);
	UK_EXPECT_EQ(uk_fd_read(fds[0], buffer, UK_PIPE_BUF), UK_PIPE_BUF);
	UK_EXPECT_EQ(news(set), 0);
	UK_EXPECT_EQ(uk_fd_close(fds[0]), 0);
	UK_EXPECT_EQ(news(set), UK_READY_OUT | UK_READY_ERROR);
	UK_EXPECT_EQ(uk_fd_close(fds[1]), 0);
	UK_EXPECT_EQ(uk_fd_close(set), 0);
}

UK_TEST(pipe, a_thousand)
{
	enum { COUNT = 1000 };
	static int fds[COUNT][2];
	int made = 0;

	while (made < COUNT && uk_pipe(fds[made], UK_O_NONBLOCK) == 0)
		made++;
	UK_EXPECT_EQ(made, COUNT);
	for (int i = 0; i < made; i++)
		UK_EXPECT_EQ(uk_fd_write(fds[i][1], &i, sizeof(i)), sizeof(i));
	for (int i = 0; i < made; i++) {
		int number = -1;

		UK_EXPECT_EQ(uk_fd_read(fds[i][0], &number, sizeof(number)),
			     sizeof(number));
		UK_EXPECT_EQ(number, i);
		close_both(fds[i]);
	}
}
