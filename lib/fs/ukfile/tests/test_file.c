/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open files: owners, and transfers that wait, or do not.
 */
#include <uk/file.h>
#include <uk/stat.h>
#include <uk/string.h>
#include <uk/test.h>

#include "fake.h"
#include "later.h"

UK_TESTSUITE(ukfile, "open files");

static char memory[100];

static struct uk_iovec piece(size_t length)
{
	return (struct uk_iovec){ memory, length };
}

static void add_readable(void *fake)
{
	fake_add_readable(fake, 5);
}

static void add_room(void *fake)
{
	fake_add_room(fake, 7);
}

static void hang_up(void *fake)
{
	fake_set_state(fake, UK_READY_HANG_UP);
}

UK_TEST(ukfile, the_last_owner_releases)
{
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	uk_file_get(&fake.file);
	uk_file_put(&fake.file);
	UK_EXPECT(!fake.released);
	uk_file_put(&fake.file);
	UK_EXPECT(fake.released);
}

UK_TEST(ukfile, what_a_kind_lacks)
{
	static const struct uk_file_ops ops = { .kind = "nothing" };
	struct uk_iovec to = piece(1);
	struct uk_stat stat;
	struct uk_file file;

	uk_file_init(&file, &ops, UK_O_RDWR);
	UK_EXPECT_EQ(uk_file_read(&file, &to, 1, UK_FILE_POSITION), -EINVAL);
	UK_EXPECT_EQ(uk_file_write(&file, &to, 1, UK_FILE_POSITION), -EINVAL);
	UK_EXPECT_EQ(uk_file_seek(&file, 0, UK_SEEK_SET), -ESPIPE);
	UK_EXPECT_EQ(uk_file_ioctl(&file, UK_FIONREAD, memory), -ENOTTY);
	UK_EXPECT_EQ(uk_file_ready(&file), UK_READY_IN | UK_READY_OUT);
	memset(&stat, 0xff, sizeof(stat));
	UK_EXPECT_EQ(uk_file_stat(&file, &stat), 0);
	UK_EXPECT_EQ(stat.mode, 0);
	UK_EXPECT_EQ(stat.block_size, 4096);
}

UK_TEST(ukfile, only_what_it_is_open_for)
{
	struct uk_iovec to = piece(1);
	struct fake fake;

	fake_init(&fake, UK_O_WRONLY);
	UK_EXPECT_EQ(uk_file_read(&fake.file, &to, 1, UK_FILE_POSITION), -EBADF);
	fake_init(&fake, UK_O_RDONLY);
	UK_EXPECT_EQ(uk_file_write(&fake.file, &to, 1, UK_FILE_POSITION),
		     -EBADF);
	UK_EXPECT_EQ(uk_file_read(&fake.file, &to, 1, 0), -ESPIPE);
	UK_EXPECT_EQ(fake.tries, 0);
}

UK_TEST(ukfile, fionbio_is_every_kinds)
{
	struct fake fake;
	int on = 1;

	fake_init(&fake, UK_O_RDWR | UK_O_APPEND);
	UK_EXPECT_EQ(uk_file_ioctl(&fake.file, UK_FIONBIO, &on), 0);
	UK_EXPECT_EQ(fake.file.flags,
		     UK_O_RDWR | UK_O_APPEND | UK_O_NONBLOCK);
	on = 0;
	UK_EXPECT_EQ(uk_file_ioctl(&fake.file, UK_FIONBIO, &on), 0);
	UK_EXPECT_EQ(fake.file.flags, UK_O_RDWR | UK_O_APPEND);
	UK_EXPECT_EQ(uk_file_ioctl(&fake.file, UK_FIONBIO, NULL), -EFAULT);
}

UK_TEST(ukfile, reads_what_is_there)
{
	struct uk_iovec to = piece(10);
	struct fake fake;
	unsigned int before = later_polls;

	fake_init(&fake, UK_O_RDWR);
	fake.readable = 3;
	UK_EXPECT_EQ(uk_file_read(&fake.file, &to, 1, UK_FILE_POSITION), 3);
	UK_EXPECT_EQ(later_polls, before);
	fake.error = -ECANCELED;
	UK_EXPECT_EQ(uk_file_read(&fake.file, &to, 1, UK_FILE_POSITION),
		     -ECANCELED);
}

UK_TEST(ukfile, without_blocking_the_pollers_have_a_chance)
{
	struct uk_iovec to = piece(10);
	struct fake fake;
	unsigned int before = later_polls;

	fake_init(&fake, UK_O_RDWR | UK_O_NONBLOCK);
	UK_EXPECT_EQ(uk_file_read(&fake.file, &to, 1, UK_FILE_POSITION),
		     -EAGAIN);
	UK_EXPECT(later_polls > before);
	UK_EXPECT_EQ(uk_file_write(&fake.file, &to, 1, UK_FILE_POSITION),
		     -EAGAIN);
	fake.room = 4;
	UK_EXPECT_EQ(uk_file_write(&fake.file, &to, 1, UK_FILE_POSITION), 4);
	UK_EXPECT(uk_list_empty(&fake.file.ready.watchers));
}

UK_TEST(ukfile, a_blocking_read_waits_for_the_first_bytes)
{
	struct uk_iovec to = piece(10);
	struct later later;
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	later_start(&later, UK_TIME_MILLISECOND, add_readable, &fake);
	UK_EXPECT_EQ(uk_file_read(&fake.file, &to, 1, UK_FILE_POSITION), 5);
	UK_EXPECT(uk_list_empty(&fake.file.ready.watchers));
	later_finish(&later);
}

UK_TEST(ukfile, a_hang_up_ends_a_wait)
{
	struct uk_iovec to = piece(10);
	struct later later;
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	later_start(&later, UK_TIME_MILLISECOND, hang_up, &fake);
	UK_EXPECT_EQ(uk_file_wait(&fake.file, UK_READY_IN, UK_TIME_NEVER),
		     UK_READY_HANG_UP);
	later_finish(&later);
	fake.error = -EPIPE;
	UK_EXPECT_EQ(uk_file_write(&fake.file, &to, 1, UK_FILE_POSITION),
		     -EPIPE);
}

UK_TEST(ukfile, a_timeout_is_reported_as_eagain)
{
	struct uk_iovec to = piece(10);
	struct fake fake;
	uint64_t start = uk_time_monotonic();

	fake_init(&fake, UK_O_RDWR);
	fake.file.read_timeout = UK_TIME_MILLISECOND;
	fake.file.write_timeout = UK_TIME_MILLISECOND;
	UK_EXPECT_EQ(uk_file_read(&fake.file, &to, 1, UK_FILE_POSITION),
		     -EAGAIN);
	UK_EXPECT(uk_time_monotonic() >= start + UK_TIME_MILLISECOND);
	UK_EXPECT_EQ(uk_file_write(&fake.file, &to, 1, UK_FILE_POSITION),
		     -EAGAIN);
	UK_EXPECT(uk_time_monotonic() >= start + 2 * UK_TIME_MILLISECOND);
	UK_EXPECT_EQ(uk_file_wait(&fake.file, UK_READY_IN, start), -ETIMEDOUT);
	/* a part that went out in time counts */
	fake.room = 3;
	UK_EXPECT_EQ(uk_file_write(&fake.file, &to, 1, UK_FILE_POSITION), 3);
}

UK_TEST(ukfile, a_blocking_write_writes_all_pieces)
{
	const struct uk_iovec pieces[] = {
		{ "abc", 3 }, { "", 0 }, { "defghij", 7 }, { "kl", 2 },
		{ "mnopqr", 6 },
	};
	struct later first, second;
	struct fake fake;

	for (size_t room = 18 - 2 * 7; room <= 18; room++) {
		fake_init(&fake, UK_O_RDWR);
		fake.room = room;
		later_start(&first, UK_TIME_MILLISECOND / 4, add_room, &fake);
		later_start(&second, UK_TIME_MILLISECOND / 2, add_room, &fake);
		UK_EXPECT_EQ(uk_file_write(&fake.file, pieces, 5,
					   UK_FILE_POSITION), 18);
		UK_EXPECT_EQ(fake.length, 18);
		UK_EXPECT(!memcmp(fake.written, "abcdefghijklmnopqr", 18));
		later_finish(&first);
		later_finish(&second);
	}
}

static void fail(void *argument)
{
	struct fake *fake = argument;

	fake->error = -EPIPE;
	fake_set_state(fake, UK_READY_ERROR);
}

UK_TEST(ukfile, an_error_after_a_part_is_left_for_the_next_call)
{
	struct uk_iovec from = piece(10);
	struct later later;
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	fake.room = 4;
	later_start(&later, UK_TIME_MILLISECOND, fail, &fake);
	UK_EXPECT_EQ(uk_file_write(&fake.file, &from, 1, UK_FILE_POSITION), 4);
	later_finish(&later);
}

UK_TEST(ukfile, patience_that_does_not_wait_looks_once)
{
	struct uk_file_patience patience = uk_file_patience(0, true);
	struct fake fake;

	fake_init(&fake, UK_O_RDWR);
	UK_EXPECT(!uk_file_try_again(&fake.file, UK_READY_IN, &patience));
	fake.readable = 1;
	patience = uk_file_patience(0, true);
	UK_EXPECT(uk_file_try_again(&fake.file, UK_READY_IN, &patience));
	UK_EXPECT(!uk_file_try_again(&fake.file, UK_READY_IN, &patience));
}
