/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For whom: root, and nobody else. A program that wants to become somebody else is told that
 * there is no such user, as in a user namespace of Linux that maps just one.
 */
#include "../call.h"

#define ROOT 0u

static inline long only_root(long id)
{
	return (uint32_t)id == ROOT ? 0 : -EINVAL;
}

/* -1 leaves an id as it is. */
static inline bool is_root_or_none(long id)
{
	return (uint32_t)id == ROOT || (uint32_t)id == UINT32_MAX;
}

static inline long give_root(long real, long effective, long saved)
{
	if (!real || !effective || !saved)
		return -EFAULT;
	*TO(uint32_t, real) = ROOT;
	*TO(uint32_t, effective) = ROOT;
	*TO(uint32_t, saved) = ROOT;
	return 0;
}

long uk_sys_getuid(void)
{
	return ROOT;
}

long uk_sys_geteuid(void)
{
	return ROOT;
}

long uk_sys_getgid(void)
{
	return ROOT;
}

long uk_sys_getegid(void)
{
	return ROOT;
}

long uk_sys_setuid(long id)
{
	return only_root(id);
}

long uk_sys_setgid(long id)
{
	return only_root(id);
}

long uk_sys_setreuid(long real, long effective)
{
	return is_root_or_none(real) && is_root_or_none(effective) ? 0 : -EINVAL;
}

long uk_sys_setregid(long real, long effective)
{
	return uk_sys_setreuid(real, effective);
}

long uk_sys_setresuid(long real, long effective, long saved)
{
	return is_root_or_none(saved) ? uk_sys_setreuid(real, effective) :
					-EINVAL;
}

long uk_sys_setresgid(long real, long effective, long saved)
{
	return uk_sys_setresuid(real, effective, saved);
}

long uk_sys_getresuid(long real, long effective, long saved)
{
	return give_root(real, effective, saved);
}

long uk_sys_getresgid(long real, long effective, long saved)
{
	return give_root(real, effective, saved);
}

/* They tell who it was, which is also how they fail. */
long uk_sys_setfsuid(long id __uk_unused)
{
	return ROOT;
}

long uk_sys_setfsgid(long id __uk_unused)
{
	return ROOT;
}

/* No supplementary ones. */
long uk_sys_getgroups(long size, long groups __uk_unused)
{
	return (int)size < 0 ? -EINVAL : 0;
}

#define GROUPS_MOST 65536 /* NGROUPS_MAX (linux/limits.h) */

long uk_sys_setgroups(long count, long groups)
{
	if ((uint32_t)count > GROUPS_MOST)
		return -EINVAL;
	if (count && !groups)
		return -EFAULT;
	for (uint32_t i = 0; i < (uint32_t)count; i++)
		if (TO(const uint32_t, groups)[i] != ROOT)
			return -EINVAL;
	return 0;
}
