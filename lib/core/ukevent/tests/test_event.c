/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Events reach every listener, and nobody where there is none.
 */
#include <uk/event.h>
#include <uk/test.h>

UK_TESTSUITE(ukevent, "events");

UK_EVENT_DECLARE(test_event_heard);
UK_EVENT_DECLARE(test_event_unheard);

static void first(void *data)
{
	*(int *)data += 1;
}
UK_EVENT_HANDLER(test_event_heard, first);

static void second(void *data)
{
	*(int *)data += 10;
}
UK_EVENT_HANDLER(test_event_heard, second);

UK_TEST(ukevent, every_listener_hears_once)
{
	int calls = 0;

	uk_event_raise(test_event_heard, &calls);
	UK_EXPECT_EQ(calls, 11);
	uk_event_raise(test_event_heard, &calls);
	UK_EXPECT_EQ(calls, 22);
}

UK_TEST(ukevent, nobody_need_listen)
{
	int calls = 0;

	uk_event_raise(test_event_unheard, &calls);
	UK_EXPECT_EQ(calls, 0);
	UK_EXPECT_EQ(UK_TABLE_COUNT(test_event_unheard), 0);
}

/* Said first, and last all the same; when the image ends they do nothing. */
static void at_last(void *data __uk_unused)
{
}
UK_EVENT_HANDLER_LAST(uk_event_exit, at_last);

static void before(void *data __uk_unused)
{
}
UK_EVENT_HANDLER(uk_event_exit, before);

UK_TEST(ukevent, the_last_are_behind_the_others)
{
	const uk_event_handler *last = NULL, *other = NULL;

	UK_TABLE_FOR_EACH (uk_event_exit, listener)
		if (*listener == at_last)
			last = listener;
		else if (*listener == before)
			other = listener;
	UK_EXPECT(last && other && other < last);
}
