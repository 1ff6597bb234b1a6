/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * flock(), and fcntl() with its locks of ranges: what the arguments mean, and whether the
 * descriptor is open for it. lock.c keeps the locks.
 */
#include "lock.h"
#include "place.h"

int uk_flock(int fd, unsigned int operation)
{
	struct uk_vfs_file *file;
	int error = uk_fscalls_file(fd, -EINVAL, &file);

	if (error)
		return error;
	error = uk_vfs_flock(file, operation);
	uk_fscalls_put(file);
	return error;
}

/* fcntl(2), "Advisory record locking": the bytes that `lock` means. */
static int range_of(struct uk_vfs_file *file, const struct uk_record_lock *lock,
		    struct uk_lock_range *range)
{
	int64_t start = 0;

	if (lock->whence == UK_SEEK_CUR)
		start = file->position;
	else if (lock->whence == UK_SEEK_END)
		start = file->vnode->size;
	else if (lock->whence != UK_SEEK_SET)
		return -EINVAL;
	if (__builtin_add_overflow(start, lock->start, &start))
		return -EOVERFLOW;
	if (start < 0)
		return -EINVAL;
	range->type = lock->type;
	range->start = start;
	range->end = INT64_MAX;
	if (lock->length > 0 &&
	    __builtin_add_overflow(start, lock->length - 1, &range->end))
		return -EOVERFLOW;
	if (lock->length < 0) {
		range->end = start - 1;
		/* No overflow: start is not negative, length is. */
		range->start = start + lock->length;
		if (range->start < 0)
			return -EINVAL;
	}
	return 0;
}

static int get(struct uk_vfs_file *file, const struct uk_lock_range *wanted,
	       bool of_open_file, struct uk_record_lock *lock)
{
	struct uk_lock_range found;

	if (wanted->type == UK_F_UNLCK)
		return -EINVAL;
	if (!of_open_file || !uk_lock_find(file, wanted, &found)) {
		lock->type = UK_F_UNLCK;
		return 0;
	}
	*lock = (struct uk_record_lock){
		.type = found.type,
		.whence = UK_SEEK_SET,
		.start = found.start,
		.length = found.end == INT64_MAX ? 0 :
						   found.end - found.start + 1,
		.owner = -1, /* an open file, not a process */
	};
	return 0;
}

static int set(struct uk_vfs_file *file, const struct uk_lock_range *wanted,
	       bool of_open_file, bool wait)
{
	uint32_t access = file->file.flags & UK_O_ACCMODE;

	if ((wanted->type == UK_F_RDLCK && access == UK_O_WRONLY) ||
	    (wanted->type == UK_F_WRLCK && access == UK_O_RDONLY))
		return -EBADF;
	/* There is no other process whose lock it could meet. */
	return of_open_file ? uk_lock_set(file, wanted, wait) : 0;
}

static int record_lock(int fd, int command, struct uk_record_lock *lock)
{
	bool of_open_file = command >= UK_F_OFD_GETLK;
	struct uk_lock_range range;
	struct uk_vfs_file *file;
	int error;

	error = uk_fscalls_file(fd, -EINVAL, &file);
	if (error)
		return error;
	if (!lock)
		error = -EFAULT;
	else if (lock->type < UK_F_RDLCK || lock->type > UK_F_UNLCK ||
		 (of_open_file && lock->owner))
		error = -EINVAL;
	else
		error = range_of(file, lock, &range);
	if (!error)
		error = command == UK_F_GETLK || command == UK_F_OFD_GETLK ?
				get(file, &range, of_open_file, lock) :
				set(file, &range, of_open_file,
				    command == UK_F_OFD_SETLKW);
	uk_fscalls_put(file);
	return error;
}

int uk_fcntl(int fd, int command, unsigned long argument)
{
	switch (command) {
	case UK_F_GETLK:
	case UK_F_SETLK:
	case UK_F_SETLKW:
	case UK_F_OFD_GETLK:
	case UK_F_OFD_SETLK:
	case UK_F_OFD_SETLKW:
		return record_lock(fd, command,
				   (struct uk_record_lock *)argument);
	default:
		return uk_fd_control(fd, command, argument);
	}
}
