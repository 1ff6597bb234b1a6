/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Several threads at one set, or one file.
 */
#include <uk/epoll.h>
#include <uk/eventfd.h>
#include <uk/poll.h>
#include <uk/test.h>
#include <uk/thread.h>
#include <uk/time.h>

#include "../../../fs/ukfile/tests/fake.h"

UK_TESTSUITE(poll_threads, "threads that wait for the same");

#define THREADS 4

static int epoll, other_epoll, counter;
static int awake; /* how often threads came back from waiting */
static int ended;
static bool stop;

static void start(struct uk_thread **threads, void *(*entry)(void *))
{
	awake = ended = 0;
	stop = false;
	for (int i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_thread_create(&threads[i], NULL, entry,
					      (void *)(uintptr_t)i), 0);
	/* all of them come to wait */
	for (int i = 0; i < 3; i++)
		uk_thread_yield();
}

static void join(struct uk_thread **threads)
{
	for (int i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_thread_join(threads[i], NULL), 0);
}

static void let_run(void)
{
	for (int i = 0; i < 3 * THREADS; i++)
		uk_thread_yield();
}

static void give(int fd, uint64_t value)
{
	UK_EXPECT_EQ(uk_fd_write(fd, &value, sizeof(value)), 8);
}

static int add(int set, int fd, uint32_t events)
{
	struct uk_epoll_event event = { events, 0 };

	return uk_epoll_control(set, UK_EPOLL_ADD, fd, &event);
}

static void *wait_once(void *argument __uk_unused)
{
	struct uk_epoll_event event;

	UK_EXPECT_EQ(uk_epoll_wait(epoll, &event, 1, UK_TIME_NEVER), 1);
	awake++;
	return NULL;
}

/* Each edge wakes one thread, and no two the same. */
UK_TEST(poll_threads, an_edge_wakes_one)
{
	struct uk_thread *threads[THREADS];

	epoll = uk_epoll_create(0);
	counter = uk_eventfd_create(0, 0);
	UK_EXPECT_EQ(add(epoll, counter, UK_READY_IN | UK_EPOLL_EDGE), 0);
	start(threads, wait_once);
	for (int i = 1; i <= THREADS; i++) {
		give(counter, 1);
		let_run();
		UK_EXPECT_EQ(awake, i);
	}
	join(threads);
	UK_EXPECT_EQ(uk_fd_close(counter), 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
}

/* What one thread leaves (it takes one event only), others are woken for. */
UK_TEST(poll_threads, leftovers_wake_others)
{
	struct uk_thread *threads[THREADS];
	int fds[THREADS];

	epoll = uk_epoll_create(0);
	for (int i = 0; i < THREADS; i++) {
		fds[i] = uk_eventfd_create(0, 0);
		UK_EXPECT_EQ(add(epoll, fds[i], UK_READY_IN | UK_EPOLL_EDGE),
			     0);
	}
	start(threads, wait_once);
	for (int i = 0; i < THREADS; i++)
		give(fds[i], 1);
	join(threads);
	UK_EXPECT_EQ(awake, THREADS);
	for (int i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(uk_fd_close(fds[i]), 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
}

static void *wait_for_either(void *argument)
{
	struct uk_epoll_event event;
	int set = (uintptr_t)argument % 2 ? epoll : other_epoll;
	uint64_t value;

	while (!stop) {
		if (uk_epoll_wait(set, &event, 1, UK_TIME_NEVER) != 1)
			break;
		awake++;
		if (uk_fd_read(counter, &value, sizeof(value)) == 8 &&
		    value > 1)
			break; /* the end */
	}
	ended++;
	return NULL;
}

UK_TEST(poll_threads, exclusive_entries_spare_the_other_set)
{
	struct uk_thread *threads[THREADS];

	epoll = uk_epoll_create(0);
	other_epoll = uk_epoll_create(0);
	counter = uk_eventfd_create(0, UK_O_NONBLOCK);
	UK_EXPECT_EQ(add(epoll, counter, UK_READY_IN | UK_EPOLL_EXCLUSIVE), 0);
	UK_EXPECT_EQ(add(other_epoll, counter,
			 UK_READY_IN | UK_EPOLL_EXCLUSIVE), 0);
	start(threads, wait_for_either);
	give(counter, 1);
	let_run();
	UK_EXPECT_EQ(awake, 1);
	stop = true;
	while (ended < THREADS) {
		give(counter, 5);
		let_run();
	}
	join(threads);
	UK_EXPECT_EQ(uk_fd_close(counter), 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(other_epoll), 0);
}

static void *read_once(void *argument __uk_unused)
{
	uint64_t value;

	UK_EXPECT_EQ(uk_fd_read(counter, &value, sizeof(value)), 8);
	awake++;
	return NULL;
}

UK_TEST(poll_threads, readers_share_a_semaphore)
{
	struct uk_thread *threads[THREADS];

	counter = uk_eventfd_create(0, UK_EVENTFD_SEMAPHORE);
	start(threads, read_once);
	give(counter, 1);
	let_run();
	UK_EXPECT_EQ(awake, 1);
	give(counter, THREADS - 1);
	join(threads);
	UK_EXPECT_EQ(awake, THREADS);
	UK_EXPECT_EQ(uk_fd_close(counter), 0);
}

/* The set, and what it watches, go while threads wait. */
UK_TEST(poll_threads, closing_what_others_wait_in)
{
	struct uk_thread *threads[THREADS];
	int copy;

	epoll = uk_epoll_create(0);
	counter = uk_eventfd_create(0, 0);
	UK_EXPECT_EQ(add(epoll, counter, UK_READY_IN | UK_EPOLL_EDGE), 0);
	start(threads, wait_once);
	copy = uk_fd_dup(counter, 0, 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
	UK_EXPECT_EQ(uk_fd_close(counter), 0);
	for (int i = 0; i < THREADS; i++) {
		give(copy, 1);
		let_run();
	}
	join(threads);
	UK_EXPECT_EQ(awake, THREADS);
	UK_EXPECT_EQ(uk_fd_close(copy), 0);
}

static void *count_yields(void *argument __uk_unused)
{
	while (!stop) {
		awake++;
		uk_thread_yield();
	}
	return NULL;
}

/* Loops of calls that never block would otherwise keep the CPU. */
UK_TEST(poll_threads, a_loop_of_looks_lets_others_run)
{
	struct uk_thread *threads[THREADS];
	struct uk_pollfd poll = { .events = UK_READY_OUT };
	struct uk_epoll_event event;
	uint64_t value;
	int before;

	epoll = uk_epoll_create(0);
	counter = uk_eventfd_create(0, UK_O_NONBLOCK);
	poll.fd = counter;
	UK_EXPECT_EQ(add(epoll, counter, UK_READY_OUT), 0);
	start(threads, count_yields);
	before = awake;
	for (int i = 0; i < 100; i++)
		UK_EXPECT_EQ(uk_epoll_wait(epoll, &event, 1, 0), 1);
	UK_EXPECT(awake > before);
	before = awake;
	for (int i = 0; i < 100; i++)
		UK_EXPECT_EQ(uk_poll(&poll, 1, UK_TIME_NEVER), 1);
	UK_EXPECT(awake > before);
	before = awake;
	for (int i = 0; i < 100; i++)
		UK_EXPECT_EQ(uk_fd_read(counter, &value, 8), -EAGAIN);
	UK_EXPECT(awake > before);
	stop = true;
	join(threads);
	UK_EXPECT_EQ(uk_fd_close(counter), 0);
	UK_EXPECT_EQ(uk_fd_close(epoll), 0);
}
