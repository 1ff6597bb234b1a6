/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page tables: one address space, identity-mapped, each range with just the rights
 * that its use needs. What is not mapped faults: the null page, guard pages,
 * memory that nobody asked for.
 */
#ifndef UK_ARCH_PAGING_H
#define UK_ARCH_PAGING_H

#include <uk/essentials.h>

#define UK_PAGE_SHIFT 12
#define UK_PAGE_SIZE (1UL << UK_PAGE_SHIFT)
#define UK_LARGE_PAGE_SIZE (UK_PAGE_SIZE << 9)

#define UK_PAGE_NONE 0u /* not mapped */
#define UK_PAGE_READ 1u
#define UK_PAGE_WRITE 2u /* with EXECUTE: refused (W^X) */
#define UK_PAGE_EXECUTE 4u
#define UK_PAGE_DEVICE 8u /* uncached */

/*
 * Gives [address, address + length), whole pages, the rights `rights`,
 * mapping it to the physical memory of the same address. Splits and uses 2 MiB
 * pages as it needs; the frames for new tables come from the platform.
 * 0, -EINVAL (not page-aligned, wraps, writable and executable), or -ENOMEM (no
 * frame for a table; a part of the range may have changed).
 * Not from an interrupt; the caller serialises.
 */
int uk_arch_page_protect(uintptr_t address, size_t length, unsigned int rights);

/* The rights of the page at `address`; UK_PAGE_NONE if it is not mapped. Any
 * context.
 */
unsigned int uk_arch_page_rights(uintptr_t address);

/* Whether nothing is mapped in the large page, of UK_LARGE_PAGE_SIZE, around
 * `address`: so all of it can be mapped without a table of its own.
 */
bool uk_arch_large_page_is_free(uintptr_t address);

/*
 * Maps a device's registers: readable, writable, uncached; whole 2 MiB pages
 * where nothing near them is mapped yet, which takes no table. What is mapped
 * so already stays. 0, -EINVAL (empty, below the image's end, or beyond the CPU's physical
 * addresses), -EBUSY (a part of it is mapped as memory), or -ENOMEM. Not from an
 * interrupt; the caller serialises.
 */
int uk_arch_device_map(uint64_t address, size_t length);

#endif /* UK_ARCH_PAGING_H */
