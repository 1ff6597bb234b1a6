/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Without threads: when the processor halts, for how long, and that no interrupt is
 * lost on the way there.
 */
#include <uk/errno.h>
#include <uk/ready.h>
#include <uk/test.h>
#include <uk/time.h>

#include "machine.h"

UK_TESTSUITE(ukfile_halt, "halting");

static uint64_t due = UK_TIME_NEVER;
static unsigned int to_do, polls, arms;
static bool arrives_while_arming;
static struct uk_ready_waiter *to_wake;

static bool poll(void)
{
	polls++;
	if (due <= machine_now)
		due = UK_TIME_NEVER;
	if (!to_do)
		return false;
	if (!--to_do && to_wake)
		uk_ready_wake(to_wake);
	return true;
}

static uint64_t deadline(void)
{
	return due;
}

static bool arm(void)
{
	arms++;
	if (!arrives_while_arming)
		return false;
	arrives_while_arming = false;
	to_do = 1;
	return true;
}

UK_READY_POLLER(test, .poll = poll, .deadline = deadline, .arm = arm);

static void reset(struct uk_ready_waiter *waiter)
{
	machine_interrupt = NULL;
	machine_halts = polls = arms = to_do = 0;
	due = UK_TIME_NEVER;
	to_wake = waiter;
}

UK_TEST(ukfile_halt, does_not_halt_while_pollers_work)
{
	struct uk_ready_waiter waiter = { 0 };

	reset(&waiter);
	to_do = 5;
	UK_EXPECT_EQ(uk_ready_sleep(&waiter, UK_TIME_NEVER), 0);
	UK_EXPECT_EQ(polls, 5);
	UK_EXPECT_EQ(machine_halts, 0);
	UK_EXPECT_EQ(arms, 0);
}

UK_TEST(ukfile_halt, what_arrives_while_arming_is_not_slept_through)
{
	struct uk_ready_waiter waiter = { 0 };

	reset(&waiter);
	arrives_while_arming = true;
	UK_EXPECT_EQ(uk_ready_sleep(&waiter, UK_TIME_NEVER), 0);
	UK_EXPECT_EQ(arms, 1);
	UK_EXPECT_EQ(machine_halts, 0);
}

static void bring_work(void)
{
	to_do = 1;
}

UK_TEST(ukfile_halt, an_interrupt_ends_the_halt)
{
	struct uk_ready_waiter waiter = { 0 };

	reset(&waiter);
	machine_interrupt = bring_work;
	UK_EXPECT_EQ(uk_ready_sleep(&waiter, UK_TIME_NEVER), 0);
	UK_EXPECT_EQ(machine_halts, 1);
	UK_EXPECT_EQ(arms, 1);
}

static void wake(void)
{
	uk_ready_wake(to_wake);
}

UK_TEST(ukfile_halt, an_interrupt_may_wake_directly)
{
	struct uk_ready_waiter waiter = { 0 };

	reset(&waiter);
	machine_interrupt = wake;
	UK_EXPECT_EQ(uk_ready_sleep(&waiter, UK_TIME_NEVER), 0);
	UK_EXPECT_EQ(machine_halts, 1);
}

UK_TEST(ukfile_halt, halts_until_the_earlier_deadline)
{
	struct uk_ready_waiter waiter = { 0 };
	uint64_t start = machine_now;

	reset(&waiter);
	due = start + 100;
	UK_EXPECT_EQ(uk_ready_sleep(&waiter, start + 250), -ETIMEDOUT);
	UK_EXPECT_EQ(machine_halts, 2);
	UK_EXPECT_EQ(machine_now, start + 250);
}

UK_TEST(ukfile_halt, work_without_end_does_not_outlast_the_deadline)
{
	struct uk_ready_waiter waiter = { 0 };

	reset(NULL);
	to_do = 1000000;
	UK_EXPECT_EQ(uk_ready_sleep(&waiter, machine_now), -ETIMEDOUT);
	UK_EXPECT(to_do > 0);
	to_do = 0;
}

UK_TEST(ukfile_halt, the_pollers_go_on_while_the_program_sleeps)
{
	uint64_t start = machine_now;

	reset(NULL);
	due = start + 10;
	uk_sleep_until(start + 20);
	UK_EXPECT_EQ(machine_now, start + 20);
	UK_EXPECT(polls >= 3);
}
