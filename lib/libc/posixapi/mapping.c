/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory without a file behind it, in pages of the heap: all of it is there at once, to be
 * read and written, and it goes as it came. What needs page tables is refused, so that
 * programs find out by asking: files, fixed addresses, other protections, parts.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <uk/alloc.h>
#include <uk/arch/paging.h>

#define SHARING (MAP_SHARED | MAP_PRIVATE)

struct mapping {
	struct mapping *next;
	void *start;
	size_t pages;
};

static struct mapping *mappings;

static size_t to_pages(size_t length)
{
	return length / UK_PAGE_SIZE + (length % UK_PAGE_SIZE != 0);
}

/* Nobody else is there to share it with, so MAP_SHARED and MAP_PRIVATE are one. */
static int check(size_t length, int protection, int flags)
{
	int sharing = flags & SHARING;

	if (!length || (sharing != MAP_SHARED && sharing != MAP_PRIVATE))
		return EINVAL;
	if (!(flags & MAP_ANONYMOUS))
		return ENODEV;
	if (flags & MAP_FIXED || protection != (PROT_READ | PROT_WRITE))
		return ENOTSUP;
	return 0;
}

static void *map(size_t pages)
{
	struct uk_alloc *heap = uk_alloc_default();
	struct mapping *made = uk_malloc(heap, sizeof(*made));

	if (!made)
		return NULL;
	made->start = uk_palloc(heap, pages);
	if (!made->start) {
		uk_free(heap, made);
		return NULL;
	}
	made->pages = pages;
	made->next = mappings;
	mappings = made;
	return memset(made->start, 0, pages * UK_PAGE_SIZE);
}

void *mmap(void *address, size_t length, int protection, int flags, int fd,
	   off_t offset)
{
	int error = check(length, protection, flags);
	void *start;

	(void)address; /* a hint */
	(void)fd;
	(void)offset;
	if (error) {
		errno = error;
		return MAP_FAILED;
	}
	start = map(to_pages(length));
	if (start)
		return start;
	errno = ENOMEM;
	return MAP_FAILED;
}

int munmap(void *address, size_t length)
{
	struct mapping **at, *found;

	for (at = &mappings; (found = *at); at = &found->next) {
		if (found->start != address || found->pages != to_pages(length))
			continue;
		*at = found->next;
		uk_pfree(uk_alloc_default(), address, found->pages);
		uk_free(uk_alloc_default(), found);
		return 0;
	}
	errno = EINVAL;
	return -1;
}
