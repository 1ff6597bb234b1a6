/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Limits. Those that the image or the machine sets are told as they are; the rest is
 * limited by nothing but memory.
 */
#include <uk/fd.h>
#include <uk/image.h>
#include <uk/plat/memory.h>
#include <uk/process.h>

static struct uk_rlimit fixed(uint64_t value)
{
	return (struct uk_rlimit){ value, value };
}

static struct uk_rlimit limit_of(int resource)
{
	switch (resource) {
	case UK_RLIMIT_NOFILE:
		return (struct uk_rlimit){ uk_fd_limit, UK_FD_MOST };
	case UK_RLIMIT_STACK: /* of the first thread */
		return fixed((uint64_t)(uk_image_stack_top - uk_image_stack));
	case UK_RLIMIT_DATA:
	case UK_RLIMIT_AS:
	case UK_RLIMIT_RSS:
	case UK_RLIMIT_MEMLOCK: /* nothing is ever swapped */
		return fixed(uk_plat_memory_total());
	case UK_RLIMIT_NPROC:
		return fixed(1);
	case UK_RLIMIT_CORE:
	case UK_RLIMIT_NICE:
	case UK_RLIMIT_RTPRIO:
	case UK_RLIMIT_MSGQUEUE:
		return fixed(0);
	default:
		return fixed(UK_RLIMIT_NONE);
	}
}

static int set(int resource, const struct uk_rlimit *limit)
{
	struct uk_rlimit now = limit_of(resource);

	if (limit->current > limit->most)
		return -EINVAL;
	if (resource == UK_RLIMIT_NOFILE) {
		/* The hard limit is the image's (LIBFDTAB_LIMIT): it stays. */
		if (limit->most > now.most)
			return -EPERM;
		uk_fd_limit = (unsigned int)limit->current;
		return 0;
	}
	/* Nobody would keep it: only what holds already is granted. */
	return limit->current >= now.current ? 0 : -EPERM;
}

int uk_process_limit(int resource, const struct uk_rlimit *limit,
		     struct uk_rlimit *old)
{
	if (resource < 0 || resource >= UK_RLIMITS)
		return -EINVAL;
	if (old)
		*old = limit_of(resource);
	return limit ? set(resource, limit) : 0;
}
