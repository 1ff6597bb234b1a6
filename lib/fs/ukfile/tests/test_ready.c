/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sources tell those who watch, and only them, and the waiting itself.
 */
#include <uk/ready.h>
#include <uk/test.h>
#include <uk/errno.h>

#include "later.h"

UK_TESTSUITE(ukfile_ready, "sources, watchers and waiting");

struct probe {
	struct uk_ready_watcher watcher;
	unsigned int told; /* how often */
	unsigned int events;
	bool takes;
};

static bool notice(struct uk_ready_watcher *watcher, unsigned int events)
{
	struct probe *probe = UK_CONTAINER_OF(watcher, struct probe, watcher);

	probe->told++;
	probe->events = events;
	return probe->takes;
}

static unsigned int ends;

static void unlink_all(struct uk_ready_source *source)
{
	ends++;
	while (!uk_list_empty(&source->watchers))
		uk_ready_unwatch(uk_list_first(&source->watchers,
					       struct uk_ready_watcher, link));
}

static const struct uk_ready_watcher_ops probe_ops = {
	.notify = notice,
	.ended = unlink_all,
};

static void probe_start(struct probe *probe, struct uk_ready_source *source,
			unsigned int events, bool takes)
{
	*probe = (struct probe){ .watcher = { .ops = &probe_ops,
					      .events = events },
				 .takes = takes };
	uk_ready_watch(source, &probe->watcher);
}

UK_TEST(ukfile_ready, watchers_are_told_what_they_watch)
{
	struct uk_ready_source source;
	struct probe in, both, out;

	uk_ready_source_init(&source);
	uk_ready_notify(&source, UK_READY_IN);
	probe_start(&in, &source, UK_READY_IN, false);
	probe_start(&both, &source, UK_READY_IN | UK_READY_OUT, false);
	probe_start(&out, &source, UK_READY_OUT, false);
	uk_ready_notify(&source, UK_READY_IN | UK_READY_HANG_UP);
	UK_EXPECT_EQ(in.told, 1);
	UK_EXPECT_EQ(in.events, UK_READY_IN | UK_READY_HANG_UP);
	UK_EXPECT_EQ(both.told, 1);
	UK_EXPECT_EQ(out.told, 0);
	uk_ready_unwatch(&both.watcher);
	uk_ready_unwatch(&both.watcher);
	uk_ready_notify(&source, UK_READY_OUT);
	UK_EXPECT_EQ(both.told, 1);
	UK_EXPECT_EQ(out.told, 1);
	UK_EXPECT_EQ(in.told, 1);
}

UK_TEST(ukfile_ready, one_exclusive_watcher_takes_an_event)
{
	struct uk_ready_source source;
	struct probe first, second, third, shared;
	const unsigned int events = UK_READY_IN | UK_READY_EXCLUSIVE;

	uk_ready_source_init(&source);
	probe_start(&first, &source, events, false); /* busy: does not take it */
	probe_start(&second, &source, events, true);
	probe_start(&third, &source, events, true);
	probe_start(&shared, &source, UK_READY_IN, false);
	uk_ready_notify(&source, UK_READY_IN);
	UK_EXPECT_EQ(shared.told, 1);
	UK_EXPECT_EQ(first.told, 1);
	UK_EXPECT_EQ(second.told, 1);
	UK_EXPECT_EQ(third.told, 0);
}

UK_TEST(ukfile_ready, the_end_of_a_source_unlinks_all)
{
	struct uk_ready_source source;
	struct probe first, second;

	uk_ready_source_init(&source);
	ends = 0;
	uk_ready_source_end(&source);
	UK_EXPECT_EQ(ends, 0);
	probe_start(&first, &source, UK_READY_IN, false);
	probe_start(&second, &source, UK_READY_IN, false);
	uk_ready_source_end(&source);
	UK_EXPECT_EQ(ends, 1);
	UK_EXPECT(uk_list_empty(&source.watchers));
	UK_EXPECT_EQ(first.told, 0);
}

static void wake(void *waiter)
{
	uk_ready_wake(waiter);
}

UK_TEST(ukfile_ready, a_wake_up_that_came_before_counts_once)
{
	struct uk_ready_waiter waiter = { 0 };

	uk_ready_wake(&waiter);
	uk_ready_wake(&waiter);
	UK_EXPECT_EQ(uk_ready_sleep(&waiter, UK_TIME_NEVER), 0);
	UK_EXPECT_EQ(uk_ready_sleep(&waiter, 0), -ETIMEDOUT);
}

UK_TEST(ukfile_ready, sleeps_until_woken)
{
	struct uk_ready_waiter waiter = { 0 };
	struct later later;

	later_start(&later, UK_TIME_MILLISECOND, wake, &waiter);
	UK_EXPECT_EQ(uk_ready_sleep(&waiter, UK_TIME_NEVER), 0);
	UK_EXPECT(uk_time_monotonic() >= later.at);
	later_finish(&later);
	later_start(&later, UK_TIME_MILLISECOND, wake, &waiter);
	UK_EXPECT_EQ(uk_ready_sleep(&waiter,
				    uk_time_deadline(60 * UK_TIME_SECOND)), 0);
	later_finish(&later);
}

UK_TEST(ukfile_ready, sleeps_until_the_deadline)
{
	struct uk_ready_waiter waiter = { 0 };
	uint64_t deadline = uk_time_deadline(UK_TIME_MILLISECOND);

	UK_EXPECT_EQ(uk_ready_sleep(&waiter, deadline), -ETIMEDOUT);
	UK_EXPECT(uk_time_monotonic() >= deadline);
}

static unsigned int depth, nested_polls;

static bool recurse(void)
{
	if (depth) {
		nested_polls += !uk_ready_poll();
		depth = 0;
	}
	return false;
}

UK_READY_POLLER(recurse, .poll = recurse);

UK_TEST(ukfile_ready, a_poller_is_not_entered_twice)
{
	unsigned int before = later_polls;

	depth = 1;
	nested_polls = 0;
	uk_ready_poll();
	UK_EXPECT_EQ(nested_polls, 1);
	UK_EXPECT_EQ(later_polls, before + 1);
}
