/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mmap(2) without page tables for the program: pages of the heap, zeroed, all there at
 * once. What is reserved without rights (PROT_NONE) is memory like any other, since
 * allocators and threads take theirs that way; but what lies below the first part of it
 * that gets rights, the guard of a stack, is not mapped. Code that a program has made becomes
 * executable, if the platform does that. What cannot be pretended is refused: files, fixed
 * addresses, memory that is read-only or executable from the start, giving back a part.
 */
#include <uk/alloc.h>
#include <uk/arch/paging.h>
#include <uk/string.h>

#include "../call.h"

/* asm-generic/mman-common.h, linux/mman.h */
#define PROT_READ 1u
#define PROT_WRITE 2u
#define PROT_EXEC 4u
#define MAP_SHARED 1u
#define MAP_PRIVATE 2u
#define MAP_FIXED 0x10u
#define MAP_ANONYMOUS 0x20u
#define MAP_FIXED_NOREPLACE 0x100000u

struct mapping {
	struct mapping *next;
	uintptr_t start;
	size_t pages;
	size_t guard; /* bytes at the start */
	bool reserved;
	bool has_code;
};

static struct mapping *mappings;

static size_t to_pages(long length)
{
	return (size_t)length / UK_PAGE_SIZE +
	       ((size_t)length % UK_PAGE_SIZE != 0);
}

/* Nobody else is there to share with, so MAP_SHARED and MAP_PRIVATE are one. */
static int check(long length, uint32_t protection, uint32_t flags)
{
	uint32_t sharing = flags & (MAP_SHARED | MAP_PRIVATE);

	if (!length || !sharing)
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS))
		return -ENODEV;
	if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE) ||
	    (protection && protection != (PROT_READ | PROT_WRITE)))
		return -ENOTSUP;
	return 0;
}

/* Stores the address. 0 or -ENOMEM. */
static int map(size_t pages, bool reserved, uintptr_t *address)
{
	struct uk_alloc *heap = uk_alloc_default();
	struct mapping *made = heap ? uk_malloc(heap, sizeof(*made)) : NULL;
	void *start;

	if (!made)
		return -ENOMEM;
	start = uk_palloc(heap, pages);
	if (!start) {
		uk_free(heap, made);
		return -ENOMEM;
	}
	memset(start, 0, pages * UK_PAGE_SIZE);
	*made = (struct mapping){ .next = mappings,
				  .start = (uintptr_t)start,
				  .pages = pages,
				  .reserved = reserved };
	mappings = made;
	*address = made->start;
	return 0;
}

long uk_sys_mmap(long hint __uk_unused, long length, long protection,
		 long flags, long fd __uk_unused, long offset __uk_unused)
{
	uintptr_t address = 0;
	int error = check(length, (uint32_t)protection, (uint32_t)flags);

	if (!error)
		error = map(to_pages(length), !protection, &address);
	return error ? error : (long)address;
}

/* The mapping that `address` lies in, as what points to it. */
static struct mapping **find(uintptr_t address)
{
	struct mapping **at = &mappings;

	while (*at && (address < (*at)->start ||
		       address - (*at)->start >= (*at)->pages * UK_PAGE_SIZE))
		at = &(*at)->next;
	return at;
}

static int make_writable(uintptr_t address, size_t pages)
{
	return uk_arch_page_protect(address, pages * UK_PAGE_SIZE,
				    UK_PAGE_READ | UK_PAGE_WRITE) ?
		       -EACCES :
		       0;
}

static int make_executable(struct mapping *mapping, uintptr_t address,
			   size_t pages)
{
	int error = uk_arch_page_protect(address, pages * UK_PAGE_SIZE,
					 UK_PAGE_READ | UK_PAGE_EXECUTE);

	mapping->has_code |= !error;
	return error == -EPERM ? -EACCES : error;
}

long uk_sys_munmap(long address, long length)
{
	struct mapping **at = find((uintptr_t)address);
	struct mapping *found = *at;

	if (!found || found->start != (uintptr_t)address ||
	    found->pages != to_pages(length))
		return -EINVAL;
	/* some platforms never make code writable again: such memory is lost */
	if (found->has_code && make_writable(found->start, found->pages))
		return -EACCES;
	*at = found->next;
	/* Cannot run out of memory: the page tables are there. */
	if (found->guard)
		uk_arch_page_protect(found->start, found->guard,
				     UK_PAGE_READ | UK_PAGE_WRITE);
	uk_pfree(uk_alloc_default(), (void *)found->start, found->pages);
	uk_free(uk_alloc_default(), found);
	return 0;
}

/* Where the platform has set all rights for good, there is none. */
static int guard(struct mapping *mapping, size_t size)
{
	int error = uk_arch_page_protect(mapping->start, size, UK_PAGE_NONE);

	if (!error)
		mapping->guard = size;
	return error == -EPERM ? 0 : error;
}

/* Memory stays readable and writable, but for code; what wants just that has it. */
long uk_sys_mprotect(long address, long length, long protection)
{
	struct mapping *found = *find((uintptr_t)address);
	size_t offset;

	if (!UK_IS_ALIGNED((uintptr_t)address, UK_PAGE_SIZE))
		return -EINVAL;
	if (!length)
		return 0;
	if (!found)
		return -ENOMEM;
	offset = (uintptr_t)address - found->start;
	if (to_pages(length) > found->pages - offset / UK_PAGE_SIZE)
		return -ENOMEM;
	if (!protection)
		return 0;
	if ((uint32_t)protection == (PROT_READ | PROT_EXEC))
		return make_executable(found, (uintptr_t)address,
				       to_pages(length));
	if ((uint32_t)protection != (PROT_READ | PROT_WRITE))
		return -ENOTSUP;
	if (found->has_code)
		return make_writable((uintptr_t)address, to_pages(length));
	if (!found->reserved)
		return 0;
	found->reserved = false;
	return offset ? guard(found, offset) : 0;
}

#define MADV_DONTNEED 4 /* asm-generic/mman-common.h */

/* What is not needed any more may stay, except where zeroes are expected afterwards. */
long uk_sys_madvise(long address __uk_unused, long length __uk_unused,
		    long advice)
{
	return (int)advice == MADV_DONTNEED ? -EINVAL : 0;
}
