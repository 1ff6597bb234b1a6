/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The initrd: the first module that the boot loader put into memory. It must lie in
 * memory that is otherwise free, which rules out that it overlaps the image, what the
 * firmware reserves, or what we still read of the boot information.
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/plat/initrd.h>
#include <uk/string.h>

#include <uk/boot_protocol.h>

static uint64_t start, size;

static bool lies_in(const struct regions *regions)
{
	for (unsigned int i = 0; i < regions->count; i++) {
		const struct uk_memory_region *region = &regions->region[i];

		if (start >= region->base &&
		    start - region->base < region->length &&
		    size <= region->length - (start - region->base))
			return true;
	}
	return false;
}

int initrd_keep(struct regions *free)
{
	if (!boot_protocol()->module(boot_information(), &start, &size) ||
	    !size) {
		size = 0;
		return 0;
	}
	return lies_in(free) ? regions_remove(free, start, size) : -EFAULT;
}

/* GRUB under UEFI puts a module at 0, where a pointer must not lead. */
static int move(struct uk_memory_region *room)
{
	size_t bytes = UK_ALIGN_UP(start + size, UK_PAGE_SIZE);
	const void *from = (const void *)start;
	int error;

	if (!room || room->length <= bytes)
		return -ENOMEM;
	error = uk_arch_page_protect(0, bytes, UK_PAGE_READ);
	if (error)
		return error;
	room->length -= bytes;
	/* no compiler may conclude that it is not 0 */
	__asm__("" : "+r"(from));
	start = room->base + room->length;
	memcpy((void *)start, from, size);
	return uk_arch_page_protect(0, bytes, UK_PAGE_NONE);
}

int initrd_map(struct uk_memory_region *room)
{
	uintptr_t first = UK_ALIGN_DOWN(start, UK_PAGE_SIZE);

	if (!size)
		return 0;
	if (!first)
		return move(room);
	return uk_arch_page_protect(
		first, UK_ALIGN_UP(start + size, UK_PAGE_SIZE) - first,
		UK_PAGE_READ | UK_PAGE_WRITE);
}

bool uk_plat_initrd(void **base, size_t *length)
{
	*base = (void *)start;
	*length = size;
	return size != 0;
}
