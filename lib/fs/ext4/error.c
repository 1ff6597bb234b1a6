/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Errors of libext2fs. It passes on what the block cache said as an errno (positive
 * here), and has numbers of its own, most of which mean that the disk's content is
 * not as it should be.
 */
#include "ext4.h"

/* What com_err counts from for the table "ext2" */
#define FIRST EXT2_ET_BASE
#define LAST EXT2_ET_EXTERNAL_JOURNAL_NOSUPP

int ext4_error(errcode_t code)
{
	if (code > 0 && code < 4096)
		return -(int)code;
	switch (code) {
	case 0:
		return 0;
	case EXT2_ET_NO_MEMORY:
		return -ENOMEM;
	case EXT2_ET_RO_FILSYS:
		return -EROFS;
	case EXT2_ET_BLOCK_ALLOC_FAIL:
	case EXT2_ET_INODE_ALLOC_FAIL:
	case EXT2_ET_DIR_NO_SPACE:
		return -ENOSPC;
	case EXT2_ET_FILE_TOO_BIG:
	case EXT2_ET_EXTENT_INVALID_LENGTH:
		return -EFBIG;
	case EXT2_ET_FILE_NOT_FOUND:
		return -ENOENT;
	case EXT2_ET_DIRHASH_UNSUPP:
	case EXT2_ET_OP_NOT_SUPPORTED:
	case EXT2_ET_UNIMPLEMENTED:
		return -EOPNOTSUPP;
	case EXT2_ET_SHORT_READ:
	case EXT2_ET_SHORT_WRITE:
		return -EIO;
	}
	/* A block, entry, extent or checksum that cannot be right */
	return code >= FIRST && code <= LAST ? -EUCLEAN : -EIO;
}
