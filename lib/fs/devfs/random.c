/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * random and urandom, which are the same: the generator gives nothing before it has a
 * seed, and nothing that can be guessed after.
 */
#include <uk/errno.h>
#include <uk/rng.h>

#include "devfs.h"

static uk_ssize_t read_random(struct uk_vfs_file *file,
			      const struct uk_iovec *pieces,
			      unsigned int count, int64_t offset)
{
	(void)file;
	(void)offset;
	/* a machine without any source will not get one: no use in waiting */
	for (unsigned int i = 0; i < count; i++)
		if (uk_rng_get(pieces[i].base, pieces[i].length))
			return -EIO;
	return (uk_ssize_t)uk_device_total(pieces, count);
}

static uk_ssize_t write_random(struct uk_vfs_file *file,
			       const struct uk_iovec *pieces,
			       unsigned int count, int64_t *offset)
{
	(void)file;
	(void)offset;
	for (unsigned int i = 0; i < count; i++)
		uk_rng_add(pieces[i].base, pieces[i].length);
	return (uk_ssize_t)uk_device_total(pieces, count);
}

UK_DEVICE(random, .mode = UK_S_IFCHR | 0666, .number = UK_DEVICE_NUMBER(1, 8),
	  .read = read_random, .write = write_random);
UK_DEVICE(urandom, .mode = UK_S_IFCHR | 0666, .number = UK_DEVICE_NUMBER(1, 9),
	  .read = read_random, .write = write_random);
