/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What mount.c, options.c and journal.c give each other.
 */
#ifndef EXT4_MOUNT_H
#define EXT4_MOUNT_H

#include "ext4.h"

struct ext4_options {
	bool no_journal, no_load, discard;
	size_t cache;
	uint16_t on_error; /* EXT2_ERRORS_*; 0: as the disk says */
	unsigned int commit; /* seconds; 0: at no time */
};

/* `text` is cut in place. 0, -EINVAL with a message */
int ext4_options_parse(struct uk_mount *mount, char *text,
		       struct ext4_options *options);

int ext4_journal_start(struct ext4 *ext4, bool wanted, int *aborted);

#endif /* EXT4_MOUNT_H */
