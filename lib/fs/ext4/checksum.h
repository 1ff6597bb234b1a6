/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See checksum.c.
 */
#ifndef EXT4_CHECKSUM_H
#define EXT4_CHECKSUM_H

#include "ext4.h"

/* Of a block of the extent tree, whose header was checked */
bool ext4_extent_checksum_is_right(const struct ext4_node *node,
				   const struct ext3_extent_header *header);

#endif /* EXT4_CHECKSUM_H */
