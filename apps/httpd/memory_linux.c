/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * glibc's heap, for the server as a program of Linux.
 */
#include "stats.h"

#include <malloc.h>
#include <stdio.h>

size_t memory_write(char *to, size_t room)
{
	struct mallinfo2 heap = mallinfo2();

	return (size_t)snprintf(to, room, "heap_total %zu\nheap_used %zu\n",
				heap.arena + heap.hblkhd,
				heap.uordblks + heap.hblkhd);
}
