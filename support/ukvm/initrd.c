/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An archive of files (module "initrd"), for images that look for one: a copy of it lies behind the
 * heap, which becomes shorter by as much, or the guest larger where no --memory says how large
 * it is.
 */
#include "monitor.h"

#define SEEK_END 2

static const char *path;
static const char *archive; /* its file, mapped until the guest has it */
static uint64_t size;

SETUP static const char *set(const char *text)
{
	int file = (int)sys_open(text, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	long length, memory;

	if (file < 0)
		return "names a file that cannot be opened";
	length = SYSTEM_3(__NR_lseek, file, 0, SEEK_END);
	if (length <= 0 || length > UINT32_MAX)
		return "takes a file of 1 byte to 4 GiB";
	memory = sys_mmap(NULL, (size_t)length, PROT_READ, MAP_PRIVATE, file);
	if (memory < 0)
		return "names a file that cannot be read";
	sys_close(file);
	path = text;
	archive = (const char *)memory;
	size = (uint64_t)length;
	options.memory_besides = PAGE_UP(size);
	return NULL;
}

SETUP static void start(struct ukvm_boot *boot)
{
	struct ukvm_region *heap = &boot->regions[UKVM_REGION_HEAP];

	if (!size)
		return;
	if (heap->length <= PAGE_UP(size))
		fail("%s does not fit into the guest: use a larger --memory",
		     path);
	heap->length -= PAGE_UP(size);
	__builtin_memcpy(guest.regions[UKVM_REGION_HEAP].host + heap->length,
			 archive, size);
	sys_munmap((void *)archive, size);
	boot->initrd = (uint32_t)size;
}

OPTIONS = {
	{ "initrd", "FILE", "an archive of files (cpio -H newc) for the guest", set },
};

MODULE = {
	.name = "initrd",
	.start = start,
};
