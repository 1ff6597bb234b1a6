/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses at which any memory can be had, a page at a time. The rest of the address
 * space is identity-mapped (<uk/arch/paging.h>) and bounded by the machine's
 * memory; here there is room for what nobody has touched yet. Devices know
 * nothing of these addresses: who hands memory to one asks for the page behind.
 *
 * Threads, and trap hooks; the caller serialises. All addresses lie in the window
 * and are page-aligned.
 */
#ifndef UK_ARCH_WINDOW_H
#define UK_ARCH_WINDOW_H

#include <uk/arch/paging.h>

/* 127 TiB below the end of the lower half; no machine has memory or devices there. */
#define UK_WINDOW_START 0x700000000000UL
#define UK_WINDOW_END 0x7f8000000000UL

static inline bool uk_window_has(uintptr_t address)
{
	return address - UK_WINDOW_START < UK_WINDOW_END - UK_WINDOW_START;
}

/*
 * Lets `page`, of identity-mapped memory, appear at `address`, where there is none.
 * Rights may be UK_PAGE_NONE: it is there and cannot be reached. 0, or -ENOMEM (no frame
 * for a table).
 */
int uk_arch_window_map(uintptr_t address, void *page, unsigned int rights);

/* The page that was there; NULL: none. */
void *uk_arch_window_unmap(uintptr_t address);

/* False: there is no page. */
bool uk_arch_window_protect(uintptr_t address, unsigned int rights);

void *uk_arch_window_page(uintptr_t address);

/* The first address in [address, end) that has a page; `end`: none has. Skips what
 * has no table.
 */
uintptr_t uk_arch_window_next(uintptr_t address, uintptr_t end);

#endif /* UK_ARCH_WINDOW_H */
