/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * No event is lost, whenever it comes: each is tried before each access that the driver makes.
 */
#include "hypervisor.h"

#include <uk/arch/cpu.h>
#include <uk/errno.h>
#include <uk/test.h>
#include <uk/xen/events.h>
#include <uk/xen/suspend.h>

UK_TESTSUITE(xen_events, "event channels");

#define CHANNELS 3
#define CHANNELS_MOST (CONFIG_DRV_XENCORE_FIFO_PAGES * 1024)
#define STEPS_MOST 100

/* Two in a word, one in another */
static const unsigned int numbers[CHANNELS] = { 100, 101, 1000 };
static unsigned int said[CHANNELS], heard[CHANNELS];
static unsigned int then; /* which event comes amidst another */

static void hear(void *argument)
{
	unsigned int *at = argument;

	heard[at - said] = *at;
}

static void say(unsigned int which)
{
	said[which]++;
	hypervisor_raise(numbers[which]);
}

static void say_then(void)
{
	say(then);
}

static bool all_is_heard(void)
{
	for (unsigned int i = 0; i < CHANNELS; i++)
		if (heard[i] != said[i])
			return false;
	return true;
}

static void bind_again(void)
{
	for (unsigned int i = 0; i < CHANNELS; i++)
		UK_EXPECT_EQ(uk_xen_event_bind(numbers[i], hear, &said[i]), 0);
}

static void bind_all(void)
{
	static bool bound;

	if (!bound)
		bind_again();
	bound = true;
}

UK_TEST(xen_events, an_event_amidst_another)
{
	unsigned int tried = 0;

	bind_all();
	for (unsigned int first = 0; first < CHANNELS; first++)
		for (then = 0; then < CHANNELS; then++)
			for (unsigned int at = 0; at < STEPS_MOST; at++) {
				say(first);
				hypervisor_act_at(at, say_then);
				hypervisor_interrupt();
				if (!hypervisor_acted())
					break;
				tried++;
				UK_REQUIRE(all_is_heard());
			}
	hypervisor_act_at(0, NULL);
	UK_EXPECT(tried > 9 * 4);
}

static void say_first(void)
{
	say(0);
}

static void say_nothing(void)
{
}

/* Else the event would be handled, and the halt wait for the next one. */
UK_TEST(xen_events, an_event_just_before_the_halt_ends_it)
{
	bind_all();
	UK_EXPECT(hypervisor_halt(say_first));
	UK_EXPECT(all_is_heard());
	UK_EXPECT(!hypervisor_halt(say_nothing));
}

#define LATE 200

static void raise_late(void)
{
	hypervisor_raise(LATE);
}

/* One that came before its channel had a handler, or comes while it gets one. */
UK_TEST(xen_events, an_event_before_the_handler)
{
	for (unsigned int at = 0; at < STEPS_MOST; at++) {
		heard[0] = said[0] - 1;
		hypervisor_act_at(at, raise_late);
		if (!at)
			hypervisor_raise(LATE);
		UK_REQUIRE(uk_xen_event_bind(LATE, hear, &said[0]) == 0);
		if (at && !hypervisor_acted())
			hypervisor_raise(LATE);
		hypervisor_interrupt();
		UK_REQUIRE(heard[0] == said[0]);
		hypervisor_act_at(0, NULL);
		uk_xen_event_close(LATE);
	}
}

UK_TEST(xen_events, what_is_refused)
{
	bind_all();
	UK_EXPECT_EQ(uk_xen_event_bind(0, hear, said), -EINVAL);
	UK_EXPECT_EQ(uk_xen_event_bind(CHANNELS_MOST, hear, said), -EINVAL);
	UK_EXPECT_EQ(uk_xen_event_bind(numbers[0], hear, said), -EBUSY);
	for (unsigned int i = CHANNELS; i < CONFIG_DRV_XENCORE_CHANNELS; i++)
		UK_EXPECT_EQ(uk_xen_event_bind(300 + i, hear, said), 0);
	UK_EXPECT_EQ(uk_xen_event_bind(900, hear, said), -ENOMEM);
	for (unsigned int i = CHANNELS; i < CONFIG_DRV_XENCORE_CHANNELS; i++)
		uk_xen_event_close(300 + i);
}

static void raise_two(void)
{
	hypervisor_raise(LATE);
	hypervisor_raise(LATE + 1);
}

/* The channels of the one before are nobody's, and events that come first are not lost. */
UK_TEST(xen_events, in_another_domain)
{
	bind_all();
	say(0);
	hypervisor_new_domain();
	uk_xen_events_arrive();
	raise_two();
	heard[0] = heard[1] = 0;
	said[0] = said[1] = 1;
	UK_REQUIRE(uk_xen_event_bind(LATE, hear, &said[0]) == 0);
	UK_REQUIRE(uk_xen_event_bind(LATE + 1, hear, &said[1]) == 0);
	hypervisor_interrupt();
	UK_EXPECT(heard[0] && heard[1]);
	uk_xen_event_close(LATE);
	uk_xen_event_close(LATE + 1);
	bind_again();
	heard[0] = said[0];
	heard[1] = said[1];
	say(2);
	hypervisor_interrupt();
	UK_EXPECT(all_is_heard());
}

/* Masked: nobody is told, and nothing is broken by it. */
UK_TEST(xen_events, an_event_without_a_handler)
{
	bind_all();
	hypervisor_raise(990);
	say(0);
	hypervisor_interrupt();
	UK_EXPECT(all_is_heard());
	uk_xen_event_close(5000);
}
