/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The benchmarks' packet generator: frames go out of one device, through a guest, and must come
 * back, each of them, by another; so many are under way at a time.
 *
 *	frames FROM TO COUNT SIZE WINDOW
 *
 * Prints the seconds that it took. The frames are of an EtherType for experiments (IEEE 802).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EXPERIMENTAL 0x88b5
#define BATCH 32
#define MOST 1514
#define PATIENCE_MS 5000

static uint8_t out[MOST], in[BATCH][MOST];
static struct mmsghdr sent[BATCH], received[BATCH];
static struct iovec out_piece, in_pieces[BATCH];

static void fail(const char *what)
{
	fprintf(stderr, "frames: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static int opened(const char *name)
{
	const int room = 8 << 20;
	struct sockaddr_ll address = { .sll_family = AF_PACKET,
				       .sll_protocol = htons(EXPERIMENTAL),
				       .sll_ifindex = (int)if_nametoindex(name) };
	int fd = socket(AF_PACKET, SOCK_RAW, htons(EXPERIMENTAL));

	if (fd < 0 || !address.sll_ifindex ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)))
		fail(name);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	return fd;
}

int main(int argc, char **argv)
{
	long count, size, window, gone = 0, back = 0;
	int from, to;
	double start;

	if (argc != 6 || (count = atol(argv[3])) < 1 || (size = atol(argv[4])) < 60 ||
	    size > MOST || (window = atol(argv[5])) < 1) {
		fprintf(stderr, "usage: frames FROM TO COUNT SIZE(60 to %d) WINDOW\n", MOST);
		return 2;
	}
	from = opened(argv[1]);
	to = opened(argv[2]);
	memset(out, 0xff, 6);
	out[6] = 2; /* a local address */
	out[12] = EXPERIMENTAL >> 8;
	out[13] = EXPERIMENTAL & 255;
	out_piece = (struct iovec){ out, (size_t)size };
	for (int i = 0; i < BATCH; i++) {
		in_pieces[i] = (struct iovec){ in[i], sizeof(in[i]) };
		sent[i].msg_hdr.msg_iov = &out_piece;
		received[i].msg_hdr.msg_iov = &in_pieces[i];
		sent[i].msg_hdr.msg_iovlen = received[i].msg_hdr.msg_iovlen = 1;
	}
	start = now();
	while (back < count) {
		struct pollfd ready = { to, POLLIN, 0 };
		long room = window - (gone - back);
		int done;

		room = room < count - gone ? room : count - gone;
		if (room > 0 && (room >= BATCH || gone == back || room == count - gone)) {
			done = sendmmsg(from, sent, room < BATCH ? room : BATCH, 0);
			if (done < 0 && errno != ENOBUFS)
				fail("send");
			gone += done > 0 ? done : 0;
		}
		if (gone - back + BATCH <= window && gone < count)
			continue; /* more fit */
		done = poll(&ready, 1, PATIENCE_MS);
		if (done <= 0) {
			fprintf(stderr, "frames: %ld of %ld did not come back\n", gone - back,
				gone);
			return 1;
		}
		done = recvmmsg(to, received, BATCH, MSG_DONTWAIT, NULL);
		for (int i = 0; i < done; i++) {
			if ((long)received[i].msg_len != size || memcmp(in[i], out, (size_t)size)) {
				fprintf(stderr, "frames: one came back changed\n");
				return 1;
			}
		}
		back += done > 0 ? done : 0;
	}
	printf("%.6f\n", now() - start);
	return 0;
}
