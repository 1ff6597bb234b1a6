/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mapping, by lib/posix/mmap.
 */
#include <stdarg.h>
#include <stdint.h>
#include <sys/mman.h>
#include <uk/mman.h>

#include "result.h"

/* An address may look negative; an error is one of the last 4095. */
static void *mapped(uintptr_t address)
{
	if (!uk_mmap_failed(address))
		return (void *)address;
	errno = (int)-(intptr_t)address;
	return MAP_FAILED;
}

void *mmap(void *address, size_t length, int protection, int flags, int fd,
	   off_t offset)
{
	return mapped(uk_mmap((uintptr_t)address, length,
			      (unsigned int)protection, (unsigned int)flags, fd,
			      offset));
}

int munmap(void *address, size_t length)
{
	return (int)result(uk_munmap((uintptr_t)address, length));
}

int mprotect(void *address, size_t length, int protection)
{
	return (int)result(uk_mprotect((uintptr_t)address, length,
				       (unsigned int)protection));
}

int madvise(void *address, size_t length, int advice)
{
	return (int)result(uk_madvise((uintptr_t)address, length, advice));
}

/* Advice cannot be wrong, and never loses content. */
int posix_madvise(void *address, size_t length, int advice)
{
	if (advice == POSIX_MADV_DONTNEED)
		advice = MADV_NORMAL;
	return -uk_madvise((uintptr_t)address, length, advice);
}

void *mremap(void *address, size_t length, size_t new_length, int flags, ...)
{
	return mapped(uk_mremap((uintptr_t)address, length, new_length,
				(unsigned int)flags));
}

int msync(void *address, size_t length, int flags)
{
	return (int)result(
		uk_msync((uintptr_t)address, length, (unsigned int)flags));
}

int mincore(void *address, size_t length, unsigned char *there)
{
	return (int)result(uk_mincore((uintptr_t)address, length, there));
}

int mlock(const void *address, size_t length)
{
	return (int)result(uk_mlock((uintptr_t)address, length));
}

int munlock(const void *address, size_t length)
{
	return (int)result(uk_munlock((uintptr_t)address, length));
}

int mlockall(int flags)
{
	return (int)result(uk_mlockall((unsigned int)flags));
}

/* Nothing is ever paged out. */
int munlockall(void)
{
	return 0;
}
