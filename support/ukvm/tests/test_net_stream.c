/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames over a stream: cut anywhere, many at once, held up on their way, too long.
 */
#include <uk/test.h>

#include "../net.h"
#include "../system.h"

#define ROOM 70000u
#define UNIX 1
#define STREAM_NONBLOCK (1 | 04000) /* <sys/socket.h>: SOCK_STREAM, SOCK_NONBLOCK */

UK_TESTSUITE(ukvm_net_stream, "ukvm: frames over a stream socket");

static int ends[2]; /* ours, the other side's */
static uint8_t wire[4 * ROOM], frame[ROOM];

static struct net_stream *make(void)
{
	UK_EXPECT_EQ(system_call(__NR_socketpair, UNIX, STREAM_NONBLOCK, 0,
				 (long)ends, 0, 0),
		     0);
	return net_stream_of(ends[0]);
}

static void unmake(void)
{
	sys_close(ends[0]);
	sys_close(ends[1]);
}

static uint8_t byte(uint32_t length, uint32_t at)
{
	return (uint8_t)(length * 31 + at * 7 + (at >> 8));
}

static uint32_t put(uint8_t *to, uint32_t length)
{
	for (unsigned int i = 0; i < 4; i++)
		*to++ = (uint8_t)(length >> (24 - 8 * i));
	for (uint32_t i = 0; i < length; i++)
		*to++ = byte(length, i);
	return 4 + length;
}

static long read_one(struct net_stream *s, uint32_t room)
{
	struct iovec pieces[3] = { { frame, room / 3 },
				   { frame + room / 3, 1 },
				   { frame + room / 3 + 1, room - room / 3 - 1 } };

	__builtin_memset(frame, 0, sizeof(frame));
	return net_stream_read(s, pieces, 3);
}

static bool is_frame(uint32_t length)
{
	for (uint32_t i = 0; i < length; i++)
		if (frame[i] != byte(length, i))
			return false;
	return true;
}

UK_TEST(ukvm_net_stream, cut_anywhere)
{
	static const uint32_t lengths[] = { 1, 60, 1514, 9000, 65553, 2, 65553 };
	struct net_stream *s = make();
	const unsigned int count = sizeof(lengths) / sizeof(lengths[0]);

	for (uint32_t cut = 1; cut < 200000; cut += cut / 2 + 1) {
		uint32_t length = 0, sent = 0;
		unsigned int got = 0;

		for (unsigned int i = 0; i < count; i++)
			length += put(wire + length, lengths[i]);
		for (uint32_t turn = 0; got < count && turn < length; turn++) {
			uint32_t now = length - sent < cut ? length - sent : cut;
			long result = sys_write(ends[1], wire + sent, now);

			sent += result > 0 ? (uint32_t)result : 0;
			while (got < count &&
			       (result = read_one(s, ROOM)) > 0) {
				UK_EXPECT_EQ(result, lengths[got]);
				UK_EXPECT(is_frame(lengths[got++]));
			}
			UK_EXPECT(got == count || result == -EAGAIN);
		}
		UK_EXPECT(got == count && sent == length);
		UK_EXPECT_EQ(read_one(s, ROOM), -EAGAIN);
	}
	unmake();
}

UK_TEST(ukvm_net_stream, what_does_not_fit_is_cut)
{
	struct net_stream *s = make();
	uint32_t length = put(wire, 1000);

	length += put(wire + length, 50);
	UK_EXPECT_EQ(sys_write(ends[1], wire, length), length);
	UK_EXPECT_EQ(read_one(s, 100), 100);
	UK_EXPECT_EQ(read_one(s, 100), 50);
	UK_EXPECT(is_frame(50));
	unmake();
}

UK_TEST(ukvm_net_stream, another_language)
{
	static const uint8_t no_length[4], too_long[4] = { 0, 1, 0, 18 };
	struct net_stream *s = make();

	sys_write(ends[1], no_length, 4);
	UK_EXPECT_EQ(read_one(s, ROOM), 0);
	unmake();
	s = make();
	sys_write(ends[1], too_long, 4);
	UK_EXPECT_EQ(read_one(s, ROOM), 0);
	unmake();
	s = make();
	sys_close(ends[1]);
	UK_EXPECT_EQ(read_one(s, ROOM), 0);
	sys_close(ends[0]);
}

static long write_one(struct net_stream *s, uint32_t length)
{
	struct iovec pieces[2] = { { frame, length / 2 },
				   { frame + length / 2, length - length / 2 } };

	for (uint32_t i = 0; i < length; i++)
		frame[i] = byte(length, i);
	return net_stream_write(s, pieces, 2);
}

UK_TEST(ukvm_net_stream, sent_in_parts)
{
	struct net_stream *s = make();
	unsigned int sent = 0, blocked = 0, received = 0;
	struct net_stream *other = net_stream_of(ends[1]);

	for (unsigned int turn = 0; turn < 3000; turn++) {
		uint32_t length = 1 + sent % 2048;
		long result = write_one(s, length);

		if (result == -EAGAIN) {
			blocked++;
			while ((result = read_one(other, ROOM)) > 0) {
				UK_EXPECT_EQ(result, 1 + received % 2048);
				UK_EXPECT(is_frame(1 + received++ % 2048));
			}
			continue;
		}
		UK_EXPECT_EQ(result, length);
		sent++;
	}
	while (read_one(other, ROOM) > 0)
		received++;
	UK_EXPECT(blocked && sent > 2048);
	UK_EXPECT_EQ(received, sent);
	unmake();
}

UK_TEST(ukvm_net_stream, what_cannot_be_sent)
{
	struct net_stream *s = make();

	UK_EXPECT_EQ(write_one(s, 2049), -EINVAL);
	UK_EXPECT_EQ(write_one(s, 0), -EINVAL);
	sys_close(ends[1]);
	UK_EXPECT(write_one(s, 60) < 0); /* and no SIGPIPE */
	UK_EXPECT(write_one(s, 60) < 0);
	sys_close(ends[0]);
}
