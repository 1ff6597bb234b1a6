/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The channel against a backend: honest, slow, broken, gone.
 */
#include <string.h>
#include <uk/test.h>

#include "peer.h"

UK_TESTSUITE(xen9p, "the channel of a domain's share");

#define MESSAGES 50

static struct message {
	struct uk_9p_request request;
	struct uk_sgsegment segments[4];
	uint8_t out[3000], in[3000];
	unsigned int done;
} messages[MESSAGES];

static void done(struct uk_9p_request *request)
{
	UK_CONTAINER_OF(request, struct message, request)->done++;
}

/* A message of `length` bytes whose answer is the same */
static struct message *compose(unsigned int i, uint32_t length)
{
	struct message *message = &messages[i];

	memset(message, 0, sizeof(*message));
	peer_header(message->out, length, (uint16_t)i);
	for (unsigned int j = HEADER; j < length; j++)
		message->out[j] = (uint8_t)(i * 3 + j * 7);
	message->segments[0] = (struct uk_sgsegment){ message->out, HEADER + 1 };
	message->segments[1] = (struct uk_sgsegment){
		message->out + HEADER + 1, length - HEADER - 1
	};
	message->segments[2] = (struct uk_sgsegment){ message->in, 9 };
	message->segments[3] = (struct uk_sgsegment){
		message->in + 9, sizeof(message->in) - 9
	};
	message->request = (struct uk_9p_request){
		.segments = message->segments, .out = 2, .in = 2, .done = done
	};
	return message;
}

static int submit(unsigned int i, uint32_t length)
{
	return peer.channel->ops->submit(peer.channel,
					 &compose(i, length)->request);
}

static void expect_echo(unsigned int i, uint32_t length)
{
	UK_EXPECT_EQ(messages[i].done, 1);
	UK_EXPECT_EQ(messages[i].request.result, length);
	UK_EXPECT(!memcmp(messages[i].in, messages[i].out, length));
}

static void expect_error(unsigned int i)
{
	UK_EXPECT_EQ(messages[i].done, 1);
	UK_EXPECT_EQ(messages[i].request.result, -EIO);
}

static bool open_new(void)
{
	peer_make();
	return !peer_find() && !peer_open();
}

static void end(void)
{
	UK_EXPECT_EQ(uk_9p_channel_close(peer.channel), 0);
	UK_EXPECT_EQ(other_side.lent, 0);
	UK_EXPECT(!other_side.handler);
	UK_EXPECT_EQ(other_side.frontend, UK_XENBUS_CLOSED);
}

/* Again and again around the rings */
UK_TEST(xen9p, bytes_both_ways)
{
	UK_REQUIRE(open_new());
	UK_EXPECT_EQ(peer.channel->message_most, PEER_RING / 2);
	for (uint32_t i = 0; i < 400; i++) {
		uint32_t length = HEADER + 2 + i * 37 % 2500;

		UK_EXPECT_EQ(submit(i % MESSAGES, length), 0);
		peer_work();
		expect_echo(i % MESSAGES, length);
	}
	end();
}

/* They wait for room, in their order, and for as many as there may be. */
UK_TEST(xen9p, more_than_fit)
{
	UK_REQUIRE(open_new());
	for (unsigned int i = 0; i < DEPTH; i++)
		UK_EXPECT_EQ(submit(i, 2500), 0);
	UK_EXPECT_EQ(submit(DEPTH, 100), -ENOSPC);
	while (peer_serve())
		other_side_event();
	for (unsigned int i = 0; i < DEPTH; i++)
		expect_echo(i, 2500);
	UK_EXPECT_EQ(submit(0, 100), 0);
	peer_work();
	expect_echo(0, 100);
	end();
}

UK_TEST(xen9p, messages_that_are_none)
{
	struct message *message = compose(0, 100);

	UK_REQUIRE(open_new());
	message->segments[0].length = HEADER - 1;
	UK_EXPECT_EQ(peer.channel->ops->submit(peer.channel, &message->request),
		     -EIO);
	compose(0, 100);
	message->segments[1].length = PEER_RING;
	UK_EXPECT_EQ(peer.channel->ops->submit(peer.channel, &message->request),
		     -EIO);
	end();
}

/* Answers in another order, in parts, without an event, longer than there is room for */
UK_TEST(xen9p, slow_backends)
{
	UK_REQUIRE(open_new());
	UK_EXPECT_EQ(submit(0, 100), 0);
	UK_EXPECT_EQ(submit(1, 200), 0);
	peer_answer(messages[1].out, 3);
	other_side_event();
	peer_answer(messages[1].out + 3, 100);
	other_side_event();
	UK_EXPECT_EQ(messages[1].done, 0);
	peer_answer(messages[1].out + 103, 97);
	other_side_event();
	expect_echo(1, 200);
	UK_EXPECT_EQ(messages[0].done, 0);
	peer_answer(messages[0].out, 100);
	other_side.sent = 0;
	peer.channel->ops->check(peer.channel);
	expect_echo(0, 100);
	UK_EXPECT_EQ(other_side.sent, 0);
	UK_EXPECT_EQ(submit(2, 2000), 0);
	peer.channel->ops->check(peer.channel);
	UK_EXPECT_EQ(other_side.sent, 2);
	messages[2].segments[3].length = 91;
	peer_answer(messages[2].out, 2000);
	other_side_event();
	UK_EXPECT_EQ(messages[2].request.result, 100);
	end();
}

static void expect_broken_then_whole(void)
{
	other_side_event();
	expect_error(0);
	expect_error(1);
	UK_EXPECT_EQ(submit(2, 100), -EIO);
	peer.channel->ops->check(peer.channel);
	end();
	UK_EXPECT_EQ(peer_open(), 0);
	UK_EXPECT_EQ(submit(2, 100), 0);
	peer_work();
	expect_echo(2, 100);
	end();
}

static void two(void)
{
	UK_EXPECT_EQ(submit(0, 100), 0);
	UK_EXPECT_EQ(submit(1, 100), 0);
}

UK_TEST(xen9p, wrong_answers)
{
	static const struct {
		uint32_t size;
		uint16_t tag;
	} wrong[] = {
		{ 100, 7 }, { HEADER - 1, 0 },	{ 0, 1 },
		{ UINT32_MAX, 0 }, { PEER_RING + 1, 1 },
	};
	uint8_t header[HEADER];

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++) {
		UK_REQUIRE(open_new());
		two();
		peer_header(header, wrong[i].size, wrong[i].tag);
		peer_answer(header, HEADER);
		expect_broken_then_whole();
	}
}

UK_TEST(xen9p, the_same_answer_twice)
{
	UK_REQUIRE(open_new());
	two();
	peer_answer(messages[1].out, 100);
	peer_answer(messages[1].out, 100);
	other_side_event();
	expect_echo(1, 100);
	expect_error(0);
	end();
}

UK_TEST(xen9p, wrong_indices)
{
	UK_REQUIRE(open_new());
	two();
	peer_interface()->answers_given += PEER_RING + 1;
	expect_broken_then_whole();
	UK_REQUIRE(open_new());
	two();
	peer_interface()->requests_taken += 201;
	UK_EXPECT_EQ(submit(3, 100), 0);
	expect_error(3);
	expect_broken_then_whole();
}

UK_TEST(xen9p, events_without_end)
{
	UK_REQUIRE(open_new());
	two();
	for (unsigned int n = 0; n < UK_XEN_EVENTS_MOST; n++)
		other_side_event();
	UK_REQUIRE(other_side.handler);
	other_side_event();
	UK_EXPECT(!other_side.handler); /* closed */
	expect_broken_then_whole();
}

UK_TEST(xen9p, taken_away)
{
	UK_REQUIRE(open_new());
	two();
	other_side_change(UK_XENBUS_CLOSING);
	expect_error(0);
	expect_error(1);
	UK_EXPECT_EQ(submit(2, 100), -EIO);
	end();
	other_side_change(UK_XENBUS_UNKNOWN);
	UK_EXPECT_EQ(peer_open(), -ENODEV);
	other_side_change(UK_XENBUS_INIT_WAIT);
	UK_EXPECT_EQ(peer_open(), 0);
	end();
}

/* What is on its way is waited for; then the file system starts it again. */
UK_TEST(xen9p, a_domain_that_is_saved)
{
	extern const struct uk_xenbus_driver __start_uk_xenbus_drivers[];
	const struct uk_xenbus_driver *driver = __start_uk_xenbus_drivers;

	UK_REQUIRE(open_new());
	UK_EXPECT_EQ(submit(0, 100), 0);
	UK_EXPECT_EQ(driver->ask(&other_side.bus), -EBUSY);
	peer_work();
	expect_echo(0, 100);
	UK_EXPECT_EQ(driver->ask(&other_side.bus), 0);
	other_side.handler = NULL; /* nobody's in the new domain */
	driver->arrive(&other_side.bus);
	UK_EXPECT_EQ(peer.channel->moves, 1);
	other_side_change(UK_XENBUS_INIT_WAIT);
	UK_EXPECT_EQ(submit(1, 100), -EIO);
	UK_EXPECT_EQ(peer_open(), 0);
	UK_EXPECT_EQ(submit(2, 100), 0);
	peer_work();
	expect_echo(2, 100);
	end();
}

UK_TEST(xen9p, pages_that_are_kept)
{
	uk_xen_grant grant;

	UK_REQUIRE(open_new());
	grant = peer_interface()->pages[3];
	other_side.grants[grant].kept = true;
	two();
	UK_EXPECT_EQ(uk_9p_channel_close(peer.channel), 0);
	expect_error(0);
	UK_EXPECT_EQ(other_side.lent, 1);
	__builtin_free(peer.rings);
}

/* ---- what a backend offers */

UK_TEST(xen9p, versions)
{
	static const struct {
		const char *text;
		int error;
	} versions[] = {
		{ "1", 0 },	{ "2,1", 0 }, { "1,2", 0 },
		{ "12", -EPROTONOSUPPORT }, { "2,11", -EPROTONOSUPPORT },
		{ "", -EPROTONOSUPPORT },
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(versions); i++) {
		peer_make();
		peer_say("versions", versions[i].text);
		UK_REQUIRE(!peer_find());
		UK_EXPECT_EQ(peer_open(), versions[i].error);
		if (!versions[i].error)
			end();
		UK_EXPECT_EQ(other_side.lent, 0);
	}
}

UK_TEST(xen9p, rings)
{
	peer_make();
	other_side_say("max-rings", 0);
	UK_REQUIRE(!peer_find());
	UK_EXPECT_EQ(peer_open(), -EPROTONOSUPPORT);
	other_side_say("max-rings", 1);
	other_side_say("max-ring-page-order", 2);
	UK_EXPECT_EQ(peer_open(), -EPROTONOSUPPORT);
	other_side_say("max-ring-page-order", UINT64_MAX);
	UK_EXPECT_EQ(peer_open(), 0);
	UK_EXPECT_EQ(peer_interface()->order, ORDER_MOST);
	end();
	other_side_say("max-ring-page-order", 3);
	UK_EXPECT_EQ(peer_open(), 0);
	UK_EXPECT_EQ(peer.channel->message_most, 8192);
	end();
}

UK_TEST(xen9p, tags)
{
	char longest[UK_9P_TAG_MOST + 2];

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = 0;
	peer_make();
	peer_say("tag", "");
	UK_EXPECT_EQ(peer_find(), -EINVAL);
	peer_say("tag", longest);
	UK_EXPECT_EQ(peer_find(), -E2BIG);
	peer_say("tag", longest + 1);
	UK_EXPECT_EQ(peer_find(), 0);
	UK_EXPECT(!strcmp(peer.channel->tag, longest + 1));
}

UK_TEST(xen9p, too_few_grants)
{
	peer_make();
	UK_REQUIRE(!peer_find());
	for (unsigned int most = 0; most < RING_PAGES + 1; most++) {
		other_side.grants_most = most;
		UK_EXPECT_EQ(peer_open(), -ENOSPC);
		UK_EXPECT_EQ(other_side.lent, 0);
	}
	other_side.grants_most++;
	UK_EXPECT_EQ(peer_open(), 0);
	end();
}

UK_TEST(xen9p, a_backend_that_does_not_connect)
{
	peer_make();
	UK_REQUIRE(!peer_find());
	other_side.refuses = true;
	UK_EXPECT_EQ(peer_open(), -ETIMEDOUT);
	UK_EXPECT_EQ(other_side.lent, 0);
	UK_EXPECT(!other_side.handler);
}
