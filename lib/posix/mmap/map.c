/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mapping.
 */
#include <uk/fd.h>
#include <uk/mman.h>
#include <uk/plat/memory.h>
#include <uk/stat.h>
#include <uk/vmem.h>

#include "protection.h"

#define KNOWN_FLAGS                                                 \
	(UK_MAP_SHARED_VALIDATE | UK_MAP_FIXED | UK_MAP_ANONYMOUS | \
	 UK_MAP_GROWSDOWN | UK_MAP_LOCKED | UK_MAP_NORESERVE |      \
	 UK_MAP_POPULATE | UK_MAP_HUGETLB | UK_MAP_FIXED_NOREPLACE)

/* Nobody else is there to share with: anonymous memory is the same either way. */
static int check(uintptr_t address, size_t length, unsigned int protection,
		 unsigned int flags)
{
	if (!length || !(flags & (UK_MAP_SHARED | UK_MAP_PRIVATE)) ||
	    ((flags & UK_MAP_SHARED_VALIDATE) == UK_MAP_SHARED_VALIDATE &&
	     flags & ~KNOWN_FLAGS))
		return -EINVAL;
	if (flags & (UK_MAP_GROWSDOWN | UK_MAP_HUGETLB))
		return -ENOTSUP;
	if (flags & (UK_MAP_FIXED | UK_MAP_FIXED_NOREPLACE) &&
	    !uk_window_has(address))
		return UK_IS_ALIGNED(address, UK_PAGE_SIZE) ? -ENOMEM : -EINVAL;
	/* Linux refuses this much too, and nothing else. */
	if (protection & UK_PROT_WRITE && !(flags & UK_MAP_NORESERVE) &&
	    length > uk_plat_memory_total())
		return -ENOMEM;
	return 0;
}

static unsigned int vmem_flags(unsigned int flags)
{
	unsigned int result = 0;

	if (flags & UK_MAP_FIXED_NOREPLACE)
		result |= UK_VMEM_FIXED_FREE;
	else if (flags & UK_MAP_FIXED)
		result |= UK_VMEM_FIXED;
	if (flags & (UK_MAP_POPULATE | UK_MAP_LOCKED))
		result |= UK_VMEM_POPULATE;
	return result;
}

/* Fills [address, address + length), which can be written, from the file. */
static int read_content(struct uk_file *file, uintptr_t address, size_t length,
			int64_t offset)
{
	size_t done = 0;

	while (done < length) {
		const struct uk_iovec piece = { (void *)(address + done),
						length - done };
		uk_ssize_t result =
			uk_file_read(file, &piece, 1, offset + (int64_t)done);

		if (result == -EINTR)
			continue;
		if (result <= 0)
			return (int)result;
		done += (size_t)result;
	}
	return 0;
}

/* How much of the mapping lies within the file. 0 or negative errno. */
static int content_length(struct uk_file *file, size_t *length, int64_t offset)
{
	struct uk_stat stat;
	int error = uk_file_stat(file, &stat);

	if (error)
		return error;
	if ((stat.mode & UK_S_IFMT) != UK_S_IFREG)
		return -ENODEV;
	if (offset >= stat.size)
		*length = 0;
	else if ((uint64_t)(stat.size - offset) < *length)
		*length = (size_t)(stat.size - offset);
	return 0;
}

static int map_file(struct uk_file *file, uintptr_t *address, size_t length,
		    unsigned int protection, unsigned int flags, int64_t offset)
{
	bool written = protection & UK_PROT_WRITE && flags & UK_MAP_SHARED;
	unsigned int mode = file->flags & UK_O_ACCMODE;
	size_t content = length;
	int error = content_length(file, &content, offset);

	if (error)
		return error;
	if (mode == UK_O_WRONLY || (written && mode != UK_O_RDWR))
		return -EACCES;
	if (written)
		return -ENODEV;
	error = uk_vmem_map(address, length, UK_PAGE_READ | UK_PAGE_WRITE,
			    vmem_flags(flags) | UK_VMEM_CONTENT);
	if (error)
		return error;
	length = UK_ALIGN_UP(length, UK_PAGE_SIZE);
	/* a fault would have no memory either, and nobody to tell */
	if (content)
		error = uk_vmem_populate(*address,
					 UK_ALIGN_UP(content, UK_PAGE_SIZE));
	if (!error)
		error = read_content(file, *address, content, offset);
	if (!error)
		error = uk_vmem_protect(*address, length,
					page_rights(protection));
	if (error)
		uk_vmem_unmap(*address, length);
	return error;
}

uintptr_t uk_mmap(uintptr_t address, size_t length, unsigned int protection,
		  unsigned int flags, int fd, int64_t offset)
{
	struct uk_file *file;
	int error = check(address, length, protection, flags);

	if (!error && (protection & ~PROTECTIONS || offset < 0 ||
		       !UK_IS_ALIGNED((uint64_t)offset, UK_PAGE_SIZE)))
		error = -EINVAL;
	if (!error &&
	    (page_rights(protection) & WRITE_EXECUTE) == WRITE_EXECUTE)
		error = -ENOTSUP;
	if (error)
		return (uintptr_t)(intptr_t)error;
	if (flags & UK_MAP_ANONYMOUS) {
		error = uk_vmem_map(&address, length, page_rights(protection),
				    vmem_flags(flags));
	} else {
		file = uk_fd_get(fd);
		if (!file)
			return (uintptr_t)-EBADF;
		error = map_file(file, &address, length, protection, flags,
				 offset);
		uk_file_put(file);
	}
	return error ? (uintptr_t)(intptr_t)error : address;
}
