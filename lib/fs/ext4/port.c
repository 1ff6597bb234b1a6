/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What libext2fs wants from a C library. It does not survive being out of memory
 * everywhere, and an operation that stopped half way would cost the file
 * system its right to be written to. So there is a reserve, larger than what one
 * operation takes at a time, for when the heap is empty.
 */
#include "ext4.h"
#include "port.h"

#include <uk/time.h>

/* Nodes of an extent tree, frames of a directory's index, and what splits them:
 * at most ten blocks of 4 KiB
 */
#define RESERVE 49152u

static char *reserve;
static size_t reserve_used;
static unsigned int reserve_blocks, users;

int ext4_port_start(void)
{
	if (users == 0)
		reserve = uk_malloc(uk_alloc_default(), RESERVE);
	if (!reserve)
		return -ENOMEM;
	users++;
	return 0;
}

void ext4_port_stop(void)
{
	if (--users)
		return;
	uk_free(uk_alloc_default(), reserve);
	reserve = NULL;
}

static bool is_of_reserve(const void *block)
{
	return (const char *)block >= reserve &&
	       (const char *)block < reserve + RESERVE;
}

void *ext4_malloc(size_t size)
{
	void *block = uk_malloc(uk_alloc_default(), size);

	if (block || size > RESERVE ||
	    UK_ALIGN_UP(size, UK_ALLOC_ALIGN) > RESERVE - reserve_used)
		return block;
	block = reserve + reserve_used;
	reserve_used += UK_ALIGN_UP(size, UK_ALLOC_ALIGN);
	reserve_blocks++;
	return block;
}

void ext4_free(void *block)
{
	if (!block || !is_of_reserve(block)) {
		uk_free(uk_alloc_default(), block);
		return;
	}
	/* An operation gives all back before it ends. */
	if (--reserve_blocks == 0)
		reserve_used = 0;
}

long ext4_time(long *now)
{
	long seconds = (long)(uk_time_wall() / UK_TIME_SECOND);

	if (now)
		*now = seconds;
	return seconds;
}

/* Entries of one directory block by their hash, some hundreds: heapsort, which
 * needs neither memory nor luck.
 */
static void swap(char *a, char *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char kept = a[i];

		a[i] = b[i];
		b[i] = kept;
	}
}

static void sink(char *entries, size_t from, size_t count, size_t size,
		 int (*compare)(const void *a, const void *b))
{
	for (size_t child; (child = 2 * from + 1) < count; from = child) {
		if (child + 1 < count &&
		    compare(entries + child * size,
			    entries + (child + 1) * size) < 0)
			child++;
		if (compare(entries + from * size, entries + child * size) >= 0)
			return;
		swap(entries + from * size, entries + child * size, size);
	}
}

void ext4_sort(void *array, size_t count, size_t size,
	       int (*compare)(const void *a, const void *b))
{
	char *entries = array;

	for (size_t i = count / 2; i-- > 0;)
		sink(entries, i, count, size, compare);
	for (size_t i = count; i-- > 1;) {
		swap(entries, entries + i * size, size);
		sink(entries, 0, i, size, compare);
	}
}
