/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A window that is an array, for host programs: its first pages. Behind them, there is no
 * memory for tables.
 */
#ifndef UKVMEM_TESTS_WINDOW_H
#define UKVMEM_TESTS_WINDOW_H

#include <uk/arch/window.h>

#define WINDOW_PAGES 96u
#define WINDOW_TABLE 8u /* pages that share a table */

/* Rights with which a page is there; only with uk_arch_window_page(). */
unsigned int window_rights(uintptr_t address);

/* How many tables can be made before one cannot. */
extern unsigned int window_tables;

#endif /* UKVMEM_TESTS_WINDOW_H */
