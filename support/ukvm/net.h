/* SPDX-License-Identifier: BSD-3-Clause */
/* What the network module's files share. */
#ifndef UKVM_NET_H
#define UKVM_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NETS_MOST 4
#define NET_NAME_BYTES 16 /* <linux/if.h>: IFNAMSIZ */

/* As Linux has it (linux/uio.h) */
struct iovec {
	void *base;
	size_t length;
};

/* ---- net_words.c: pure code, also for the host's tests */

/* "tap:NAME" or "fd:NUMBER", maybe with ",MAC" behind, whose first byte is the lowest; 0: none
 * is said. NULL, or what is wrong.
 */
const char *net_parse(const char *text, uint64_t *mac);

/* Of such a text: the number behind fd:, or -1; the name behind tap:, into what is clear. */
int net_fd(const char *text);
void net_name(const char *text, char name[NET_NAME_BYTES]);

/* ---- net_open.c */

enum net_kind {
	NET_FRAMES,  /* a read or write is a frame: sockets, taps without headers */
	NET_HEADERS, /* and each begins with a header: taps */
	NET_STREAM,  /* frames behind one another, with their lengths */
};

/* Opens that; does not come back if it cannot. */
int net_open(const char *text, enum net_kind *kind);

/* ---- net_stream.c: what readv() and writev() are for the other kinds; a frame a call, whole or
 * not at all. After -EAGAIN or -EINTR, the next frame to be written is the same.
 */
struct net_stream;

struct net_stream *net_stream_of(int fd);
long net_stream_read(struct net_stream *stream, const struct iovec *pieces,
		     unsigned int number);
long net_stream_write(struct net_stream *stream, const struct iovec *pieces,
		      unsigned int number);

#endif /* UKVM_NET_H */
