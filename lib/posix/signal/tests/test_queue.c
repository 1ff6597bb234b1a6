/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The queue of pending signals: order, single and queued ones, the pool's end.
 */
#include <uk/test.h>

#include "../queue.h"

UK_TESTSUITE(signal_queue, "signal: pending signals");

static struct pending pending;

static int add(int number, int code, uint64_t value)
{
	struct uk_siginfo info = { .number = number, .code = code };

	info.data.from.value = value;
	return pending_add(&pending, &info);
}

static int take(uint64_t set, uint64_t *value)
{
	struct uk_siginfo info;
	int number = pending_take(&pending, set, &info);

	if (number && value)
		*value = info.data.from.value;
	return number;
}

UK_TEST(signal_queue, lowest_number_first)
{
	UK_EXPECT_EQ(add(UK_SIGTERM, UK_SI_USER, 0), 0);
	UK_EXPECT_EQ(add(UK_SIGHUP, UK_SI_USER, 0), 0);
	UK_EXPECT_EQ(add(40, UK_SI_QUEUE, 0), 0);
	UK_EXPECT_EQ(take(UK_SIGNAL_BIT(UK_SIGINT), NULL), 0);
	UK_EXPECT_EQ(take(~0ull, NULL), UK_SIGHUP);
	UK_EXPECT_EQ(take(~UK_SIGNAL_BIT(UK_SIGTERM), NULL), 40);
	UK_EXPECT_EQ(take(~0ull, NULL), UK_SIGTERM);
	UK_EXPECT_EQ(take(~0ull, NULL), 0);
	UK_EXPECT(pending.set == 0 && pending.first == NULL);
}

UK_TEST(signal_queue, one_of_each_below_the_real_time_ones)
{
	uint64_t value = 0;

	add(UK_SIGUSR1, UK_SI_QUEUE, 1);
	add(UK_SIGUSR1, UK_SI_QUEUE, 2);
	UK_EXPECT_EQ(take(~0ull, &value), UK_SIGUSR1);
	UK_EXPECT_EQ(value, 1);
	UK_EXPECT_EQ(take(~0ull, &value), 0);
}

UK_TEST(signal_queue, real_time_ones_in_order)
{
	uint64_t value = 0;

	for (uint64_t i = 0; i < 10; i++)
		UK_EXPECT_EQ(add(i % 2 ? 33 : 34, UK_SI_QUEUE, i), 0);
	for (uint64_t i = 0; i < 10; i++) {
		UK_EXPECT_EQ(take(~0ull, &value), i < 5 ? 33 : 34);
		UK_EXPECT_EQ(value, i < 5 ? 2 * i + 1 : 2 * (i - 5));
	}
	UK_EXPECT(pending.first == NULL && pending.set == 0);
}

UK_TEST(signal_queue, the_pool_is_bounded)
{
	int taken = 0;

	for (int i = 0; i < CONFIG_LIBPOSIXSIGNAL_QUEUE; i++)
		UK_REQUIRE(add(50, UK_SI_QUEUE, 0) == 0);
	UK_EXPECT_EQ(add(50, UK_SI_QUEUE, 0), -EAGAIN);
	/* Those that nobody may lose lose their details instead. */
	UK_EXPECT_EQ(add(UK_SIGTERM, UK_SI_USER, 7), 0);
	UK_EXPECT_EQ(take(~0ull, NULL), UK_SIGTERM);
	while (take(~0ull, NULL) == 50)
		taken++;
	UK_EXPECT_EQ(taken, CONFIG_LIBPOSIXSIGNAL_QUEUE);
	UK_EXPECT_EQ(add(50, UK_SI_QUEUE, 0), 0);
	pending_drop(&pending, ~0ull);
	UK_EXPECT_EQ(take(~0ull, NULL), 0);
}

static int taken_count;

static void note_taken(struct uk_signal_item *item __uk_unused)
{
	taken_count++;
}

UK_TEST(signal_queue, items_of_others)
{
	struct uk_signal_item item = { .taken = note_taken,
				       .number = UK_SIGALRM };

	taken_count = 0;
	UK_EXPECT(pending_add_item(&pending, &item));
	UK_EXPECT(!pending_add_item(&pending, &item));
	UK_EXPECT_EQ(take(~0ull, NULL), UK_SIGALRM);
	UK_EXPECT_EQ(taken_count, 1);
	UK_EXPECT(pending_add_item(&pending, &item));
	UK_EXPECT(pending_remove(&pending, &item));
	UK_EXPECT(!pending_remove(&pending, &item));
	UK_EXPECT_EQ(take(~0ull, NULL), 0);
	UK_EXPECT_EQ(taken_count, 1);
}
