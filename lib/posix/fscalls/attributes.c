/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Changing what is known of a file: rights, owner, times, size.
 */
#include <uk/time.h>

#include "place.h"

static int set_open(int fd, const struct uk_attributes *attributes)
{
	struct uk_vfs_file *file;
	int error = uk_fscalls_file(fd, -EINVAL, &file);

	if (error)
		return error;
	error = uk_vnode_set(file->vnode, attributes);
	uk_fscalls_put(file);
	return error;
}

static int set(int at, const char *path, int flags,
	       const struct uk_attributes *attributes)
{
	struct uk_dentry *from;
	int error;

	if (flags & ~(UK_AT_SYMLINK_NOFOLLOW | UK_AT_EMPTY_PATH))
		return -EINVAL;
	if (uk_fscalls_is_itself(path, flags)) {
		if (at != UK_AT_FDCWD)
			return set_open(at, attributes);
		path = ".";
	}
	error = uk_fscalls_start(at, path, &from);
	if (error)
		return error;
	error = uk_vfs_set(from, path, uk_fscalls_follow(flags), attributes);
	uk_fscalls_end(from);
	return error;
}

static struct uk_attributes of_mode(uint32_t mode)
{
	return (struct uk_attributes){ .which = UK_ATTRIBUTE_MODE,
				       .mode = mode & 07777 };
}

int uk_fchmodat(int at, const char *path, uint32_t mode, int flags)
{
	struct uk_attributes attributes = of_mode(mode);

	return set(at, path, flags, &attributes);
}

int uk_fchmod(int fd, uint32_t mode)
{
	struct uk_attributes attributes = of_mode(mode);

	return set_open(fd, &attributes);
}

static struct uk_attributes of_owner(uint32_t uid, uint32_t gid)
{
	return (struct uk_attributes){
		.which = (uid == UINT32_MAX ? 0 : UK_ATTRIBUTE_UID) |
			 (gid == UINT32_MAX ? 0 : UK_ATTRIBUTE_GID),
		.uid = uid,
		.gid = gid,
	};
}

int uk_fchownat(int at, const char *path, uint32_t uid, uint32_t gid, int flags)
{
	struct uk_attributes attributes = of_owner(uid, gid);

	return set(at, path, flags, &attributes);
}

int uk_fchown(int fd, uint32_t uid, uint32_t gid)
{
	struct uk_attributes attributes = of_owner(uid, gid);

	return set_open(fd, &attributes);
}

static struct uk_timespec now(void)
{
	struct uk_timespec time;
	uint64_t seconds;
	uint32_t nanoseconds;

	uk_time_split(uk_time_wall(), &seconds, &nanoseconds);
	time.seconds = (int64_t)seconds;
	time.nanoseconds = nanoseconds;
	return time;
}

static bool is_valid(const struct uk_timespec *time)
{
	return time->nanoseconds == UK_UTIME_NOW ||
	       time->nanoseconds == UK_UTIME_OMIT ||
	       (uint64_t)time->nanoseconds < UK_TIME_SECOND;
}

/* Stores `time` as *to; false: it stays as it is. */
static bool resolve(const struct uk_timespec *time, struct uk_timespec *to)
{
	*to = time->nanoseconds == UK_UTIME_NOW ? now() : *time;
	return time->nanoseconds != UK_UTIME_OMIT;
}

int uk_utimensat(int at, const char *path, const struct uk_timespec *times,
		 int flags)
{
	static const struct uk_timespec both_now[2] = {
		{ 0, UK_UTIME_NOW },
		{ 0, UK_UTIME_NOW },
	};
	struct uk_attributes attributes = { .which = 0 };

	if (!times)
		times = both_now;
	if (!is_valid(&times[0]) || !is_valid(&times[1]))
		return -EINVAL;
	if (resolve(&times[0], &attributes.accessed))
		attributes.which |= UK_ATTRIBUTE_ACCESSED;
	if (resolve(&times[1], &attributes.modified))
		attributes.which |= UK_ATTRIBUTE_MODIFIED;
	if (path)
		return set(at, path, flags, &attributes);
	return flags & ~UK_AT_SYMLINK_NOFOLLOW ? -EINVAL :
						 set_open(at, &attributes);
}

int uk_truncate(const char *path, int64_t size)
{
	struct uk_attributes attributes = { .which = UK_ATTRIBUTE_SIZE,
					    .size = size };

	return size < 0 ? -EINVAL : set(UK_AT_FDCWD, path, 0, &attributes);
}
