/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices of nothing: null, zero and full, numbered as Linux does
 * (Documentation/admin-guide/devices.txt).
 */
#include <uk/errno.h>
#include <uk/string.h>

#include "devfs.h"

static uk_ssize_t read_nothing(struct uk_vfs_file *file,
			       const struct uk_iovec *pieces,
			       unsigned int count, int64_t offset)
{
	(void)file;
	(void)pieces;
	(void)count;
	(void)offset;
	return 0;
}

static uk_ssize_t read_zeroes(struct uk_vfs_file *file,
			      const struct uk_iovec *pieces,
			      unsigned int count, int64_t offset)
{
	(void)file;
	(void)offset;
	for (unsigned int i = 0; i < count; i++)
		memset(pieces[i].base, 0, pieces[i].length);
	return (uk_ssize_t)uk_device_total(pieces, count);
}

static uk_ssize_t write_away(struct uk_vfs_file *file,
			     const struct uk_iovec *pieces,
			     unsigned int count, int64_t *offset)
{
	(void)file;
	(void)offset;
	return (uk_ssize_t)uk_device_total(pieces, count);
}

static uk_ssize_t write_full(struct uk_vfs_file *file,
			     const struct uk_iovec *pieces,
			     unsigned int count, int64_t *offset)
{
	(void)file;
	(void)offset;
	return uk_device_total(pieces, count) ? -ENOSPC : 0;
}

UK_DEVICE(null, .mode = UK_S_IFCHR | 0666, .number = UK_DEVICE_NUMBER(1, 3),
	  .read = read_nothing, .write = write_away);
UK_DEVICE(zero, .mode = UK_S_IFCHR | 0666, .number = UK_DEVICE_NUMBER(1, 5),
	  .read = read_zeroes, .write = write_away);
UK_DEVICE(full, .mode = UK_S_IFCHR | 0666, .number = UK_DEVICE_NUMBER(1, 7),
	  .read = read_zeroes, .write = write_full);
