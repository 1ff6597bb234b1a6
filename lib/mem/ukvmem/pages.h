/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pages behind mapped memory.
 */
#ifndef UKVMEM_PAGES_H
#define UKVMEM_PAGES_H

#include <uk/vmem.h>

extern size_t vmem_pages_resident;

/* Gives back all pages in [start, end). */
void vmem_pages_free(uintptr_t start, uintptr_t end);

/* Makes a page of zeroes where there is none: it, or NULL (no memory). */
void *vmem_page_make(uintptr_t address, unsigned int rights);

/* From `from` to `to`, where nothing is. 0, or -ENOMEM: nothing has changed. */
int vmem_pages_move(uintptr_t to, uintptr_t from, size_t length,
		    unsigned int rights);

#endif /* UKVMEM_PAGES_H */
