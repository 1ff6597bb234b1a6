/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Moving frames: the loop that is counted in instructions.
 */
#include "lane.h"

/* The first frame of the batch can never be sent. */
static void drop_first(struct lane *lane)
{
	uk_netbuf_release(lane->batch[lane->first++]);
	lane->waiting--;
	lane->dropped++;
}

int lane_forward(struct lane *lane)
{
	int count;

	if (UK_LIKELY(!lane->waiting)) {
		count = uk_netdev_rx_burst(lane->from, 0, lane->batch,
					   LANE_BATCH);
		if (count <= 0)
			return count;
		lane->first = 0;
		lane->waiting = (unsigned int)count;
	}
	count = uk_netdev_tx_burst(lane->to, 0, &lane->batch[lane->first],
				   lane->waiting);
	if (UK_UNLIKELY(count < 0)) {
		if (count == -EIO)
			return count;
		drop_first(lane);
		return 1;
	}
	lane->forwarded += (unsigned int)count;
	lane->first += (unsigned int)count;
	lane->waiting -= (unsigned int)count;
	return count;
}

void lane_clear(struct lane *lane)
{
	while (lane->waiting)
		drop_first(lane);
}
