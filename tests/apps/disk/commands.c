/* SPDX-License-Identifier: BSD-3-Clause */
#include "commands.h"

#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/print.h>
#include <uk/string.h>

#define CHUNK 64u /* sectors of one call */

int disk_info(struct uk_blkdev *dev)
{
	const struct uk_blkdev_info *info = &dev->info;

	uk_printf("%s: %s sectors=%lu block=%u physical=%u segments=%u "
		  "segment=%u most=%lu discard=%lu zeroes=%lu queues=%u "
		  "depth=%u ro=%d cache=%d serial=%s\n",
		  dev->name, dev->ops->driver, info->sectors, info->block_size,
		  info->physical_block_size, info->segments_most,
		  info->segment_most, info->sectors_most, info->discard_most,
		  info->zeroes_most, info->queues, info->depth,
		  info->read_only, info->volatile_cache, info->serial);
	return 0;
}

static char pattern(uint64_t sector, unsigned int at, unsigned int seed)
{
	return seed ? (char)(seed + sector * 131 + at * 7 + at / 256) : 0;
}

static void fill(char *to, uint64_t sector, uint64_t sectors,
		 unsigned int seed)
{
	for (; sectors--; sector++)
		for (unsigned int i = 0; i < UK_BLK_SECTOR; i++)
			*to++ = pattern(sector, i, seed);
}

/* How many bytes from the start on are as they should be */
static size_t compare(const char *is, uint64_t sector, uint64_t sectors,
		      unsigned int seed)
{
	for (size_t i = 0; i < sectors * UK_BLK_SECTOR; i++)
		if (is[i] != pattern(sector + i / UK_BLK_SECTOR,
				     i % UK_BLK_SECTOR, seed))
			return i;
	return sectors * UK_BLK_SECTOR;
}

int disk_write(struct uk_blkdev *dev, uint64_t sector, uint64_t sectors,
	       unsigned int seed, uint32_t flags)
{
	size_t bytes = UK_MIN(sectors, CHUNK) * UK_BLK_SECTOR;
	char *memory = uk_malloc(uk_alloc_default(), bytes);
	int error = memory ? 0 : -ENOMEM;

	for (uint64_t done = 0; done < sectors && !error;) {
		uint64_t now = UK_MIN(sectors - done, CHUNK);

		fill(memory, sector + done, now, seed);
		error = uk_blkdev_write(dev, sector + done, memory,
					now * UK_BLK_SECTOR, flags);
		done += now;
	}
	uk_free(uk_alloc_default(), memory);
	uk_printf("write %lu+%lu: %d\n", sector, sectors, error);
	return error;
}

int disk_check(struct uk_blkdev *dev, uint64_t sector, uint64_t sectors,
	       unsigned int seed)
{
	size_t bytes = sectors * UK_BLK_SECTOR, good = 0;
	char *memory = uk_malloc(uk_alloc_default(), bytes);
	int error = memory ? uk_blkdev_read(dev, sector, memory, bytes) :
			     -ENOMEM;

	if (!error)
		good = compare(memory, sector, sectors, seed);
	uk_free(uk_alloc_default(), memory);
	uk_printf("check %lu+%lu: %d%s", sector, sectors, error,
		  error || good == bytes ? "\n" : ", ");
	if (!error && good != bytes) {
		uk_printf("differs at byte %lu\n", good);
		error = -EUCLEAN;
	}
	return error;
}

/* ---- many at a time ---- */
struct many {
	struct uk_blk_request request;
	struct uk_sgsegment *segments;
};

static unsigned int left;
static int first_error;

static void done(struct uk_blk_request *request)
{
	left--;
	if (request->result && !first_error)
		first_error = request->result;
}

/* Polls, as an application with a disk of its own may. */
static int run(struct uk_blkdev *dev, struct many *all, unsigned int count,
	       unsigned int queues, enum uk_blk_operation operation)
{
	left = count;
	first_error = 0;
	for (unsigned int i = 0; i < count;) {
		struct uk_blk_request *request = &all[i].request;
		int taken;

		request->operation = operation;
		request->done = done;
		taken = uk_blkdev_submit(dev, i % queues, &request, 1);
		if (taken < 0)
			return taken;
		i += (unsigned int)taken;
		if (!taken && uk_blkdev_reap(dev, i % queues) < 0)
			return -EIO;
	}
	for (unsigned int i = 0; left; i++)
		if (uk_blkdev_reap(dev, i % queues) < 0)
			return first_error ?: -EIO;
	return first_error;
}

static int run_both(struct uk_blkdev *dev, struct many *all,
		    unsigned int count, unsigned int queues, char *memory,
		    size_t bytes)
{
	int error;

	for (unsigned int i = 0; i < queues; i++)
		uk_blkdev_interrupt(dev, i, false);
	error = run(dev, all, count, queues, UK_BLK_WRITE);
	memset(memory, 0, bytes);
	if (!error)
		error = run(dev, all, count, queues, UK_BLK_READ);
	for (unsigned int i = 0; i < queues; i++)
		uk_blkdev_interrupt(dev, i, true);
	return error;
}

int disk_many(struct uk_blkdev *dev, unsigned int count, unsigned int segments,
	      unsigned int queues)
{
	uint64_t each = dev->info.block_size / UK_BLK_SECTOR;
	size_t block = dev->info.block_size;
	size_t bytes = (size_t)count * segments * block;
	char *memory = uk_memalign(uk_alloc_default(), block, bytes);
	struct many *all = uk_calloc(uk_alloc_default(), count, sizeof(*all));
	struct uk_sgsegment *pieces =
		uk_calloc(uk_alloc_default(), count * segments, sizeof(*pieces));
	size_t wrong = 0;
	int error = -ENOMEM;

	if (!memory || !all || !pieces)
		goto out;
	/* Piece s of request r lies where another order would not put it. */
	for (unsigned int r = 0; r < count; r++) {
		all[r].segments = &pieces[r * segments];
		all[r].request = (struct uk_blk_request){
			.sector = r * segments * each,
			.sectors = segments * each,
			.segments = all[r].segments,
			.segment_count = segments,
		};
		for (unsigned int s = 0; s < segments; s++) {
			char *base = memory +
				     ((size_t)(segments - 1 - s) * count + r) *
					     block;

			all[r].segments[s] =
				(struct uk_sgsegment){ base, block };
			fill(base, (r * segments + s) * each, each, 77);
		}
	}
	error = run_both(dev, all, count, queues, memory, bytes);
	for (unsigned int r = 0; r < count; r++)
		for (unsigned int s = 0; s < segments; s++)
			wrong += compare(all[r].segments[s].base,
					 (r * segments + s) * each, each,
					 77) != block;
out:
	uk_free(uk_alloc_default(), memory);
	uk_free(uk_alloc_default(), all);
	uk_free(uk_alloc_default(), pieces);
	uk_printf("many %u*%u: %d, %lu wrong\n", count, segments, error, wrong);
	return error ? error : wrong ? -EUCLEAN : 0;
}
