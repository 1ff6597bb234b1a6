/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the machine has.
 */
#include <uk/alloc.h>
#include <uk/plat/memory.h>
#include <uk/process.h>
#include <uk/time.h>

void uk_process_information(struct uk_process_information *information)
{
	struct uk_alloc_stats heap;

	*information = (struct uk_process_information){
		.uptime = uk_time_monotonic(),
		.memory = uk_plat_memory_total(),
	};
	if (!uk_alloc_stats(uk_alloc_default(), &heap))
		information->free = heap.total_bytes - heap.used_bytes;
}
