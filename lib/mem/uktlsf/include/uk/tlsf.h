/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The general heap: every operation takes a bounded number of steps, however
 * many blocks there are and however they lie.
 */
#ifndef UK_TLSF_H
#define UK_TLSF_H

#include <uk/alloc.h>

/* A heap in memory of its own; see uk_alloc_create(). It costs 16 bytes a range
 * of memory, 8 a block, and for its lists 128 bytes each doubling of its first
 * range (1.3 KiB in one of 64 KiB, 2.7 KiB in one of 128 MiB); a block is 24,
 * 40, 56, ... bytes, and not larger than the heap's first range.
 */
extern const struct ukalloc_ops uktlsf_ukalloc_ops;

#ifdef CONFIG_LIBUKTLSF_GROWN
/* The same over a ukbuddy heap, which gets the memory: the small blocks come
 * from chunks that are taken from there and given back once they are empty,
 * whole pages come from there directly.
 */
extern const struct ukalloc_ops uktlsf_grown_ukalloc_ops;
#endif

#endif /* UK_TLSF_H */
