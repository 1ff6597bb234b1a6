/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page-table entries (Intel SDM vol. 3A, section 4.5), for C and assembly.
 */
#ifndef X86_PAGE_TABLE_H
#define X86_PAGE_TABLE_H

#define PTE_PRESENT 0x001
#define PTE_WRITE 0x002
#define PTE_WRITE_THROUGH 0x008
#define PTE_CACHE_DISABLE 0x010
#define PTE_ACCESSED 0x020 /* set beforehand: saves the CPU a locked write */
#define PTE_DIRTY 0x040
#define PTE_LARGE 0x080 /* in a directory: maps 2 MiB; above it: 1 GiB */
#define PTE_TAKEN 0x200 /* ours (bits 9 to 11): a page is there, present or not */
#define PTE_NX_HIGH 0x80000000 /* no execute, in the entry's upper half */

#define PTE_NX (1ULL << 63)
#define PTE_ADDRESS 0x000ffffffffff000ULL

#define TABLE_ENTRIES 512
#define TABLE_BYTES 4096
#define LARGE_PAGE_SHIFT 21

#endif /* X86_PAGE_TABLE_H */
