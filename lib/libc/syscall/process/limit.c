/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Limits, and what the machine has.
 */
#include <uk/process.h>
#include <uk/string.h>

#include "../call.h"

long uk_sys_prlimit64(long process, long resource, long limit, long old)
{
	if ((int)process != 0 && (int)process != UK_PROCESS_SELF)
		return -ESRCH;
	return uk_process_limit((int)resource,
				TO(const struct uk_rlimit, limit),
				TO(struct uk_rlimit, old));
}

long uk_sys_getrlimit(long resource, long limit)
{
	return limit ? uk_sys_prlimit64(0, resource, 0, limit) : -EFAULT;
}

long uk_sys_setrlimit(long resource, long limit)
{
	return limit ? uk_sys_prlimit64(0, resource, limit, 0) : -EFAULT;
}

/* linux/sysinfo.h */
struct sysinfo {
	int64_t uptime;
	uint64_t loads[3];
	uint64_t memory;
	uint64_t free;
	uint64_t shared;
	uint64_t buffers;
	uint64_t swap[2];
	uint16_t processes;
	uint64_t high[2];
	uint32_t unit;
};

_Static_assert(sizeof(struct sysinfo) == 112, "the ABI's size");

long uk_sys_sysinfo(long to)
{
	struct sysinfo *information = TO(struct sysinfo, to);
	struct uk_process_information now;

	if (!information)
		return -EFAULT;
	uk_process_information(&now);
	memset(information, 0, sizeof(*information));
	information->uptime = (int64_t)(now.uptime / UK_TIME_SECOND);
	information->memory = now.memory;
	information->free = now.free;
	information->processes = 1;
	information->unit = 1;
	return 0;
}
