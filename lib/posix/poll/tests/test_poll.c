/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * poll() and select().
 */
#include <uk/eventfd.h>
#include <uk/poll.h>
#include <uk/string.h>
#include <uk/test.h>
#include <uk/time.h>

#include "../../../fs/ukfile/tests/fake.h"
#include "../../../fs/ukfile/tests/later.h"

UK_TESTSUITE(poll, "poll and select");

static int open_fake(struct fake *fake)
{
	fake_init(fake, UK_O_RDWR);
	return uk_fd_install(&fake->file, 0);
}

static void add_readable(void *fake)
{
	fake_add_readable(fake, 1);
}

static void hang_up(void *fake)
{
	fake_set_state(fake, UK_READY_HANG_UP);
}

UK_TEST(poll, says_what_holds)
{
	struct uk_pollfd polls[5] = { { -1, UK_READY_IN, 9 },
				      { 0, UK_READY_IN | UK_READY_OUT, 9 },
				      { 0, UK_READY_IN, 9 },
				      { 1000, UK_READY_IN, 9 },
				      { 0, 0, 9 } };
	struct fake readable, idle, broken;

	polls[1].fd = open_fake(&readable);
	polls[2].fd = open_fake(&idle);
	polls[4].fd = open_fake(&broken);
	readable.readable = 1;
	idle.room = 1;
	broken.state = UK_READY_ERROR;
	UK_EXPECT_EQ(uk_poll(polls, 5, UK_TIME_NEVER), 3);
	UK_EXPECT_EQ(polls[0].revents, 0);
	UK_EXPECT_EQ(polls[1].revents, UK_READY_IN);
	UK_EXPECT_EQ(polls[2].revents, 0);
	UK_EXPECT_EQ(polls[3].revents, UK_READY_INVALID);
	UK_EXPECT_EQ(polls[4].revents, UK_READY_ERROR);
	UK_EXPECT_EQ(uk_fd_close(polls[1].fd), 0);
	UK_EXPECT_EQ(uk_fd_close(polls[2].fd), 0);
	UK_EXPECT_EQ(uk_fd_close(polls[4].fd), 0);
	UK_EXPECT(readable.released && idle.released && broken.released);
}

UK_TEST(poll, other_names_for_in_and_out)
{
	struct uk_pollfd poll = { .events = UK_READY_IN_NORMAL |
					    UK_READY_OUT_NORMAL };
	struct later later;
	struct fake fake;

	poll.fd = open_fake(&fake);
	later_start(&later, UK_TIME_MILLISECOND, add_readable, &fake);
	UK_EXPECT_EQ(uk_poll(&poll, 1, UK_TIME_NEVER), 1);
	UK_EXPECT_EQ(poll.revents, UK_READY_IN_NORMAL);
	later_finish(&later);
	UK_EXPECT_EQ(uk_fd_close(poll.fd), 0);
}

/* With few descriptors, with many, and with none. */
static void wait_among(int count)
{
	static struct uk_pollfd polls[50];
	static struct fake fakes[50];
	struct later later;

	for (int i = 0; i < count; i++)
		polls[i] = (struct uk_pollfd){ open_fake(&fakes[i]),
					       UK_READY_IN, 0 };
	UK_EXPECT_EQ(uk_poll(polls, (unsigned long)count, 0), 0);
	later_start(&later, UK_TIME_MILLISECOND, add_readable,
		    &fakes[count - 1]);
	UK_EXPECT_EQ(uk_poll(polls, (unsigned long)count, UK_TIME_NEVER), 1);
	UK_EXPECT_EQ(polls[count - 1].revents, UK_READY_IN);
	later_finish(&later);
	later_start(&later, UK_TIME_MILLISECOND, hang_up, &fakes[0]);
	UK_EXPECT_EQ(uk_poll(polls, (unsigned long)count - 1, UK_TIME_SECOND),
		     1);
	UK_EXPECT_EQ(polls[0].revents, UK_READY_HANG_UP);
	later_finish(&later);
	for (int i = 0; i < count; i++) {
		UK_EXPECT(uk_list_empty(&fakes[i].file.ready.watchers));
		UK_EXPECT_EQ(uk_fd_close(polls[i].fd), 0);
		UK_EXPECT(fakes[i].released);
	}
}

UK_TEST(poll, waits)
{
	wait_among(3);
	wait_among(50);
}

UK_TEST(poll, gives_up_at_the_deadline)
{
	struct uk_pollfd poll = { .events = UK_READY_IN };
	uint64_t start = uk_time_monotonic();
	struct fake fake;

	poll.fd = open_fake(&fake);
	UK_EXPECT_EQ(uk_poll(&poll, 1, UK_TIME_MILLISECOND), 0);
	UK_EXPECT_EQ(uk_poll(NULL, 0, UK_TIME_MILLISECOND), 0);
	UK_EXPECT(uk_time_monotonic() >= start + 2 * UK_TIME_MILLISECOND);
	UK_EXPECT_EQ(uk_poll(&poll, UK_FD_MOST + 1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_poll(NULL, 1, 0), -EFAULT);
	UK_EXPECT_EQ(uk_fd_close(poll.fd), 0);
}

static int closed_fd;

static void close_it(void *fake)
{
	uk_fd_close(closed_fd);
	fake_add_readable(fake, 1);
}

/* As on Linux: the call has the file, whatever becomes of the descriptor. */
UK_TEST(poll, the_file_stays_while_it_is_waited_for)
{
	struct uk_pollfd poll = { .events = UK_READY_IN };
	struct later later;
	struct fake fake;

	poll.fd = closed_fd = open_fake(&fake);
	later_start(&later, UK_TIME_MILLISECOND, close_it, &fake);
	UK_EXPECT_EQ(uk_poll(&poll, 1, UK_TIME_NEVER), 1);
	UK_EXPECT_EQ(poll.revents, UK_READY_IN);
	UK_EXPECT(fake.released);
	later_finish(&later);
}

static void set(unsigned long *bits, int fd)
{
	uk_bitmap_set(bits, (size_t)fd);
}

UK_TEST(poll, select_keeps_what_is_ready)
{
	unsigned long in[UK_BITMAP_WORDS(100)] = { 0 }, out[2] = { 0 },
		      except[2] = { 0 };
	struct fake readable, writable, urgent;
	int fds[3];

	fds[0] = open_fake(&readable);
	fds[1] = open_fake(&writable);
	fds[2] = open_fake(&urgent);
	readable.readable = writable.room = 1;
	urgent.state = UK_READY_PRI;
	for (int i = 0; i < 3; i++) {
		set(in, fds[i]);
		set(out, fds[i]);
		set(except, fds[i]);
	}
	UK_EXPECT_EQ(uk_select(fds[2] + 1, in, out, except, 0), 3);
	UK_EXPECT_EQ(in[0], UK_BIT(fds[0]));
	UK_EXPECT_EQ(out[0], UK_BIT(fds[1]));
	UK_EXPECT_EQ(except[0], UK_BIT(fds[2]));
	/* an end or an error can be read, and counts in each set */
	readable.state = UK_READY_HANG_UP;
	readable.readable = 0;
	writable.state = UK_READY_ERROR;
	writable.room = 0;
	set(in, fds[1]);
	set(out, fds[0]);
	UK_EXPECT_EQ(uk_select(100, in, out, NULL, UK_TIME_NEVER), 3);
	UK_EXPECT_EQ(in[0], UK_BIT(fds[0]) | UK_BIT(fds[1]));
	UK_EXPECT_EQ(out[0], UK_BIT(fds[1]));
	for (int i = 0; i < 3; i++)
		UK_EXPECT_EQ(uk_fd_close(fds[i]), 0);
}

UK_TEST(poll, select_refuses_what_is_wrong)
{
	unsigned long in[UK_BITMAP_WORDS(100)] = { 0 };

	set(in, 0);
	set(in, 80);
	UK_EXPECT_EQ(uk_select(100, in, NULL, NULL, 0), -EBADF);
	UK_EXPECT_EQ(in[0], 1);
	UK_EXPECT_EQ(in[1], UK_BIT(80 - 64));
	UK_EXPECT_EQ(uk_select(-1, in, NULL, NULL, 0), -EINVAL);
	UK_EXPECT_EQ(uk_select(0, NULL, NULL, NULL, UK_TIME_MILLISECOND), 0);
}

UK_TEST(poll, select_waits)
{
	unsigned long in = 0, out = 0;
	struct later later;
	struct fake fake;
	int fd = open_fake(&fake);

	set(&in, fd);
	set(&out, fd);
	UK_EXPECT_EQ(uk_select(fd + 1, &in, &out, NULL, UK_TIME_MILLISECOND),
		     0);
	UK_EXPECT_EQ(in | out, 0);
	set(&in, fd);
	set(&out, fd);
	later_start(&later, UK_TIME_MILLISECOND, add_readable, &fake);
	UK_EXPECT_EQ(uk_select(fd + 1, &in, &out, NULL, UK_TIME_NEVER), 1);
	UK_EXPECT_EQ(in, UK_BIT(fd));
	UK_EXPECT_EQ(out, 0);
	later_finish(&later);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}
