/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Channels for 9P messages: what carries them to a host (virtio, Xen). A driver
 * registers the channels that it finds, each with the tag that the host gave
 * it; the file system `9p` opens one by its tag. A request is a message to the host and
 * memory for its answer; many are on their way at a time, and are answered in
 * any order. Nothing is copied on the way.
 *
 * Context: threads, but for done(). Errors are negative errno.
 */
#ifndef UK_9P_TRANSPORT_H
#define UK_9P_TRANSPORT_H

#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/sglist.h>

struct uk_9p_channel;

#define UK_9P_TAG_MOST 255u /* bytes of a tag */

struct uk_9p_request {
	/*
	 * The message, in `out` segments, then memory for the answer, in `in`
	 * segments. All of it is the channel's until done().
	 */
	const struct uk_sgsegment *segments;
	unsigned int out;
	unsigned int in;
	/*
	 * The host has answered, or never will. Called with interrupts disabled,
	 * maybe from an interrupt, maybe before submit() returns; must not sleep or
	 * submit. The request is the caller's again.
	 */
	void (*done)(struct uk_9p_request *request);
	/* Bytes of the answer that were stored, or -EIO. */
	int64_t result;
};

struct uk_9p_channel_ops {
	const char *driver;
	/* Makes a channel work that does not; sets depth, segments_most and
	 * message_most. 0 or an error, after which nothing remains.
	 */
	int (*start)(struct uk_9p_channel *channel);
	/* Ends it: what is on its way is done with -EIO. -EIO if the device does not
	 * stop: then it keeps what it has, for good.
	 */
	int (*stop)(struct uk_9p_channel *channel);
	/* 0; -ENOSPC if `depth` requests are on their way; -EIO. */
	int (*submit)(struct uk_9p_channel *channel,
		      struct uk_9p_request *request);
	/*
	 * Called about once a second by those who wait: looks whether something
	 * was missed, and whether the device still works. If not, all that is on its way is
	 * done with -EIO, and so is what comes later.
	 */
	void (*check)(struct uk_9p_channel *channel);
};

/* Lies in the driver's own description. */
struct uk_9p_channel {
	const struct uk_9p_channel_ops *ops;
	struct uk_9p_channel *next;
	char tag[UK_9P_TAG_MOST + 1]; /* ends with a 0 */
	/* How many requests of `segments_most` segments (at least 6) can be on their
	 * way (at least 2)
	 */
	unsigned int depth;
	unsigned int segments_most;
	uint32_t message_most; /* bytes of a message, either way; 0: any number */
	bool used; /* by a mount */
	/* How often another host has taken the place of the one that was there, with
	 * LIB9PFS_RECONNECT: what was on its way had been answered, and the file system
	 * starts the channel again, which was not stopped.
	 */
	unsigned int moves;
};

/* For drivers, in init stage `device` or later: `ops` and `tag` are set. */
void uk_9p_channel_register(struct uk_9p_channel *channel);

/* The first channel; follow ->next. */
struct uk_9p_channel *uk_9p_channel_first(void);

/* Opens the channel with that tag and starts it. 0; -ENODEV: there is none,
 * -EBUSY, or the driver's error.
 */
int uk_9p_channel_open(const char *tag, struct uk_9p_channel **channel);
/* As stop(): 0, or -EIO, and then what is on its way stays so. */
int uk_9p_channel_close(struct uk_9p_channel *channel);

#endif /* UK_9P_TRANSPORT_H */
