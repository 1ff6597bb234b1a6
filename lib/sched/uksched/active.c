/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Choosing among several schedulers in one image, at boot. With a single one
 * there is nothing to choose, and nothing of this file in the image.
 */
#include <uk/sched.h>

#ifndef UK_ONLY_UKSCHED

#include <uk/errno.h>
#include <uk/init.h>
#include <uk/param.h>
#include <uk/print.h>
#include <uk/string.h>

const struct uksched_ops *uk_sched_active;

static const char *wanted;
UK_PARAM(STRING, uksched, scheduler, wanted,
	 "name of the scheduler (the first one linked)");

static int uksched_choose(void)
{
	UK_TABLE_FOR_EACH(uk_schedulers, entry) {
		if (!wanted || strcmp((*entry)->name, wanted) == 0) {
			uk_sched_active = *entry;
			return 0;
		}
	}
	uk_pr_err("no scheduler \"%s\" in this image\n", wanted ?: "");
	return -EINVAL;
}

/* The first stage that knows the parameters; threads wait only later. */
UK_INIT(memory, uksched_choose);

#endif /* !UK_ONLY_UKSCHED */
