/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A lane: frames from one device to another, in batches, each in the buffer that it
 * came in. What the sender has no room for waits in the lane, which then takes
 * nothing in: so the receiving device fills up, and its own host decides
 * what to drop.
 */
#ifndef L2FWD_LANE_H
#define L2FWD_LANE_H

#include <uk/netdev.h>

#define LANE_BATCH 32

struct lane {
	struct uk_netdev *from, *to;
	unsigned int first, waiting; /* in the batch */
	uint64_t forwarded;	     /* taken over by `to` */
	uint64_t dropped;	     /* `to` can never send them: too long */
	struct uk_netbuf *batch[LANE_BATCH];
};

/*
 * Moves up to one batch. Returns how many frames it moved or dropped; 0 if there was
 * nothing to do, or no room; -EIO: one of the devices is broken.
 */
int lane_forward(struct lane *lane);

/* Releases what waits. */
void lane_clear(struct lane *lane);

#endif /* L2FWD_LANE_H */
