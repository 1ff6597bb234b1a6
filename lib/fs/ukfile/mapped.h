/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mapped memory (<uk/vmem.h>) in a caller's pieces. Files that can be seeked in may hand
 * their caller's memory to a device, which knows other addresses: they are given
 * the memory behind. All other kinds copy.
 */
#ifndef UKFILE_MAPPED_H
#define UKFILE_MAPPED_H

#include <uk/file.h>

#ifdef CONFIG_LIBUKFILE_MAPPED
#include <uk/arch/window.h>

static inline bool needs_memory_behind(const struct uk_file *file,
				       const struct uk_iovec *pieces,
				       unsigned int count)
{
	if (!file->ops->seek)
		return false;
	for (; count; pieces++, count--)
		if (uk_window_has((uintptr_t)pieces->base))
			return true;
	return false;
}
#else
static inline bool
needs_memory_behind(const struct uk_file *file __uk_unused,
		    const struct uk_iovec *pieces __uk_unused,
		    unsigned int count __uk_unused)
{
	return false;
}
#endif

/* uk_file_read() and uk_file_write() with the memory behind the pieces; also -EFAULT. */
uk_ssize_t uk_file_read_mapped(struct uk_file *file,
			       const struct uk_iovec *pieces,
			       unsigned int count, int64_t offset);
uk_ssize_t uk_file_write_mapped(struct uk_file *file,
				const struct uk_iovec *pieces,
				unsigned int count, int64_t offset);

#endif /* UKFILE_MAPPED_H */
