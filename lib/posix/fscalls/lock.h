/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locks of ranges of bytes that open files own.
 */
#ifndef FSCALLS_LOCK_H
#define FSCALLS_LOCK_H

#include <uk/fscalls.h>

struct uk_lock_range {
	int64_t start;
	int64_t end; /* of the last byte; INT64_MAX: to the end of the file */
	int16_t type; /* UK_F_RDLCK... */
};

/* The first lock of another owner that stands in the way; false: none does. */
bool uk_lock_find(struct uk_vfs_file *file, const struct uk_lock_range *wanted,
		  struct uk_lock_range *found);

/*
 * Makes the range what `wanted` says, for this owner. -EAGAIN: somebody else's lock is
 * in the way, with `wait`: waits for it, or -EDEADLK where there is no other thread who
 * could end it. -ENOMEM: nothing has changed.
 */
int uk_lock_set(struct uk_vfs_file *file, const struct uk_lock_range *wanted,
		bool wait);

#endif /* FSCALLS_LOCK_H */
