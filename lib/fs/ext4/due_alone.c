/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Without threads: changes that are due reach the disk before the next operation, or
 * the sixteenth of those that only read or overwrite.
 */
#include "ext4.h"

#include <uk/time.h>

void ext4_changed_first(struct ext4 *ext4)
{
	ext4->due = uk_time_deadline(ext4->interval);
}

void ext4_due_check(struct ext4 *ext4)
{
	if (uk_time_monotonic() >= ext4->due)
		ext4_write_back(ext4);
}

int ext4_due_start(struct ext4 *ext4)
{
	(void)ext4;
	return 0;
}

void ext4_due_stop(struct ext4 *ext4)
{
	ext4->interval = 0;
}
