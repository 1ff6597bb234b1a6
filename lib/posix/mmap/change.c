/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What can be done to what is mapped. Lengths need not be whole pages.
 */
#include <uk/errno.h>
#include <uk/mman.h>
#include <uk/vmem.h>

#include "protection.h"

/* Whole pages; 0: too much for any mapping. */
static size_t whole(size_t length)
{
	return length <= UK_WINDOW_END - UK_WINDOW_START ?
		       UK_ALIGN_UP(length, UK_PAGE_SIZE) :
		       0;
}

/* 0 if it is mapped, else why it cannot be asked about. */
static int check(uintptr_t address, size_t length)
{
	if (!UK_IS_ALIGNED(address, UK_PAGE_SIZE))
		return -EINVAL;
	return (!length || whole(length)) &&
			       uk_vmem_has(address, whole(length), 0) ?
		       0 :
		       -ENOMEM;
}

int uk_munmap(uintptr_t address, size_t length)
{
	return uk_vmem_unmap(address, whole(length));
}

int uk_mprotect(uintptr_t address, size_t length, unsigned int protection)
{
	int error =
		protection & ~PROTECTIONS ? -EINVAL : check(address, length);

	if (error || !length)
		return error;
	return uk_vmem_protect(address, whole(length), page_rights(protection));
}

int uk_madvise(uintptr_t address, size_t length, int advice)
{
	int error = check(address, length);

	switch (advice) {
	case UK_MADV_NORMAL:
	case UK_MADV_RANDOM:
	case UK_MADV_SEQUENTIAL:
	case UK_MADV_DONTFORK:
	case UK_MADV_DOFORK:
	case UK_MADV_HUGEPAGE:
	case UK_MADV_NOHUGEPAGE:
	case UK_MADV_DONTDUMP:
	case UK_MADV_DODUMP:
		return error;
	case UK_MADV_WILLNEED:
		return error || !length ?
			       error :
			       uk_vmem_populate(address, whole(length));
	case UK_MADV_DONTNEED:
	case UK_MADV_FREE:
		return error || !length ?
			       error :
			       uk_vmem_discard(address, whole(length));
	default:
		return -EINVAL;
	}
}

uintptr_t uk_mremap(uintptr_t address, size_t length, size_t new_length,
		    unsigned int flags)
{
	int error = -EINVAL;

	if (new_length && !whole(new_length))
		error = -ENOMEM;
	else if (!(flags & ~UK_MREMAP_MAYMOVE))
		error = uk_vmem_resize(&address, whole(length),
				       whole(new_length),
				       flags ? UK_VMEM_MAY_MOVE : 0);
	return error ? (uintptr_t)(intptr_t)error : address;
}

int uk_msync(uintptr_t address, size_t length, unsigned int flags)
{
	unsigned int when = flags & (UK_MS_ASYNC | UK_MS_SYNC);

	if (flags & ~(UK_MS_ASYNC | UK_MS_SYNC | UK_MS_INVALIDATE) ||
	    when == (UK_MS_ASYNC | UK_MS_SYNC))
		return -EINVAL;
	return check(address, length);
}

int uk_mincore(uintptr_t address, size_t length, unsigned char *there)
{
	int error = check(address, length);

	for (size_t i = 0; !error && i < whole(length) / UK_PAGE_SIZE; i++)
		there[i] =
			uk_arch_window_page(address + i * UK_PAGE_SIZE) != NULL;
	return error;
}

/* Memory below the window, of the image and the heap: 0 if all of it is there. */
static int check_below(uintptr_t start, size_t length)
{
	for (size_t at = 0; at < length; at += UK_PAGE_SIZE)
		if (uk_arch_page_rights(start + at) == UK_PAGE_NONE)
			return -ENOMEM;
	return 0;
}

int uk_munlock(uintptr_t address, size_t length)
{
	uintptr_t start = UK_ALIGN_DOWN(address, UK_PAGE_SIZE);

	if (length > UINTPTR_MAX - address)
		return -ENOMEM;
	length += address - start;
	return uk_window_has(address) ? check(start, length) :
					check_below(start, length);
}

int uk_mlockall(unsigned int flags)
{
	return flags && flags != UK_MCL_ONFAULT &&
			       !(flags & ~(UK_MCL_CURRENT | UK_MCL_FUTURE |
					   UK_MCL_ONFAULT)) ?
		       0 :
		       -EINVAL;
}

int uk_mlock(uintptr_t address, size_t length)
{
	uintptr_t start = UK_ALIGN_DOWN(address, UK_PAGE_SIZE);
	int error = uk_munlock(address, length);

	length += address - start;
	return error || !length || !uk_window_has(address) ?
		       error :
		       uk_vmem_populate(start, whole(length));
}
