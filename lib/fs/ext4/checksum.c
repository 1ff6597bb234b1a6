/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checksums of metadata blocks that are read in place, where libext2fs would want a
 * copy of the inode each time (Documentation/filesystems/ext4, "Checksums").
 */
#include "checksum.h"

#include <uk/crc32c.h>

/* libext2fs' own has a table of 8 KiB. */
__u32 ext2fs_crc32c_le(__u32 crc, const unsigned char *bytes, size_t length)
{
	return uk_crc32c(crc, bytes, length);
}

static uint32_t seed_of(const struct ext4_node *node)
{
	const struct ext4 *ext4 = node->vnode.mount->data;
	uint32_t inode = (uint32_t)node->vnode.inode;
	uint32_t sum = ext2fs_crc32c_le(ext4->fs.csum_seed, (void *)&inode,
					sizeof(inode));

	return ext2fs_crc32c_le(sum, (const void *)&node->raw.i_generation,
				sizeof(node->raw.i_generation));
}

bool ext4_extent_checksum_is_right(const struct ext4_node *node,
				   const struct ext3_extent_header *header)
{
	const struct ext4 *ext4 = node->vnode.mount->data;
	size_t length = sizeof(*header) +
			header->eh_max * sizeof(struct ext3_extent);
	const struct ext3_extent_tail *tail =
		(const void *)((const char *)header + length);

	if (!ext2fs_has_feature_metadata_csum(ext4->fs.super))
		return true;
	return tail->et_checksum ==
	       ext2fs_crc32c_le(seed_of(node), (const void *)header, length);
}
