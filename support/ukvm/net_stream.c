/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames over a stream socket, each behind its length: four bytes, the highest first, as passt and
 * QEMU's `-netdev stream` have them. Either side may cut the stream anywhere, so what is half read
 * or half sent waits here. Also built for the host, where it is tested.
 */
#include "net.h"
#include "system.h"

#define LENGTH_BYTES 4u
#define SENT_MOST 2048u		 /* there is no segmentation: the MTU, and some */
#define FRAME_MOST (65535u + 18u) /* an IP packet, Ethernet's header with a tag */
#define READ_BYTES (4 * 65536u)
#define MSG_NOSIGNAL 0x4000	 /* <sys/socket.h> */

struct net_stream {
	int fd;
	uint32_t read_from, read_end; /* what was read, and no frame was made of */
	uint32_t sent, to_send;	      /* of the frame that is on its way */
	uint8_t read[READ_BYTES];
	uint8_t frame[LENGTH_BYTES + SENT_MOST];
};

static struct net_stream streams[NETS_MOST];
static unsigned int count;

struct net_stream *net_stream_of(int fd)
{
	struct net_stream *stream = &streams[count++ % NETS_MOST];

	stream->fd = fd;
	stream->read_from = stream->read_end = 0;
	stream->sent = stream->to_send = 0;
	return stream;
}

static uint32_t load_length(const uint8_t *from)
{
	return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 |
	       (uint32_t)from[2] << 8 | from[3];
}

/* Reads what is there; 0: the other side has gone. */
static long fill(struct net_stream *s)
{
	uint32_t rest = s->read_end - s->read_from;
	long got;

	/* A rest that is less than a frame lies behind more than its own length. */
	if (!rest || READ_BYTES - s->read_end < LENGTH_BYTES + FRAME_MOST) {
		__builtin_memcpy(s->read, s->read + s->read_from, rest);
		s->read_from = 0;
		s->read_end = rest;
	}
	got = sys_read(s->fd, s->read + s->read_end, READ_BYTES - s->read_end);
	if (got > 0)
		s->read_end += (uint32_t)got;
	return got;
}

/* The length of the frame that is there in whole, behind its own; or what fill() says. */
static long next_frame(struct net_stream *s)
{
	for (;;) {
		uint32_t have = s->read_end - s->read_from;
		long got;

		if (have >= LENGTH_BYTES) {
			uint32_t length = load_length(s->read + s->read_from);

			if (!length || length > FRAME_MOST)
				return 0; /* it does not speak this */
			if (have - LENGTH_BYTES >= length)
				return length;
		}
		got = fill(s);
		if (got <= 0)
			return got;
	}
}

long net_stream_read(struct net_stream *s, const struct iovec *pieces,
		     unsigned int number)
{
	long length = next_frame(s);
	const uint8_t *from = s->read + s->read_from + LENGTH_BYTES;
	size_t done = 0;

	if (length <= 0)
		return length;
	for (unsigned int i = 0; i < number && done < (size_t)length; i++) {
		size_t part = (size_t)length - done;

		if (part > pieces[i].length)
			part = pieces[i].length;
		__builtin_memcpy(pieces[i].base, from + done, part);
		done += part;
	}
	s->read_from += LENGTH_BYTES + (uint32_t)length;
	return (long)done;
}

static bool take(struct net_stream *s, const struct iovec *pieces,
		 unsigned int number)
{
	uint32_t length = 0;

	for (unsigned int i = 0; i < number; i++) {
		if (pieces[i].length > SENT_MOST - length)
			return false;
		__builtin_memcpy(s->frame + LENGTH_BYTES + length,
				 pieces[i].base, pieces[i].length);
		length += (uint32_t)pieces[i].length;
	}
	for (unsigned int i = 0; i < LENGTH_BYTES; i++)
		s->frame[i] = (uint8_t)(length >> (24 - 8 * i));
	s->sent = 0;
	s->to_send = LENGTH_BYTES + length;
	return length;
}

long net_stream_write(struct net_stream *s, const struct iovec *pieces,
		      unsigned int number)
{
	long sent;

	if (!s->to_send && !take(s, pieces, number))
		return -EINVAL;
	sent = system_call(__NR_sendto, s->fd, (long)(s->frame + s->sent),
			   s->to_send - s->sent, MSG_NOSIGNAL, 0, 0);
	if (sent == -EAGAIN || sent == -EINTR)
		return sent;
	if (sent >= 0) {
		s->sent += (uint32_t)sent;
		if (s->sent < s->to_send)
			return -EAGAIN;
		sent = s->to_send - LENGTH_BYTES;
	}
	s->to_send = 0;
	return sent;
}
