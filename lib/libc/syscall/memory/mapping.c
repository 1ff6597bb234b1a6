/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mappings, where there are page tables for the program: mmap(2) and its kin.
 */
#include <uk/mman.h>

#include "../call.h"

long uk_sys_mmap(long address, long length, long protection, long flags,
		 long fd, long offset)
{
	return (long)uk_mmap((uintptr_t)address, (size_t)length,
			     (unsigned int)protection, (unsigned int)flags,
			     (int)fd, offset);
}

long uk_sys_munmap(long address, long length)
{
	return uk_munmap((uintptr_t)address, (size_t)length);
}

long uk_sys_mprotect(long address, long length, long protection)
{
	return uk_mprotect((uintptr_t)address, (size_t)length,
			   (unsigned int)protection);
}

long uk_sys_madvise(long address, long length, long advice)
{
	return uk_madvise((uintptr_t)address, (size_t)length, (int)advice);
}

/* The fifth argument is where to, of a flag that is -EINVAL. */
long uk_sys_mremap(long address, long length, long new_length, long flags,
		   long to __uk_unused)
{
	return (long)uk_mremap((uintptr_t)address, (size_t)length,
			       (size_t)new_length, (unsigned int)flags);
}

long uk_sys_msync(long address, long length, long flags)
{
	return uk_msync((uintptr_t)address, (size_t)length,
			(unsigned int)flags);
}

long uk_sys_mincore(long address, long length, long there)
{
	if (!there)
		return -EFAULT;
	return uk_mincore((uintptr_t)address, (size_t)length,
			  TO(unsigned char, there));
}

/* Locking. Nothing is ever paged out, so to lock is to have the pages. */
#define MLOCK_ONFAULT 1u /* asm-generic/mman.h */

long uk_sys_mlock(long address, long length)
{
	return uk_mlock((uintptr_t)address, (size_t)length);
}

long uk_sys_mlock2(long address, long length, long flags)
{
	if ((uint32_t)flags & ~MLOCK_ONFAULT)
		return -EINVAL;
	return (uint32_t)flags ? uk_sys_munlock(address, length) :
				 uk_sys_mlock(address, length);
}

long uk_sys_munlock(long address, long length)
{
	return uk_munlock((uintptr_t)address, (size_t)length);
}

long uk_sys_mlockall(long flags)
{
	return uk_mlockall((unsigned int)flags);
}

long uk_sys_munlockall(void)
{
	return 0;
}
