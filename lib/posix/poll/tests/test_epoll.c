/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * epoll's semantics, as epoll(7), epoll_ctl(2) and epoll_wait(2) say them.
 */
#include <uk/epoll.h>
#include <uk/test.h>
#include <uk/time.h>

#include "../../../fs/ukfile/tests/fake.h"
#include "../../../fs/ukfile/tests/later.h"

UK_TESTSUITE(epoll, "epoll");

static int open_fake(struct fake *fake)
{
	fake_init(fake, UK_O_RDWR);
	return uk_fd_install(&fake->file, 0);
}

static int control(int epoll, int operation, int fd, uint32_t events)
{
	struct uk_epoll_event event = { events, (uint64_t)fd | 1ull << 63 };

	return uk_epoll_control(epoll, operation, fd, &event);
}

/* What is ready without waiting: how many, and of these the first. */
static struct uk_epoll_event first;

static int look(int epoll)
{
	struct uk_epoll_event events[4] = { 0 };
	int found = uk_epoll_wait(epoll, events, 4, 0);

	first = events[0];
	return found;
}

static void add_readable(void *fake)
{
	fake_add_readable(fake, 1);
}

UK_TEST(epoll, an_entry_comes_changes_and_goes)
{
	int epoll = uk_epoll_create(UK_O_CLOEXEC);
	struct fake fake;
	int fd = open_fake(&fake);

	UK_EXPECT_EQ(uk_fd_control(epoll, UK_F_GETFD, 0), UK_FD_CLOEXEC);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_MODIFY, fd, UK_READY_IN), -ENOENT);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_DELETE, fd, 0), -ENOENT);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd, UK_READY_IN), 0);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd, UK_READY_IN), -EEXIST);
	UK_EXPECT_EQ(look(epoll), 0);
	fake_add_readable(&fake, 1);
	fake_add_room(&fake, 1);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(first.events, UK_READY_IN);
	UK_EXPECT_EQ(first.data, (uint64_t)fd | 1ull << 63);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_MODIFY, fd, UK_READY_OUT), 0);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(first.events, UK_READY_OUT);
	UK_EXPECT_EQ(uk_epoll_control(epoll, UK_EPOLL_DELETE, fd, NULL), 0);
	UK_EXPECT_EQ(look(epoll), 0);
	UK_EXPECT(uk_list_empty(&fake.file.ready.watchers));
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
}

UK_TEST(epoll, wrong_calls)
{
	static const struct uk_file_ops always_ready = { .kind = "always" };
	struct uk_file plain;
	struct uk_epoll_event event;
	int epoll = uk_epoll_create(0);
	struct fake fake;
	int fd = open_fake(&fake), plain_fd;

	uk_file_init(&plain, &always_ready, UK_O_RDWR);
	uk_file_get(&plain);
	plain_fd = uk_fd_install(&plain, 0);
	UK_EXPECT_EQ(uk_epoll_create(UK_O_NONBLOCK), -EINVAL);
	UK_EXPECT_EQ(control(-1, UK_EPOLL_ADD, fd, 0), -EBADF);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, 1000, 0), -EBADF);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, plain_fd, 0), -EPERM);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, epoll, 0), -EINVAL);
	UK_EXPECT_EQ(control(fd, UK_EPOLL_ADD, epoll, 0), -EINVAL);
	UK_EXPECT_EQ(control(epoll, 4, fd, 0), -EINVAL);
	UK_EXPECT_EQ(uk_epoll_control(epoll, UK_EPOLL_ADD, fd, NULL), -EFAULT);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd,
			     UK_EPOLL_EXCLUSIVE | UK_EPOLL_ONE_SHOT), -EINVAL);
	UK_EXPECT_EQ(uk_epoll_wait(epoll, &event, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_epoll_wait(epoll, &event, -1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_epoll_wait(epoll, NULL, 1, 0), -EFAULT);
	UK_EXPECT_EQ(uk_epoll_wait(fd, &event, 1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_epoll_wait(1000, &event, 1, 0), -EBADF);
	UK_EXPECT_EQ(uk_fd_read(epoll, &event, 1), -EINVAL);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd,
			     UK_EPOLL_EXCLUSIVE | UK_READY_IN), 0);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_MODIFY, fd, UK_READY_IN), -EINVAL);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
	UK_EXPECT(fake.released);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	/* the case's own share keeps it from its release, which it lacks */
	UK_EXPECT_EQ(uk_fd_close(plain_fd), 0);
}

UK_TEST(epoll, level_triggered_until_it_is_over)
{
	int epoll = uk_epoll_create(0);
	struct fake fake;
	int fd = open_fake(&fake);

	fake.readable = 1; /* before it is added */
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd, UK_READY_IN), 0);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(look(epoll), 1);
	fake.readable = 0;
	UK_EXPECT_EQ(look(epoll), 0);
	fake.looks = 0;
	UK_EXPECT_EQ(look(epoll), 0);
	UK_EXPECT_EQ(fake.looks, 0); /* idle ones cost nothing */
	fake_add_readable(&fake, 1);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	UK_EXPECT(uk_list_empty(&fake.file.ready.watchers));
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

UK_TEST(epoll, edge_triggered_once_a_change)
{
	int epoll = uk_epoll_create(0);
	struct fake fake;
	int fd = open_fake(&fake);

	fake.readable = 1;
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd,
			     UK_READY_IN | UK_READY_OUT | UK_EPOLL_EDGE), 0);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(look(epoll), 0);
	fake_add_readable(&fake, 1);
	fake_add_readable(&fake, 1);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(look(epoll), 0);
	fake_add_room(&fake, 1); /* tells all that holds */
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(first.events, UK_READY_IN | UK_READY_OUT);
	/* a change that is over by then is none */
	fake.readable = fake.room = 0;
	fake_add_readable(&fake, 1);
	fake.readable = 0;
	UK_EXPECT_EQ(look(epoll), 0);
	/* modifying looks again */
	fake.readable = 1;
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_MODIFY, fd,
			     UK_READY_IN | UK_EPOLL_EDGE), 0);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(look(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

UK_TEST(epoll, one_shot_until_it_is_armed_again)
{
	int epoll = uk_epoll_create(0);
	struct fake fake;
	int fd = open_fake(&fake);

	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd,
			     UK_READY_IN | UK_EPOLL_ONE_SHOT), 0);
	fake_add_readable(&fake, 1);
	UK_EXPECT_EQ(look(epoll), 1);
	fake_add_readable(&fake, 1);
	fake_set_state(&fake, UK_READY_HANG_UP);
	UK_EXPECT_EQ(look(epoll), 0);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd, UK_READY_IN), -EEXIST);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_MODIFY, fd,
			     UK_READY_IN | UK_EPOLL_ONE_SHOT), 0);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(first.events, UK_READY_IN | UK_READY_HANG_UP);
	UK_EXPECT_EQ(look(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

UK_TEST(epoll, errors_and_hang_ups_are_always_told)
{
	int epoll = uk_epoll_create(0);
	struct fake fake;
	int fd = open_fake(&fake);

	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd, 0), 0);
	fake_add_readable(&fake, 1);
	UK_EXPECT_EQ(look(epoll), 0);
	fake_set_state(&fake, UK_READY_ERROR | UK_READY_HANG_UP |
				      UK_READY_IN_ENDED);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(first.events, UK_READY_ERROR | UK_READY_HANG_UP);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_MODIFY, fd,
			     UK_READY_IN_ENDED | UK_READY_IN_NORMAL), 0);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(first.events, UK_READY_ERROR | UK_READY_HANG_UP |
					   UK_READY_IN_ENDED |
					   UK_READY_IN_NORMAL);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

UK_TEST(epoll, all_that_are_ready_have_their_turn)
{
	struct uk_epoll_event event;
	int epoll = uk_epoll_create(0);
	struct fake fakes[3];
	unsigned int turns[3] = { 0 };
	int fds[3];

	for (int i = 0; i < 3; i++) {
		fds[i] = open_fake(&fakes[i]);
		fakes[i].readable = 1;
		event = (struct uk_epoll_event){ UK_READY_IN, (uint64_t)i };
		UK_EXPECT_EQ(uk_epoll_control(epoll, UK_EPOLL_ADD, fds[i],
					      &event), 0);
	}
	for (int i = 0; i < 30; i++) {
		UK_EXPECT_EQ(uk_epoll_wait(epoll, &event, 1, 0), 1);
		turns[event.data]++;
	}
	for (int i = 0; i < 3; i++) {
		UK_EXPECT_EQ(turns[i], 10);
		UK_EXPECT_EQ(uk_fd_close(fds[i]), 0);
	}
	UK_EXPECT_EQ(look(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
}

UK_TEST(epoll, an_entry_lasts_as_long_as_its_file)
{
	int epoll = uk_epoll_create(0);
	struct fake fake, other;
	int fd = open_fake(&fake), copy = uk_fd_dup(fd, 0, 0);

	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd, UK_READY_IN), 0);
	/* the same file under another number is another entry */
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, copy, UK_READY_OUT), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
	fake_add_readable(&fake, 1);
	UK_EXPECT_EQ(look(epoll), 1);
	UK_EXPECT_EQ(first.data, (uint64_t)fd | 1ull << 63);
	/* another file under the same number is another entry, too */
	UK_EXPECT_EQ(open_fake(&other), fd);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_DELETE, fd, 0), -ENOENT);
	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd, UK_READY_IN), 0);
	UK_EXPECT_EQ(uk_fd_close(copy), 0);
	UK_EXPECT(fake.released);
	UK_EXPECT_EQ(look(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

UK_TEST(epoll, sleeps_until_something_is_ready)
{
	struct uk_epoll_event event;
	int epoll = uk_epoll_create(0);
	struct later later;
	struct fake fake;
	int fd = open_fake(&fake);

	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd, UK_READY_IN), 0);
	later_start(&later, UK_TIME_MILLISECOND, add_readable, &fake);
	UK_EXPECT_EQ(uk_epoll_wait(epoll, &event, 1, UK_TIME_NEVER), 1);
	UK_EXPECT_EQ(event.events, UK_READY_IN);
	later_finish(&later);
	fake.readable = 0;
	later_start(&later, UK_TIME_MILLISECOND, add_readable, &fake);
	UK_EXPECT_EQ(uk_epoll_wait(epoll, &event, 1, 60 * UK_TIME_SECOND), 1);
	later_finish(&later);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

static void add_and_take(void *argument)
{
	struct fake *fake = argument;

	fake_add_readable(fake, 1);
	fake->readable = 0;
}

UK_TEST(epoll, gives_up_at_the_deadline)
{
	struct uk_epoll_event event;
	int epoll = uk_epoll_create(0);
	uint64_t start = uk_time_monotonic();
	struct later later;
	struct fake fake;
	int fd = open_fake(&fake);

	UK_EXPECT_EQ(control(epoll, UK_EPOLL_ADD, fd, UK_READY_IN), 0);
	/* woken for nothing */
	later_start(&later, UK_TIME_MILLISECOND, add_and_take, &fake);
	UK_EXPECT_EQ(uk_epoll_wait(epoll, &event, 1, 3 * UK_TIME_MILLISECOND),
		     0);
	UK_EXPECT(uk_time_monotonic() >= start + 3 * UK_TIME_MILLISECOND);
	later_finish(&later);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}

UK_TEST(epoll, a_set_can_watch_sets)
{
	int outer = uk_epoll_create(0), inner = uk_epoll_create(0),
	    third = uk_epoll_create(0);
	struct uk_epoll_event event;
	struct later later;
	struct fake fake;
	int fd = open_fake(&fake);

	UK_EXPECT_EQ(control(inner, UK_EPOLL_ADD, fd, UK_READY_IN), 0);
	UK_EXPECT_EQ(control(outer, UK_EPOLL_ADD, inner, UK_READY_IN), 0);
	UK_EXPECT_EQ(control(inner, UK_EPOLL_ADD, outer, UK_READY_IN), -ELOOP);
	UK_EXPECT_EQ(control(third, UK_EPOLL_ADD, outer, UK_READY_IN), -ELOOP);
	UK_EXPECT_EQ(control(inner, UK_EPOLL_ADD, third, UK_READY_IN), -ELOOP);
	UK_EXPECT_EQ(control(third, UK_EPOLL_ADD, inner, UK_READY_IN), 0);
	UK_EXPECT_EQ(control(outer, UK_EPOLL_ADD, third,
			     UK_READY_IN | UK_EPOLL_EXCLUSIVE), -EINVAL);
	UK_EXPECT_EQ(look(outer), 0);
	later_start(&later, UK_TIME_MILLISECOND, add_readable, &fake);
	UK_EXPECT_EQ(uk_epoll_wait(outer, &event, 1, UK_TIME_NEVER), 1);
	later_finish(&later);
	UK_EXPECT_EQ(look(third), 1);
	UK_EXPECT_EQ(look(inner), 1);
	UK_EXPECT_EQ(first.data, (uint64_t)fd | 1ull << 63);
	fake.readable = 0;
	UK_EXPECT_EQ(look(outer), 0);
	fake_add_readable(&fake, 1);
	UK_EXPECT_EQ(look(outer), 1);
	/* a set that goes leaves the others */
	UK_EXPECT_EQ(uk_fd_close(inner), 0);
	UK_EXPECT_EQ(look(outer), 0);
	UK_EXPECT_EQ(look(third), 0);
	UK_EXPECT_EQ(control(third, UK_EPOLL_ADD, outer, UK_READY_IN), 0);
	UK_EXPECT_EQ(uk_fd_close(outer), 0);
	UK_EXPECT_EQ(uk_fd_close(third), 0);
	UK_EXPECT_EQ(uk_fd_close(fd), 0);
}
