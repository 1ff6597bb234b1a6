/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * FIFOs: who waits for whom as they are opened. What need not wait is tests/apps/channels',
 * which runs on Linux, too.
 */
#include <uk/fscalls.h>

#include "../../../fs/ukfile/tests/later.h"
#include "help.h"

UK_TESTSUITE(pipe_fifo, "FIFOs");

#define PATH "/fifo"

static int open_as(uint32_t flags)
{
	return uk_openat(UK_AT_FDCWD, PATH, flags, 0);
}

static void begin(void)
{
	UK_EXPECT_EQ(uk_mknodat(UK_AT_FDCWD, PATH, UK_S_IFIFO | 0600, 0), 0);
}

static void end(void)
{
	UK_EXPECT_EQ(uk_unlinkat(UK_AT_FDCWD, PATH, 0), 0);
}

/* What the other one does meanwhile */
struct other {
	uint32_t flags;
	int fd;
};

static void open_other(void *argument)
{
	struct other *other = argument;

	other->fd = open_as(other->flags);
	UK_EXPECT(other->fd >= 0);
}

static void open_and_close(void *argument)
{
	open_other(argument);
	UK_EXPECT_EQ(uk_fd_close(((struct other *)argument)->fd), 0);
}

UK_TEST(pipe_fifo, a_reader_waits_for_a_writer)
{
	struct other writer = { .flags = UK_O_WRONLY | UK_O_NONBLOCK };
	struct later later;
	char text[4];
	int fd;

	begin();
	later_start(&later, UK_TIME_MILLISECOND, open_other, &writer);
	fd = open_as(UK_O_RDONLY);
	later_finish(&later);
	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(uk_fd_write(writer.fd, "abc", 3), 3);
	UK_EXPECT_EQ(uk_fd_read(fd, text, 4), 3);
	close_both((int[2]){ fd, writer.fd });
	end();
}

UK_TEST(pipe_fifo, a_writer_waits_for_a_reader)
{
	struct other reader = { .flags = UK_O_RDONLY | UK_O_NONBLOCK };
	struct later later;
	int fd;

	begin();
	later_start(&later, UK_TIME_MILLISECOND, open_other, &reader);
	fd = open_as(UK_O_WRONLY);
	later_finish(&later);
	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(state(reader.fd), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
	UK_EXPECT_EQ(state(reader.fd), UK_READY_HANG_UP);
	UK_EXPECT_EQ(uk_fd_close(reader.fd), 0);
	end();
}

/* It was there, so the opening has ended, and so have the data. */
UK_TEST(pipe_fifo, the_other_may_have_gone_again)
{
	struct other writer = { .flags = UK_O_WRONLY | UK_O_NONBLOCK };
	struct later later;
	char byte;
	int fd;

	begin();
	later_start(&later, UK_TIME_MILLISECOND, open_and_close, &writer);
	fd = open_as(UK_O_RDONLY);
	later_finish(&later);
	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(state(fd), UK_READY_HANG_UP);
	UK_EXPECT_EQ(uk_fd_read(fd, &byte, 1), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
	end();
}

/* One that comes without waiting, and fails, wakes nobody. */
UK_TEST(pipe_fifo, nobody_to_write_to)
{
	int fd;

	begin();
	UK_EXPECT_EQ(open_as(UK_O_WRONLY | UK_O_NONBLOCK), -ENXIO);
	fd = open_as(UK_O_RDONLY | UK_O_NONBLOCK);
	UK_EXPECT_EQ(state(fd), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
	UK_EXPECT_EQ(open_as(UK_O_WRONLY | UK_O_NONBLOCK), -ENXIO);
	end();
}

/* The file stays in its place, and the mount in use, as long as it is open. */
UK_TEST(pipe_fifo, removed_while_open)
{
	int fd, other;
	char byte;

	begin();
	fd = open_as(UK_O_RDWR);
	UK_REQUIRE(fd >= 0);
	end();
	begin();
	other = open_as(UK_O_RDWR | UK_O_NONBLOCK);
	UK_EXPECT_EQ(uk_fd_write(fd, "x", 1), 1);
	UK_EXPECT_EQ(uk_fd_read(other, &byte, 1), -EAGAIN);
	UK_EXPECT_EQ(uk_fd_read(fd, &byte, 1), 1);
	close_both((int[2]){ fd, other });
	end();
}
