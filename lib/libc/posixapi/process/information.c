/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the machine has: sysinfo() and glibc's shorter questions.
 */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <uk/arch/paging.h>
#include <uk/essentials.h>
#include <uk/process.h>

#include "../result.h"

int sysinfo(struct sysinfo *to)
{
	struct uk_process_information now;

	uk_process_information(&now);
	memset(to, 0, sizeof(*to));
	to->uptime = (long)(now.uptime / UK_TIME_SECOND);
	to->totalram = now.memory;
	to->freeram = now.free;
	to->procs = 1;
	to->mem_unit = 1;
	return 0;
}

int get_nprocs(void)
{
	return 1;
}

int get_nprocs_conf(void)
{
	return 1;
}

long get_phys_pages(void)
{
	struct uk_process_information now;

	uk_process_information(&now);
	return (long)(now.memory / UK_PAGE_SIZE);
}

long get_avphys_pages(void)
{
	struct uk_process_information now;

	uk_process_information(&now);
	return (long)(now.free / UK_PAGE_SIZE);
}
