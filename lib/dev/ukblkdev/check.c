/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What every driver would have to check of a request.
 */
#include <uk/blkdev_driver.h>

static __uk_always_inline bool is_within(const struct uk_blkdev_info *info, uint64_t sector,
		      uint64_t sectors, uint64_t most)
{
	uint32_t mask = info->block_size / UK_BLK_SECTOR - 1;

	return sectors - 1 < most && !((sector | sectors) & mask) &&
	       sectors <= info->sectors && sector <= info->sectors - sectors;
}

static bool fits_memory(const struct uk_blkdev_info *info,
			const struct uk_blk_request *request)
{
	uint64_t total = 0;

	if (request->segment_count - 1 >= info->segments_most)
		return false;
	for (unsigned int i = 0; i < request->segment_count; i++) {
		size_t length = request->segments[i].length;

		if (length - 1 >= info->segment_most ||
		    length & (info->block_size - 1))
			return false;
		total += length;
	}
	return total == request->sectors * UK_BLK_SECTOR;
}

/* Of blocks without memory */
static int check_range(const struct uk_blkdev *dev,
		       const struct uk_blk_request *request, uint64_t most,
		       uint32_t flags)
{
	if (dev->info.read_only)
		return -EROFS;
	if (!most)
		return -EOPNOTSUPP;
	return !(request->flags & ~flags) && !request->segment_count &&
			       is_within(&dev->info, request->sector,
					 request->sectors, most) ?
		       0 : -EINVAL;
}

static int check_other(const struct uk_blkdev *dev,
		       const struct uk_blk_request *request)
{
	switch (request->operation) {
	case UK_BLK_FLUSH:
		return request->flags || request->sectors ||
				       request->segment_count ?
			       -EINVAL : 0;
	case UK_BLK_DISCARD:
		return check_range(dev, request, dev->info.discard_most, 0);
	case UK_BLK_WRITE_ZEROES:
		return check_range(dev, request, dev->info.zeroes_most,
				   UK_BLK_UNMAP);
	default:
		return -EINVAL;
	}
}

int uk_blkdev_check(const struct uk_blkdev *dev,
		    const struct uk_blk_request *request)
{
	const struct uk_blkdev_info *info = &dev->info;
	uint32_t flags = 0;

	if (UK_UNLIKELY(request->operation > UK_BLK_WRITE))
		return check_other(dev, request);
	if (request->operation == UK_BLK_WRITE) {
		if (info->read_only)
			return -EROFS;
		flags = UK_BLK_FUA;
	}
	return !(request->flags & ~flags) &&
			       is_within(info, request->sector,
					 request->sectors,
					 info->sectors_most) &&
			       fits_memory(info, request) ?
		       0 : -EINVAL;
}
