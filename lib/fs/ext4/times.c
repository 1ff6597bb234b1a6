/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Times of inodes: seconds in 32 bits, and where the inode is large enough two more
 * bits of them, with the nanoseconds (Documentation/filesystems/ext4, "Inode
 * Timestamps").
 */
#include "ext4.h"

#include <uk/time.h>

#define EPOCH_BITS 2
#define EPOCH_MASK 3u

static bool has_extra(const struct ext4_node *node, size_t end)
{
	return (size_t)EXT2_GOOD_OLD_INODE_SIZE + node->raw.i_extra_isize >=
	       end;
}

#define HAS_EXTRA(node, field)                                             \
	has_extra(node, offsetof(struct ext2_inode_large, field) + \
				sizeof(uint32_t))

static void encode(const struct uk_timespec *time, uint32_t *seconds,
		   uint32_t *extra)
{
	*seconds = (uint32_t)time->seconds;
	if (extra)
		*extra = ((uint32_t)((time->seconds - (int32_t)*seconds) >>
				     32) &
			  EPOCH_MASK) |
			 (uint32_t)time->nanoseconds << EPOCH_BITS;
}

static struct uk_timespec decode(uint32_t seconds, uint32_t extra)
{
	return (struct uk_timespec){
		.seconds = (int32_t)seconds +
			   ((int64_t)(extra & EPOCH_MASK) << 32),
		/* The disk may say more than there are in a second. */
		.nanoseconds = (extra >> EPOCH_BITS) % UK_TIME_SECOND,
	};
}

void ext4_time_set(struct ext4_node *node, unsigned int which,
		   const struct uk_timespec *time)
{
	struct ext2_inode_large *raw = &node->raw;

	if (which & EXT4_ATIME)
		encode(time, &raw->i_atime,
		       HAS_EXTRA(node, i_atime_extra) ? &raw->i_atime_extra :
							NULL);
	if (which & EXT4_MTIME)
		encode(time, &raw->i_mtime,
		       HAS_EXTRA(node, i_mtime_extra) ? &raw->i_mtime_extra :
							NULL);
	if (which & EXT4_CTIME)
		encode(time, &raw->i_ctime,
		       HAS_EXTRA(node, i_ctime_extra) ? &raw->i_ctime_extra :
							NULL);
}

struct uk_timespec ext4_time_get(const struct ext4_node *node,
				 unsigned int which)
{
	const struct ext2_inode_large *raw = &node->raw;

	switch (which) {
	case EXT4_ATIME:
		return decode(raw->i_atime, HAS_EXTRA(node, i_atime_extra) ?
						    raw->i_atime_extra :
						    0);
	case EXT4_MTIME:
		return decode(raw->i_mtime, HAS_EXTRA(node, i_mtime_extra) ?
						    raw->i_mtime_extra :
						    0);
	default:
		return decode(raw->i_ctime, HAS_EXTRA(node, i_ctime_extra) ?
						    raw->i_ctime_extra :
						    0);
	}
}

void ext4_touch(struct ext4_node *node, unsigned int which)
{
	uint64_t seconds;
	uint32_t nanoseconds;
	struct uk_timespec now;

	uk_time_split(uk_time_wall(), &seconds, &nanoseconds);
	now.seconds = (int64_t)seconds;
	now.nanoseconds = nanoseconds;
	ext4_time_set(node, which, &now);
}
