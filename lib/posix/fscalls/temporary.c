/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * /tmp, which programs and tmpfile() expect, where the root lies in memory: there it costs
 * nothing and leaves nothing behind. On a disk or a share it is for whoever made that.
 */
#include <uk/init.h>
#include <uk/vfs.h>

#define RAMFS_MAGIC 0x858458f6u /* linux/magic.h */
#define RIGHTS 01777u		/* as everywhere */

static int temporary_start(void)
{
	struct uk_statfs stat;

	if (uk_vfs_statfs(NULL, "/", &stat) || stat.type != RAMFS_MAGIC)
		return 0;
	/* It may be there, the root may be read-only: then it is as it is. */
	uk_vfs_mkdir(NULL, "/tmp", RIGHTS);
	return 0;
}
UK_INIT(late, temporary_start);
