/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * There is no mapping of files into memory. Programs that prefer it to reading find that
 * out by asking, and so the call must be there.
 */
#include <errno.h>
#include <sys/mman.h>
#include <uk/essentials.h>

void *mmap(void *address __uk_unused, size_t length __uk_unused,
	   int protection __uk_unused, int flags, int fd __uk_unused,
	   off_t offset __uk_unused)
{
	errno = flags & MAP_ANONYMOUS ? ENOMEM : ENODEV;
	return MAP_FAILED;
}

int munmap(void *address __uk_unused, size_t length __uk_unused)
{
	errno = EINVAL;
	return -1;
}
