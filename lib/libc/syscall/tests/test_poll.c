/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls that wait for descriptors.
 */
#include <uk/epoll.h>
#include <uk/poll.h>

#include "calls.h"

UK_TESTSUITE(syscall_poll, "system calls that wait for descriptors");

#define MILLISECOND 1000000

UK_TEST(syscall_poll, poll)
{
	struct uk_timespec soon = { 0, MILLISECOND }, wrong = { 0, -1 };
	struct uk_pollfd poll = { .events = UK_READY_IN };
	uint64_t mask = 0;
	int ends[2];

	UK_REQUIRE(uk_sys_pipe2(AT(ends), 0) == 0);
	poll.fd = ends[0];
	UK_EXPECT_EQ(uk_sys_poll(AT(&poll), 1, 0), 0);
	UK_EXPECT_EQ(uk_sys_poll(AT(&poll), 1, 1), 0);
	UK_EXPECT_EQ(uk_sys_ppoll(AT(&poll), 1, AT(&soon), AT(&mask), 8), 0);
	UK_EXPECT(!soon.seconds && !soon.nanoseconds);
	UK_EXPECT_EQ(uk_sys_write(ends[1], AT(""), 1), 1);
	/* the upper half of a count or time is nothing */
	UK_EXPECT_EQ(uk_sys_poll(AT(&poll), (1l << 32) + 1, 0xffffffff), 1);
	UK_EXPECT_EQ(poll.revents, UK_READY_IN);
	soon.seconds = 100;
	UK_EXPECT_EQ(uk_sys_ppoll(AT(&poll), 1, AT(&soon), 0, 0), 1);
	UK_EXPECT(soon.seconds == 99 || soon.seconds == 100);
	UK_EXPECT_EQ(uk_sys_ppoll(AT(&poll), 1, AT(&wrong), 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_ppoll(AT(&poll), 1, 0, AT(&mask), 4), -EINVAL);
	UK_EXPECT_EQ(uk_sys_poll(0, 1, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_poll(AT(&poll), 0x7fffffff, 0), -EINVAL);
	close_both(ends);
	UK_EXPECT_EQ(uk_sys_poll(AT(&poll), 1, 0), 1);
	UK_EXPECT_EQ(poll.revents, UK_READY_INVALID);
}

UK_TEST(syscall_poll, select)
{
	struct uk_timespec wrong = { 0, 1000000000 };
	int64_t time[2] = { 0, 500 }, negative[2] = { -1, 0 };
	unsigned long set;
	uint64_t signals = 0;
	long mask[2] = { AT(&signals), 8 }, wrong_mask[2] = { AT(&signals), 9 };
	int ends[2];

	UK_REQUIRE(uk_sys_pipe(AT(ends)) == 0);
	set = 1ul << ends[0];
	UK_EXPECT_EQ(uk_sys_select(ends[0] + 1, AT(&set), 0, 0, AT(time)), 0);
	UK_EXPECT(!set && !time[0] && !time[1]);
	UK_EXPECT_EQ(uk_sys_write(ends[1], AT(""), 1), 1);
	set = 1ul << ends[0];
	UK_EXPECT_EQ(uk_sys_select(ends[0] + 1, AT(&set), 0, 0, 0), 1);
	UK_EXPECT_EQ(set, 1ul << ends[0]);
	UK_EXPECT_EQ(uk_sys_pselect6(64, AT(&set), 0, 0, 0, AT(mask)), 1);
	UK_EXPECT_EQ(uk_sys_pselect6(64, AT(&set), 0, 0, 0, 0), 1);
	UK_EXPECT_EQ(uk_sys_pselect6(64, AT(&set), 0, 0, 0, AT(wrong_mask)),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_pselect6(64, AT(&set), 0, 0, AT(&wrong), 0),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_select(-1, AT(&set), 0, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_select(64, AT(&set), 0, 0, AT(negative)), -EINVAL);
	close_both(ends);
	UK_EXPECT_EQ(uk_sys_select(64, AT(&set), 0, 0, AT(time)), -EBADF);
}

UK_TEST(syscall_poll, epoll)
{
	struct uk_epoll_event event = { UK_READY_IN, 42 };
	struct uk_timespec soon = { 0, MILLISECOND };
	uint64_t mask = 0, one = 1;
	long set = uk_sys_epoll_create(1);
	long counter = uk_sys_eventfd2(0, UK_O_NONBLOCK | UK_O_CLOEXEC);

	UK_REQUIRE(set >= 0 && counter >= 0);
	UK_EXPECT_EQ(uk_sys_epoll_ctl(set, 1, counter, AT(&event)), 0);
	UK_EXPECT_EQ(uk_sys_epoll_ctl(set, 1, counter, AT(&event)), -EEXIST);
	UK_EXPECT_EQ(uk_sys_epoll_wait(set, AT(&event), 1, 0), 0);
	UK_EXPECT_EQ(uk_sys_epoll_pwait2(set, AT(&event), 1, AT(&soon), 0, 0),
		     0);
	UK_EXPECT_EQ(uk_sys_read(counter, AT(&one), 8), -EAGAIN);
	UK_EXPECT_EQ(uk_sys_write(counter, AT(&one), 8), 8);
	event.data = 0;
	UK_EXPECT_EQ(uk_sys_epoll_pwait(set, AT(&event), 1, -1, AT(&mask), 8),
		     1);
	UK_EXPECT_EQ(event.data, 42);
	UK_EXPECT_EQ(uk_sys_epoll_wait(set, AT(&event), 1, 0xffffffff), 1);
	UK_EXPECT_EQ(uk_sys_epoll_pwait(set, AT(&event), 1, 0, AT(&mask), 7),
		     -EINVAL);
	soon.seconds = -1;
	UK_EXPECT_EQ(uk_sys_epoll_pwait2(set, AT(&event), 1, AT(&soon), 0, 0),
		     -EINVAL);
	UK_EXPECT_EQ(uk_sys_epoll_wait(set, AT(&event), 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_epoll_wait(set, 0, 1, 0), -EFAULT);
	UK_EXPECT_EQ(uk_sys_epoll_wait(counter, AT(&event), 1, 0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_epoll_wait(-1, AT(&event), 1, 0), -EBADF);
	UK_EXPECT_EQ(uk_sys_epoll_create(0), -EINVAL);
	UK_EXPECT_EQ(uk_sys_epoll_create1(1), -EINVAL);
	UK_EXPECT_EQ(uk_sys_eventfd2(0, 2), -EINVAL);
	UK_EXPECT_EQ(uk_sys_close(set), 0);
	UK_EXPECT_EQ(uk_sys_close(counter), 0);
	counter = uk_sys_eventfd(7);
	UK_EXPECT_EQ(uk_sys_read(counter, AT(&one), 8), 8);
	UK_EXPECT_EQ(one, 7);
	UK_EXPECT_EQ(uk_sys_close(counter), 0);
}
