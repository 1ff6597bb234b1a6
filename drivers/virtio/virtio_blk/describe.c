/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a disk says of itself (virtio 1.2 sections 5.2.3 to 5.2.5), believed as far as it
 * makes sense. A field means something only with its feature.
 */
#include <uk/print.h>

#include "virtio_blk.h"

#define BLOCK_MOST (64u << 10)
#define QUEUES_MOST 64u
#define RING_LEAST 4u
/* Bytes of one request: longer ones are no faster. */
#define TRANSFER_MOST (16u << 20)

unsigned int virtio_blk_ring(struct virtio_blk *blk)
{
	return UK_MIN(uk_virtio_queue_max(blk->virtio, 0), RING_MOST);
}

static bool offers(const struct virtio_blk *blk, uint64_t feature)
{
	return blk->virtio->offered & feature;
}

/* A field that the device has with `feature`, else *field stays as it is. */
static int read_field(struct virtio_blk *blk, uint64_t feature, size_t offset,
		      void *field, size_t length)
{
	return offers(blk, feature) ?
		       uk_virtio_config_read(blk->virtio, offset, field,
					     length) :
		       0;
}

static int refuse(struct virtio_blk *blk, const char *what, uint32_t value)
{
	uk_pr_err("%s says that its %s is %u, which cannot be\n",
		  blk->virtio->name, what, value);
	return -EINVAL;
}

static uint64_t whole_blocks(const struct virtio_blk *blk, uint64_t sectors)
{
	return UK_ALIGN_DOWN(sectors,
			     blk->blkdev.info.block_size / UK_BLK_SECTOR);
}

int virtio_blk_read_size(struct virtio_blk *blk)
{
	uint64_t sectors;
	int error = uk_virtio_config_read(blk->virtio, CONFIG_CAPACITY,
					  &sectors, sizeof(sectors));

	if (!error)
		blk->blkdev.info.sectors = whole_blocks(blk, sectors);
	return error;
}

/* Section 5.2.4: the physical block is 2^exponent blocks. */
static int describe_blocks(struct virtio_blk *blk)
{
	struct uk_blkdev_info *info = &blk->blkdev.info;
	uint32_t block = UK_BLK_SECTOR;
	uint8_t exponent = 0;
	int error = read_field(blk, F_BLK_SIZE, CONFIG_BLK_SIZE, &block,
			       sizeof(block));

	if (!error)
		error = read_field(blk, F_TOPOLOGY, CONFIG_PHYSICAL_EXPONENT,
				   &exponent, sizeof(exponent));
	if (error)
		return error;
	if (!UK_IS_POWER_OF_2(block) || block < UK_BLK_SECTOR ||
	    block > BLOCK_MOST)
		return refuse(blk, "block size", block);
	info->block_size = info->physical_block_size = block;
	if (exponent < 16 && block << exponent <= BLOCK_MOST)
		info->physical_block_size = block << exponent;
	return virtio_blk_read_size(blk);
}

static int describe_segments(struct virtio_blk *blk)
{
	struct uk_blkdev_info *info = &blk->blkdev.info;
	unsigned int ring = virtio_blk_ring(blk);
	uint32_t segments = 1, bytes = TRANSFER_MOST;
	uint64_t most;
	int error = read_field(blk, F_SEG_MAX, CONFIG_SEG_MAX, &segments,
			       sizeof(segments));

	if (!error)
		error = read_field(blk, F_SIZE_MAX, CONFIG_SIZE_MAX, &bytes,
				   sizeof(bytes));
	if (error)
		return error;
	if (ring < RING_LEAST)
		return refuse(blk, "queue's size", ring);
	if (bytes < info->block_size)
		return refuse(blk, "longest segment", bytes);
	segments = UK_MIN(UK_MAX(segments, 1u), SEGMENTS_MOST);
	info->segments_most = UK_MIN(segments, ring - AROUND);
	info->segment_most = UK_ALIGN_DOWN(UK_MIN(bytes, TRANSFER_MOST),
					   info->block_size);
	most = (uint64_t)info->segment_most * info->segments_most;
	info->sectors_most = UK_MIN(most, TRANSFER_MOST) / UK_BLK_SECTOR;
	return 0;
}

/* Section 5.2.5.2: without FLUSH the device writes through. */
static int describe_cache(struct virtio_blk *blk)
{
	uint8_t writeback = 1;
	int error = read_field(blk, F_CONFIG_WCE, CONFIG_WRITEBACK, &writeback,
			       sizeof(writeback));

	blk->blkdev.info.volatile_cache = offers(blk, F_FLUSH) && writeback;
	return error;
}

static int describe_ranges(struct virtio_blk *blk)
{
	struct uk_blkdev_info *info = &blk->blkdev.info;
	uint32_t discard = 0, zeroes = 0;
	uint8_t unmap = 0;
	int error = read_field(blk, F_DISCARD, CONFIG_DISCARD_MOST, &discard,
			       sizeof(discard));

	if (!error)
		error = read_field(blk, F_WRITE_ZEROES, CONFIG_ZEROES_MOST,
				   &zeroes, sizeof(zeroes));
	if (!error)
		error = read_field(blk, F_WRITE_ZEROES, CONFIG_ZEROES_UNMAP,
				   &unmap, sizeof(unmap));
	info->discard_most = whole_blocks(blk, discard);
	info->zeroes_most = whole_blocks(blk, zeroes);
	blk->zeroes_unmap = unmap;
	return error;
}

static int describe_queues(struct virtio_blk *blk)
{
	struct uk_blkdev_info *info = &blk->blkdev.info;
	unsigned int ring = virtio_blk_ring(blk);
	unsigned int tables = offers(blk, UK_VIRTIO_F_INDIRECT_DESC) ?
				      UK_MIN(TABLES, ring) : 0;
	uint16_t queues = 1;
	int error = read_field(blk, F_MQ, CONFIG_QUEUES, &queues,
			       sizeof(queues));

	if (error)
		return error;
	if (!queues)
		return refuse(blk, "number of queues", queues);
	info->queues = UK_MIN(queues, (uint16_t)QUEUES_MOST);
	info->depth = (uint16_t)(tables + (ring - tables) / (1 + AROUND));
	return 0;
}

int virtio_blk_describe(struct virtio_blk *blk)
{
	int error = describe_blocks(blk);

	if (!error)
		error = describe_segments(blk);
	if (!error)
		error = describe_cache(blk);
	if (!error)
		error = describe_ranges(blk);
	if (!error)
		error = describe_queues(blk);
	blk->blkdev.info.read_only = offers(blk, F_RO);
	return error;
}
