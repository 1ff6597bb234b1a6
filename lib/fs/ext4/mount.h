/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What mount.c and journal.c give each other.
 */
#ifndef EXT4_MOUNT_H
#define EXT4_MOUNT_H

#include "ext4.h"

int ext4_journal_start(struct ext4 *ext4, bool wanted);

#endif /* EXT4_MOUNT_H */
