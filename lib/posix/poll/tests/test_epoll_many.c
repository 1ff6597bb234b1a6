/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ten thousand descriptors in a set: waiting looks at the ready ones only.
 */
#include <uk/epoll.h>
#include <uk/eventfd.h>
#include <uk/test.h>

#include "../../../fs/ukfile/tests/fake.h"

UK_TESTSUITE(epoll_many, "epoll with many descriptors");

#define MANY 10000

static struct fake fakes[MANY];
static int fds[MANY];

static int watch_all(int epoll)
{
	int watched = 0;

	for (int i = 0; i < MANY; i++) {
		struct uk_epoll_event event = { UK_READY_IN, (uint64_t)i };

		fake_init(&fakes[i], UK_O_RDWR);
		fds[i] = uk_fd_install(&fakes[i].file, 0);
		watched += !uk_epoll_control(epoll, UK_EPOLL_ADD, fds[i],
					     &event);
	}
	return watched;
}

static unsigned long looks(void)
{
	unsigned long sum = 0;

	for (int i = 0; i < MANY; i++)
		sum += fakes[i].looks;
	return sum;
}

UK_TEST(epoll_many, cost_what_is_ready)
{
	static struct uk_epoll_event events[MANY];
	int epoll = uk_epoll_create(0);
	unsigned long before;

	UK_REQUIRE(watch_all(epoll) == MANY);
	before = looks();
	for (int round = 0; round < 1000; round++) {
		int busy = round * 7919 % MANY;

		fake_add_readable(&fakes[busy], 1);
		UK_REQUIRE(uk_epoll_wait(epoll, events, 16, 0) == 1);
		UK_REQUIRE(events[0].data == (uint64_t)busy);
		fakes[busy].readable = 0;
		UK_REQUIRE(uk_epoll_wait(epoll, events, 16, 0) == 0);
	}
	UK_EXPECT_EQ(looks() - before, 2000);
	/* all at once */
	for (int i = 0; i < MANY; i++)
		fake_add_readable(&fakes[i], 1);
	UK_EXPECT_EQ(uk_epoll_wait(epoll, events, MANY, 0), MANY);
	for (int i = 0; i < MANY; i += 2)
		uk_fd_close(fds[i]);
	UK_EXPECT_EQ(uk_epoll_wait(epoll, events, MANY, 0), MANY / 2);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	for (int i = 1; i < MANY; i += 2) {
		UK_REQUIRE(uk_list_empty(&fakes[i].file.ready.watchers));
		uk_fd_close(fds[i]);
	}
	for (int i = 0; i < MANY; i++)
		UK_REQUIRE(fakes[i].released);
}
