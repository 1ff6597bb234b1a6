/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * eventfd's counter.
 */
#include <uk/eventfd.h>
#include <uk/test.h>

#include "../../../fs/ukfile/tests/later.h"

UK_TESTSUITE(poll_eventfd, "eventfd");

static int64_t take(int fd)
{
	uint64_t value = 0;
	uk_ssize_t result = uk_fd_read(fd, &value, sizeof(value));

	return result == sizeof(value) ? (int64_t)value : result;
}

static uk_ssize_t give(int fd, uint64_t value)
{
	return uk_fd_write(fd, &value, sizeof(value));
}

UK_TEST(poll_eventfd, reading_takes_all)
{
	int fd = uk_eventfd_create(3, UK_O_NONBLOCK);

	UK_REQUIRE(fd >= 0);
	UK_EXPECT_EQ(give(fd, 4), 8);
	UK_EXPECT_EQ(take(fd), 7);
	UK_EXPECT_EQ(take(fd), -EAGAIN);
	UK_EXPECT_EQ(give(fd, 0), 8);
	UK_EXPECT_EQ(take(fd), -EAGAIN);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

UK_TEST(poll_eventfd, a_semaphore_gives_one_at_a_time)
{
	int fd = uk_eventfd_create(2, UK_O_NONBLOCK | UK_EVENTFD_SEMAPHORE);

	UK_EXPECT_EQ(take(fd), 1);
	UK_EXPECT_EQ(take(fd), 1);
	UK_EXPECT_EQ(take(fd), -EAGAIN);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

UK_TEST(poll_eventfd, bounds)
{
	int fd = uk_eventfd_create(0, UK_O_NONBLOCK | UK_O_CLOEXEC);
	char few[7];

	UK_EXPECT_EQ(uk_eventfd_create(0, 2), -EINVAL);
	UK_EXPECT_EQ(uk_fd_control(fd, UK_F_GETFD, 0), UK_FD_CLOEXEC);
	UK_EXPECT_EQ(uk_fd_read(fd, few, sizeof(few)), -EINVAL);
	UK_EXPECT_EQ(uk_fd_write(fd, few, sizeof(few)), -EINVAL);
	UK_EXPECT_EQ(give(fd, UINT64_MAX), -EINVAL);
	UK_EXPECT_EQ(give(fd, UINT64_MAX - 1), 8);
	UK_EXPECT_EQ(give(fd, 1), -EAGAIN);
	UK_EXPECT_EQ((uint64_t)take(fd), UINT64_MAX - 1);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

static void give_two(void *fd)
{
	UK_EXPECT_EQ(give(*(int *)fd, 2), 8);
}

UK_TEST(poll_eventfd, a_reader_waits)
{
	int fd = uk_eventfd_create(0, 0);
	struct later later;

	later_start(&later, UK_TIME_MILLISECOND, give_two, &fd);
	UK_EXPECT_EQ(take(fd), 2);
	later_finish(&later);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

static void take_half(void *fd)
{
	UK_EXPECT_EQ(take(*(int *)fd), 1);
}

/* Though there is room for a smaller number meanwhile. */
UK_TEST(poll_eventfd, a_writer_waits_for_room)
{
	int fd = uk_eventfd_create(0, UK_EVENTFD_SEMAPHORE);
	struct later first, second;

	UK_EXPECT_EQ(give(fd, UINT64_MAX - 2), 8);
	later_start(&first, UK_TIME_MILLISECOND, take_half, &fd);
	later_start(&second, 2 * UK_TIME_MILLISECOND, take_half, &fd);
	UK_EXPECT_EQ(give(fd, 3), 8);
	later_finish(&first);
	later_finish(&second);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}
