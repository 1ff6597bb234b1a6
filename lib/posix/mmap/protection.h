/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From POSIX's protections to the processor's rights.
 */
#ifndef MMAP_PROTECTION_H
#define MMAP_PROTECTION_H

#include <uk/arch/paging.h>
#include <uk/mman.h>

#define PROTECTIONS (UK_PROT_READ | UK_PROT_WRITE | UK_PROT_EXEC)
#define WRITE_EXECUTE (UK_PAGE_WRITE | UK_PAGE_EXECUTE)

/* The processor has no memory that can be written or executed but not read. */
static inline unsigned int page_rights(unsigned int protection)
{
	return (protection ? UK_PAGE_READ : UK_PAGE_NONE) |
	       (protection & UK_PROT_WRITE ? UK_PAGE_WRITE : 0) |
	       (protection & UK_PROT_EXEC ? UK_PAGE_EXECUTE : 0);
}

#endif /* MMAP_PROTECTION_H */
