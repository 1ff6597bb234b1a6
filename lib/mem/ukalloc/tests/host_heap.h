/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The default heap of a host program.
 */
#ifndef UKALLOC_TESTS_HOST_HEAP_H
#define UKALLOC_TESTS_HOST_HEAP_H

/* How many allocations succeed before one fails. */
extern unsigned int host_heap_allocations;

#endif /* UKALLOC_TESTS_HOST_HEAP_H */
