/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Forwards frames between the first two network devices, both ways, as they are: a
 * wire with a machine in it. Polls; see lane.c for the part that matters.
 */
#include <uk/arch/cpu.h>
#include <uk/boot.h>
#include <uk/netbuf_pool.h>
#include <uk/netdev.h>
#include <uk/param.h>
#include <uk/plat/time.h>
#include <uk/print.h>

#include "lane.h"

#define SECOND 1000000000ull
#define VLAN_TAG 4
#define LOOK_AT_CLOCK 1024 /* passes between two looks */

static size_t frames;
static int interval;
static bool cycles, offloads;

UK_PARAM(SIZE, l2fwd, frames, frames,
	 "end after so many frames, both ways together (0: never)");
UK_PARAM(INT, l2fwd, interval, interval,
	 "seconds between two lines of statistics (0: none)");
UK_PARAM(BOOL, l2fwd, cycles, cycles,
	 "tell at the end how many cycles each frame took (no)");
UK_PARAM(BOOL, l2fwd, offloads, offloads,
	 "pass on checksums and segmentation that are still to be done (no)");

/* What the frames took, without the time spent waiting for some */
static struct {
	uint64_t cycles, bursts;
} work;

/* What may come in on one of them and go out by the other. */
static uint32_t common_offloads(const struct uk_netdev *a,
				const struct uk_netdev *b)
{
	uint32_t both = a->info.offloads & b->info.offloads;
	uint32_t result = both & UK_NETDEV_RX_CHAIN;

	if (both & UK_NETDEV_TX_CHECKSUM)
		result |= both & (UK_NETDEV_TX_CHECKSUM |
				  UK_NETDEV_RX_CHECKSUM);
	if (~both & UK_NETDEV_RX_CHAIN) /* 64 KiB fit into no buffer here */
		return result;
	if (both & UK_NETDEV_TX_TSO4)
		result |= both & (UK_NETDEV_TX_TSO4 | UK_NETDEV_RX_LARGE4);
	if (both & UK_NETDEV_TX_TSO6)
		result |= both & (UK_NETDEV_TX_TSO6 | UK_NETDEV_RX_LARGE6);
	return result;
}

static int set_up(struct uk_netdev *dev, uint32_t offloads)
{
	const struct uk_netdev_config config = { .offloads = offloads };
	uint16_t rx_ring = UK_MIN(dev->info.rx_ring, CONFIG_APP_L2FWD_RING);
	uint16_t tx_ring = UK_MIN(dev->info.tx_ring, CONFIG_APP_L2FWD_RING);
	size_t size = UK_NETBUF_HEADROOM + UK_NETDEV_ETHERNET_HEADER +
		      VLAN_TAG + dev->info.mtu;
	/* One queue full of empty buffers, one of frames on their way out, and
	 * one for what is in between.
	 */
	struct uk_netbuf_pool *pool =
		uk_netbuf_pool_create(dev->allocator, 3u * rx_ring, size, 0);
	const struct uk_netdev_rx_config rx = { .ring = rx_ring,
						.buffer_size = (uint32_t)size,
						.take = uk_netbuf_pool_take,
						.argument = pool };
	/* 0: as many as the device can */
	const struct uk_netdev_tx_config tx = { .ring = tx_ring,
						.pieces = offloads ? 0 : 1 };
	int error;

	if (!pool)
		return -ENOMEM;
	error = uk_netdev_configure(dev, &config, pool);
	if (!error)
		error = uk_netdev_rx_setup(dev, 0, &rx);
	if (!error)
		error = uk_netdev_tx_setup(dev, 0, &tx);
	return error ? error : uk_netdev_start(dev);
}

static void report(const struct lane lanes[2])
{
	for (unsigned int i = 0; i < 2; i++) {
		struct uk_netdev_stats stats;

		uk_netdev_stats(lanes[i].from, &stats);
		uk_printf("l2fwd: %u to %u: %lu frames, %lu dropped, "
			  "%lu errors, %lu starved, %lu times full\n",
			  i, 1 - i, lanes[i].forwarded, lanes[i].dropped,
			  stats.rx_errors, stats.rx_starved, stats.tx_full);
	}
}

/* Waits, for a second at most, until the device has sent what it was given. */
static void drain(const struct lane *lane)
{
	uint64_t end = uk_plat_clock_monotonic() + SECOND;
	struct uk_netdev_stats stats;

	do {
		if (uk_netdev_tx_reclaim(lane->to, 0) < 0)
			return;
		uk_netdev_stats(lane->to, &stats);
	} while (stats.tx_packets < lane->forwarded &&
		 uk_plat_clock_monotonic() < end);
}

/* One pass over both lanes. How many frames it moved, or -EIO. */
static inline int pass(struct lane lanes[2])
{
	int moved[2];

	for (unsigned int i = 0; i < 2; i++) {
		moved[i] = lane_forward(&lanes[i]);
		if (UK_UNLIKELY(moved[i] < 0))
			return moved[i];
		/* what was sent is what it will receive into */
		if (!moved[i] && uk_netdev_tx_reclaim(lanes[i].to, 0) < 0)
			return -EIO;
	}
	return moved[0] + moved[1];
}

static int forward(struct lane lanes[2])
{
	uint64_t next = interval > 0 ? uk_plat_clock_monotonic() : UINT64_MAX;
	size_t done = 0, passes = 0;

	while (!frames || done < frames) {
		uint64_t start = cycles ? uk_arch_cycles() : 0;
		int moved = pass(lanes);

		if (moved < 0)
			return moved;
		if (moved) {
			done += (unsigned int)moved;
			if (cycles) {
				work.cycles += uk_arch_cycles() - start;
				work.bursts++;
			}
		}
		if (interval > 0 && ++passes % LOOK_AT_CLOCK == 0 &&
		    uk_plat_clock_monotonic() >= next) {
			next += (unsigned int)interval * SECOND;
			report(lanes);
		}
	}
	return 0;
}

static void report_work(const struct lane lanes[2])
{
	uint64_t total = lanes[0].forwarded + lanes[1].forwarded;

	if (total)
		uk_printf("l2fwd: %lu cycles for %lu frames in %lu passes: "
			  "%lu each\n", work.cycles, total, work.bursts,
			  work.cycles / total);
}

static int open_devices(struct lane lanes[2])
{
	struct uk_netdev *devices[2];
	uint32_t common = 0;

	for (unsigned int i = 0; i < 2; i++) {
		devices[i] = uk_netdev_get(i);
		if (!devices[i]) {
			uk_printf("l2fwd: needs two network devices, found %u: "
				  "give the machine more (make run NICS=2)\n",
				  i);
			return -ENODEV;
		}
	}
	if (offloads)
		common = common_offloads(devices[0], devices[1]);
	for (unsigned int i = 0; i < 2; i++) {
		int error = set_up(devices[i], common);

		if (error) {
			uk_printf("l2fwd: network device %u: error %d\n", i,
				  -error);
			return error;
		}
		lanes[i].from = lanes[1 - i].to = devices[i];
	}
	uk_printf("l2fwd: forwarding%s\n",
		  common & UK_NETDEV_RX_LARGE4 ? ", segmentation offloaded" :
		  common & UK_NETDEV_TX_CHECKSUM ? ", checksums offloaded" :
						   "");
	return 0;
}

int main(int argc __uk_unused, char **argv __uk_unused)
{
	static struct lane lanes[2];
	int error;

	if (open_devices(lanes))
		return 1;
	error = forward(lanes);
	drain(&lanes[0]);
	drain(&lanes[1]);
	report(lanes);
	if (cycles)
		report_work(lanes);
	if (error)
		uk_printf("l2fwd: a network device is broken\n");
	for (unsigned int i = 0; i < 2; i++) {
		lane_clear(&lanes[i]);
		uk_netdev_stop(lanes[i].from);
	}
	return error ? 1 : 0;
}
