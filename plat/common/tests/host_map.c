/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * On the host, all memory but the first page is mapped, and the platform finds one region.
 * Weak: the fuzzer has its own.
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>

#include <uk/boot_protocol.h>

__uk_weak int host_map_result;

__uk_weak int boot_map_without_loader(struct regions *regions)
{
	return host_map_result ?: regions_add(regions, 64 << 20, 1 << 20);
}

__uk_weak const void *boot_map(uint64_t address, size_t length)
{
	if (address < UK_PAGE_SIZE || address + length < address)
		return NULL;
	return (const void *)(uintptr_t)address;
}

__uk_weak int uk_arch_page_protect(uintptr_t address, size_t length,
				   unsigned int rights)
{
	(void)address;
	(void)length;
	(void)rights;
	return -EINVAL;
}
