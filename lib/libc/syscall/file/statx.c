/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * statx(2): what stat() says in another layout. There are no more facts than that.
 */
#include <uk/fscalls.h>

#include "../call.h"

/* linux/stat.h */
#define STATX_BASIC_STATS 0x7ffu
#define STATX_RESERVED 0x80000000u
#define AT_STATX_SYNC_TYPE 0x6000

struct statx_time {
	int64_t seconds;
	uint32_t nanoseconds;
	int32_t reserved;
};

struct statx {
	uint32_t mask; /* of the fields that are filled */
	uint32_t block_size;
	uint64_t attributes;
	uint32_t links;
	uint32_t uid;
	uint32_t gid;
	uint16_t mode;
	uint16_t spare;
	uint64_t inode;
	uint64_t size;
	uint64_t blocks;
	uint64_t attributes_mask;
	struct statx_time accessed, born, changed, modified;
	uint32_t device_major, device_minor; /* that the file is */
	uint32_t on_major, on_minor;	     /* that it lies on */
	uint64_t reserved[14];
};

_Static_assert(sizeof(struct statx) == 256 &&
		       offsetof(struct statx, accessed) == 64 &&
		       offsetof(struct statx, device_major) == 128,
	       "the ABI's layout");

/* A device's number as user space writes it (include/linux/kdev_t.h, glibc's makedev) */
static uint32_t major_of(uint64_t device)
{
	return (uint32_t)((device >> 8 & 0xfff) | (device >> 32 & ~0xfffull));
}

static uint32_t minor_of(uint64_t device)
{
	return (uint32_t)((device & 0xff) | (device >> 12 & ~0xffull));
}

static struct statx_time time_of(const struct uk_timespec *time)
{
	return (struct statx_time){ .seconds = time->seconds,
				    .nanoseconds =
					    (uint32_t)time->nanoseconds };
}

static struct statx of_stat(const struct uk_stat *from)
{
	return (struct statx){
		.mask = STATX_BASIC_STATS,
		.block_size = (uint32_t)from->block_size,
		.links = (uint32_t)from->links,
		.uid = from->uid,
		.gid = from->gid,
		.mode = (uint16_t)from->mode,
		.inode = from->inode,
		.size = (uint64_t)from->size,
		.blocks = (uint64_t)from->blocks,
		.accessed = time_of(&from->accessed),
		.changed = time_of(&from->changed),
		.modified = time_of(&from->modified),
		.device_major = major_of(from->device_number),
		.device_minor = minor_of(from->device_number),
		.on_major = major_of(from->device),
		.on_minor = minor_of(from->device),
	};
}

long uk_sys_statx(long at, long path, long flags, long mask, long to)
{
	int synchronize = (int)flags & AT_STATX_SYNC_TYPE;
	struct uk_stat stat;
	int error;

	if (synchronize == AT_STATX_SYNC_TYPE ||
	    (uint32_t)mask & STATX_RESERVED)
		return -EINVAL;
	error = uk_fstatat((int)at, TO(const char, path), &stat,
			   (int)flags & ~AT_STATX_SYNC_TYPE);
	if (error)
		return error;
	if (!to)
		return -EFAULT;
	*TO(struct statx, to) = of_stat(&stat);
	return 0;
}
