/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The request by which a mounted file system tells its disk what is free
 * (linux/fs.h: FITRIM, struct fstrim_range), of any of its files or directories: 0 with
 * the bytes that were given up in `length`, -EOPNOTSUPP (the disk cannot), -EROFS,
 * -EINVAL, -ENOTTY (no such file system).
 */
#ifndef UK_TRIM_H
#define UK_TRIM_H

#include <uk/essentials.h>

#define UK_FITRIM 0xc0185879ul

struct uk_trim_range {
	uint64_t start;	 /* bytes of the disk */
	uint64_t length; /* UINT64_MAX: to its end */
	uint64_t least;	 /* shorter runs stay as they are */
};

#endif /* UK_TRIM_H */
