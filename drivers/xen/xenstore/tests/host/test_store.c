/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The client and a store, one that keeps its protocol and one that does not.
 */
#include "daemon.h"

#include <string.h>
#include <uk/test.h>

UK_TESTSUITE(xenstore, "XenStore");

static char value[4096];

UK_TEST(xenstore, values)
{
	uint64_t number;

	daemon_reset();
	for (daemon_piece = 0; daemon_piece < 40; daemon_piece++) {
		UK_EXPECT_EQ(uk_xenstore_write(0, "name", "text"), 0);
		UK_EXPECT_EQ(uk_xenstore_read(0, "name", value, sizeof(value)),
			     4);
		UK_EXPECT_EQ(strcmp(value, "text"), 0);
		UK_EXPECT_EQ(uk_xenstore_read(0, "name", value, 5), 4);
		UK_EXPECT_EQ(uk_xenstore_read(0, "name", value, 4), -E2BIG);
		UK_EXPECT_EQ(uk_xenstore_read(0, "none", value, 5), -ENOENT);
		UK_EXPECT_EQ(uk_xenstore_read_number(0, "name", &number),
			     -EINVAL);
		UK_EXPECT_EQ(uk_xenstore_write_number(0, "number", 1234567), 0);
		UK_EXPECT_EQ(uk_xenstore_read_number(0, "number", &number), 0);
		UK_EXPECT_EQ(number, 1234567);
	}
}

UK_TEST(xenstore, numbers_that_are_none)
{
	static const char *const wrong[] = { "",   "-1", "1x", "0x10",
					     " 1", "99999999999999999999" };
	uint64_t number;

	daemon_reset();
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++) {
		daemon_put("number", wrong[i]);
		UK_EXPECT(uk_xenstore_read_number(0, "number", &number) < 0);
	}
}

/* Longer than the ring, both ways */
UK_TEST(xenstore, long_values)
{
	static char text[3001];

	daemon_reset();
	memset(text, 'x', sizeof(text) - 1);
	UK_EXPECT_EQ(uk_xenstore_write(0, "long", text), 0);
	UK_EXPECT_EQ(uk_xenstore_read(0, "long", value, sizeof(value)), 3000);
	UK_EXPECT_EQ(strcmp(value, text), 0);
	UK_EXPECT_EQ(uk_xenstore_read(0, "long", value, 256), -E2BIG);
	UK_EXPECT_EQ(uk_xenstore_write(0, "after", "it"), 0);
}

UK_TEST(xenstore, transactions)
{
	uk_xenstore_transaction t = 0;

	daemon_reset();
	UK_EXPECT_EQ(uk_xenstore_begin(&t), 0);
	UK_EXPECT_EQ(t, 17);
	UK_EXPECT_EQ(uk_xenstore_end(t, true), 0);
}

/* ---- watches */
static unsigned int calls;
static char seen[64];

/* As a driver's: it asks for what has changed. */
static void changed(struct uk_xenstore_watch *watch)
{
	calls++;
	uk_xenstore_read(0, watch->path, seen, sizeof(seen));
}

UK_TEST(xenstore, watches)
{
	struct uk_xenstore_watch watch = { .path = "state",
					   .changed = changed };

	daemon_reset();
	for (daemon_piece = 0; daemon_piece < 30; daemon_piece++) {
		calls = 0;
		daemon_put("state", "1");
		UK_EXPECT_EQ(uk_xenstore_watch(&watch), 0);
		while (!calls)
			daemon_interrupt();
		UK_EXPECT_EQ(strcmp(seen, "1"), 0);
		daemon_put("state", "2"); /* while nothing is asked for */
		daemon_fire("state");
		while (strcmp(seen, "2"))
			daemon_interrupt();
		UK_EXPECT_EQ(calls, 2);
		/* amidst a request */
		daemon_fire("state");
		UK_EXPECT_EQ(uk_xenstore_read(0, "state", value, 8), 1);
		UK_EXPECT_EQ(calls, 3);
		daemon_fire("state"); /* too late */
		uk_xenstore_unwatch(&watch);
		for (unsigned int i = 0; i < 200; i++)
			daemon_interrupt();
		UK_EXPECT(calls <= 4);
	}
}

static bool want;

static bool wanted(const char *path)
{
	UK_EXPECT_EQ(strcmp(path, "state"), 0);
	return want;
}

/* Who is told only of what it wants */
UK_TEST(xenstore, filter)
{
	struct uk_xenstore_watch watch = { .path = "state",
					   .changed = changed,
					   .wanted = wanted };

	daemon_reset();
	calls = 0;
	daemon_put("state", "1");
	UK_EXPECT_EQ(uk_xenstore_watch(&watch), 0);
	daemon_fire("state");
	for (unsigned int i = 0; i < 100; i++)
		daemon_interrupt();
	UK_EXPECT_EQ(calls, 0);
	want = true;
	daemon_fire("state");
	while (!calls)
		daemon_interrupt();
	want = false;
	uk_xenstore_unwatch(&watch);
	UK_EXPECT_EQ(calls, 1);
}

/* Amid an event's bytes the domain goes on with another store: what is set again is told. */
UK_TEST(xenstore, another_domain)
{
	struct uk_xenstore_watch watch = { .path = "state",
					   .changed = changed };

	for (unsigned int arrived = 0; arrived < 30; arrived++) {
		daemon_reset();
		daemon_piece = 1;
		daemon_put("state", "1");
		UK_EXPECT_EQ(uk_xenstore_watch(&watch), 0);
		daemon_fire("state");
		for (unsigned int i = 0; i < arrived; i++)
			daemon_interrupt();
		uk_xenstore_hold();
		daemon_move();
		uk_xenstore_release();
		calls = 0;
		daemon_put("state", "2");
		daemon_fire("state"); /* nobody watches */
		UK_EXPECT_EQ(uk_xenstore_read(0, "state", value, 8), 1);
		UK_EXPECT_EQ(calls, 0);
		uk_xenstore_watch_again();
		while (!calls)
			daemon_interrupt();
		UK_EXPECT_EQ(strcmp(seen, "2"), 0);
		uk_xenstore_unwatch(&watch);
	}
	daemon_piece = 0;
}

/* ---- a store that breaks its protocol */
static int read_forged(const void *bytes, size_t length)
{
	uint64_t number;
	int error;

	daemon_reset();
	UK_EXPECT_EQ(uk_xenstore_write(0, "a", "1"), 0);
	daemon_forge(bytes, length);
	error = uk_xenstore_read_number(0, "a", &number);
	UK_EXPECT_EQ(uk_xenstore_read_number(0, "a", &number), -EIO);
	return error;
}

UK_TEST(xenstore, lengths_that_cannot_be)
{
	static const uint32_t lengths[] = { 4097, 0x80000000, UINT32_MAX };
	static char bytes[3000];

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(lengths); i++) {
		struct xenstore_header header = { .kind = XENSTORE_READ,
						  .request = 2,
						  .length = lengths[i] };

		memcpy(bytes, &header, sizeof(header));
		UK_EXPECT_EQ(read_forged(bytes, sizeof(bytes)), -EIO);
	}
}

UK_TEST(xenstore, answers_to_nobody)
{
	struct xenstore_header headers[] = {
		{ .kind = XENSTORE_READ, .request = 12345 },
		{ .kind = XENSTORE_WATCH_EVENT },
		{ .kind = XENSTORE_WATCH_EVENT, .length = 16 },
		{ .kind = 99 },
	};

	UK_EXPECT_EQ(read_forged(headers, sizeof(headers)), -EIO);
}
