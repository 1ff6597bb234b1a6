/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the backend says of the disk (blkif.h: "Backend XenBus Nodes"), believed as far as it
 * makes sense.
 */
#include <uk/format.h>
#include <uk/print.h>
#include <uk/string.h>

#include "xenblk.h"

#define PHYSICAL_MOST (64u << 10)
/* Sectors of one discard: longer ones only make others wait. */
#define DISCARD_MOST (1u << 22)

/* Xen: docs/man/xen-vbd-interface.7: the numbers of xvda to xvdp, and of further ones */
#define MAJOR_XVD 202u
#define EXTENDED (1u << 28)

_Static_assert(PAGES_OF_ONE >= DIRECT_SEGMENTS && PAGES_OF_ONE <= TABLE_SEGMENTS,
	       "a request's segments have no place");

static uint64_t number(const struct xenblk *blk, const char *name,
		       uint64_t otherwise)
{
	return uk_xenbus_backend_number(blk->bus, name, otherwise);
}

static int refuse(const struct xenblk *blk, const char *what, uint64_t value)
{
	uk_pr_err("xenblk: %s/%s is %llu, which cannot be\n",
		  blk->bus->backend, what, (unsigned long long)value);
	return -EINVAL;
}

int xenblk_read_size(struct xenblk *blk)
{
	struct uk_blkdev_info *info = &blk->blkdev.info;
	uint64_t sectors = number(blk, "sectors", UINT64_MAX);

	if (sectors > UINT64_MAX / UK_BLK_SECTOR)
		return refuse(blk, "sectors", sectors);
	info->sectors = UK_ALIGN_DOWN(sectors,
				      info->block_size / UK_BLK_SECTOR);
	return 0;
}

static int describe_blocks(struct xenblk *blk)
{
	struct uk_blkdev_info *info = &blk->blkdev.info;
	uint64_t block = number(blk, "sector-size", UK_BLK_SECTOR);
	uint64_t physical = number(blk, "physical-sector-size", block);

	if (!UK_IS_POWER_OF_2(block) || block < UK_BLK_SECTOR ||
	    block > UK_PAGE_SIZE)
		return refuse(blk, "sector-size", block);
	info->block_size = info->physical_block_size = (uint32_t)block;
	if (UK_IS_POWER_OF_2(physical) && physical > block &&
	    physical <= PHYSICAL_MOST)
		info->physical_block_size = (uint32_t)physical;
	return xenblk_read_size(blk);
}

/* Data is copied: a request may have any segments, as long as all fit into the pages. */
static void describe_requests(struct xenblk *blk)
{
	struct uk_blkdev_info *info = &blk->blkdev.info;
	uint64_t segments = number(blk, "feature-max-indirect-segments", 0);

	segments = UK_MAX(segments, (uint64_t)DIRECT_SEGMENTS);
	segments = UK_MIN(segments, (uint64_t)PAGES_OF_ONE);
	info->sectors_most = segments * PAGE_SECTORS;
	info->segments_most = (uint32_t)info->sectors_most;
	info->segment_most = (uint32_t)(segments * UK_PAGE_SIZE);
	info->queues = 1;
	info->depth = RING_ENTRIES;
}

/* A backend that knows neither writes through; and Linux's refuses to flush what cannot be
 * written.
 */
static void describe_cache(struct xenblk *blk)
{
	struct uk_blkdev_info *info = &blk->blkdev.info;
	bool flushes = number(blk, "feature-flush-cache", 0);

	blk->flush_operation = flushes ? OP_FLUSH : OP_BARRIER;
	info->read_only = number(blk, "info", 0) & DISK_READ_ONLY;
	info->volatile_cache = !info->read_only &&
			       (flushes || number(blk, "feature-barrier", 0));
}

int xenblk_describe(struct xenblk *blk)
{
	struct uk_blkdev_info *info = &blk->blkdev.info;
	int error = describe_blocks(blk);

	if (error)
		return error;
	describe_requests(blk);
	describe_cache(blk);
	info->discard_most = number(blk, "feature-discard", 0) ? DISCARD_MOST :
								 0;
	return 0;
}

/* Disk 0 is "a", 26 "aa". */
static void name_disk(char *name, size_t size, unsigned int disk,
		      unsigned int partition)
{
	char letters[8], *at = letters + sizeof(letters);

	*--at = 0;
	for (disk++; disk; disk /= 26)
		*--at = (char)('a' + --disk % 26);
	if (partition)
		uk_snprintf(name, size, "xvd%s%u", at, partition);
	else
		uk_snprintf(name, size, "xvd%s", at);
}

void xenblk_name(struct xenblk *blk)
{
	char *name = blk->blkdev.info.serial;
	size_t size = sizeof(blk->blkdev.info.serial);
	char path[UK_XENBUS_PATH + 16];
	uint64_t device;

	uk_snprintf(path, sizeof(path), "%s/virtual-device", blk->bus->path);
	if (uk_xenstore_read_number(0, path, &device) || device > UINT32_MAX)
		return;
	blk->handle = (uint16_t)device;
	if (device >> 8 == MAJOR_XVD)
		name_disk(name, size, device >> 4 & 15, device & 15);
	else if (device >> 28 == 1)
		name_disk(name, size, device >> 8 & 0xfffff, device & 255);
	else
		uk_snprintf(name, size, "%u", (unsigned int)device);
}
