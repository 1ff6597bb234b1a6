/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether we can mount a disk: its superblock is checked before anything else of
 * the disk is believed, and what it asks for must be known here. Linux's
 * rules (Documentation/filesystems/ext4, "Super Block"): an unknown incompatible
 * feature forbids to mount, an unknown read-only compatible one to write.
 */
#include "ext4.h"

/* Feature bits by the names that mke2fs and tune2fs use */
struct feature {
	uint32_t bit;
	const char *name;
};

static const struct feature incompatible[] = {
	{ EXT2_FEATURE_INCOMPAT_COMPRESSION, "compression" },
	{ EXT3_FEATURE_INCOMPAT_JOURNAL_DEV, "journal_dev" },
	{ EXT4_FEATURE_INCOMPAT_MMP, "mmp" },
	{ EXT4_FEATURE_INCOMPAT_EA_INODE, "ea_inode" },
	{ EXT4_FEATURE_INCOMPAT_DIRDATA, "dirdata" },
	{ EXT4_FEATURE_INCOMPAT_INLINE_DATA, "inline_data" },
	{ EXT4_FEATURE_INCOMPAT_ENCRYPT, "encrypt" },
	{ EXT4_FEATURE_INCOMPAT_CASEFOLD, "casefold" },
};

#define INCOMPATIBLE_KNOWN                                               \
	(EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_RECOVER | \
	 EXT2_FEATURE_INCOMPAT_META_BG | EXT3_FEATURE_INCOMPAT_EXTENTS |  \
	 EXT4_FEATURE_INCOMPAT_64BIT | EXT4_FEATURE_INCOMPAT_FLEX_BG |    \
	 EXT4_FEATURE_INCOMPAT_CSUM_SEED | EXT4_FEATURE_INCOMPAT_LARGEDIR)

static const struct feature read_only_compatible[] = {
	{ EXT4_FEATURE_RO_COMPAT_QUOTA, "quota" },
	{ EXT4_FEATURE_RO_COMPAT_BIGALLOC, "bigalloc" },
	{ EXT4_FEATURE_RO_COMPAT_REPLICA, "replica" },
	{ EXT4_FEATURE_RO_COMPAT_READONLY, "read-only" },
	{ EXT4_FEATURE_RO_COMPAT_PROJECT, "project" },
	{ EXT4_FEATURE_RO_COMPAT_SHARED_BLOCKS, "shared_blocks" },
	{ EXT4_FEATURE_RO_COMPAT_VERITY, "verity" },
};

#define READ_ONLY_KNOWN                                                       \
	(EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER |                                \
	 EXT2_FEATURE_RO_COMPAT_LARGE_FILE | EXT4_FEATURE_RO_COMPAT_HUGE_FILE | \
	 EXT4_FEATURE_RO_COMPAT_GDT_CSUM | EXT4_FEATURE_RO_COMPAT_DIR_NLINK | \
	 EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE |                                 \
	 EXT4_FEATURE_RO_COMPAT_METADATA_CSUM |                               \
	 EXT4_FEATURE_RO_COMPAT_ORPHAN_PRESENT)

/* The name of one of `bits` */
static const char *name_of(uint32_t bits, const struct feature *features,
			   size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bits & features[i].bit)
			return features[i].name;
	return "unknown to this image";
}

static int check_features(struct ext4 *ext4,
			  const struct ext2_super_block *super)
{
	uint32_t unknown = super->s_feature_incompat & ~INCOMPATIBLE_KNOWN;
	const char *source = ext4->mount->source;

	if (unknown) {
		const char *name = name_of(unknown, incompatible,
					   UK_ARRAY_SIZE(incompatible));

		uk_pr_err("%s: feature %s (bits %x) is not supported: make the "
			  "disk with mkfs.ext4 -O ^%s\n",
			  source, name, unknown, name);
		return -EOPNOTSUPP;
	}
	unknown = super->s_feature_ro_compat & ~READ_ONLY_KNOWN;
	if (unknown & EXT4_FEATURE_RO_COMPAT_BIGALLOC) {
		uk_pr_err("%s: feature bigalloc is not supported: make the "
			  "disk with mkfs.ext4 -O ^bigalloc\n",
			  source);
		return -EOPNOTSUPP;
	}
	if (unknown && !ext4->read_only) {
		uk_pr_err("%s: feature %s (bits %x) allows only to read: mount "
			  "it with the option ro\n",
			  source,
			  name_of(unknown, read_only_compatible,
				  UK_ARRAY_SIZE(read_only_compatible)),
			  unknown);
		return -EROFS;
	}
	return 0;
}

/* Sizes that everything else is computed from */
static bool geometry_is_right(const struct ext2_super_block *super)
{
	uint32_t block_size, inode_size = EXT2_INODE_SIZE(super);
	uint64_t groups;

	if (super->s_log_block_size > 6 ||
	    super->s_log_cluster_size != super->s_log_block_size)
		return false;
	block_size = 1024u << super->s_log_block_size;
	if (inode_size < EXT2_GOOD_OLD_INODE_SIZE || inode_size > block_size ||
	    !UK_IS_POWER_OF_2(inode_size))
		return false;
	if (ext2fs_has_feature_64bit((struct ext2_super_block *)super) &&
	    (super->s_desc_size < EXT2_MIN_DESC_SIZE_64BIT ||
	     super->s_desc_size > EXT2_MAX_DESC_SIZE ||
	     !UK_IS_POWER_OF_2(super->s_desc_size)))
		return false;
	if (super->s_blocks_per_group != super->s_clusters_per_group ||
	    super->s_blocks_per_group == 0 ||
	    super->s_blocks_per_group % 8 != 0 ||
	    super->s_blocks_per_group > block_size * 8 ||
	    super->s_inodes_per_group == 0 ||
	    super->s_inodes_per_group % 8 != 0 ||
	    super->s_inodes_per_group > block_size * 8)
		return false;
	if (super->s_first_data_block != (block_size == 1024) ||
	    ext2fs_blocks_count((struct ext2_super_block *)super) <=
		    super->s_first_data_block + 1ull ||
	    super->s_log_groups_per_flex > 31)
		return false;
	groups = UK_DIV_ROUND_UP(
		ext2fs_blocks_count((struct ext2_super_block *)super) -
			super->s_first_data_block,
		(uint64_t)super->s_blocks_per_group);
	return groups <= UINT32_MAX &&
	       groups * super->s_inodes_per_group == super->s_inodes_count &&
	       EXT2_FIRST_INODE(super) >= EXT2_GOOD_OLD_FIRST_INO &&
	       EXT2_FIRST_INODE(super) <= super->s_inodes_per_group &&
	       super->s_reserved_gdt_blocks <= block_size / 4;
}

int ext4_check_super(struct ext4 *ext4, const struct ext2_super_block *super)
{
	const char *source = ext4->mount->source;
	uint64_t bytes, have = ext4->dev->info.sectors * UK_BLK_SECTOR;
	int error;

	if (super->s_magic != EXT2_SUPER_MAGIC) {
		uk_pr_err("%s holds no ext2, ext3 or ext4 file system: make "
			  "one with mkfs.ext4\n",
			  source);
		return -EINVAL;
	}
	if (super->s_rev_level > EXT2_DYNAMIC_REV) {
		uk_pr_err("%s: revision %u is newer than this image knows\n",
			  source, super->s_rev_level);
		return -EOPNOTSUPP;
	}
	error = check_features(ext4, super);
	if (error)
		return error;
	if (ext2fs_has_feature_metadata_csum(
		    (struct ext2_super_block *)super) &&
	    (super->s_checksum_type != EXT2_CRC32C_CHKSUM ||
	     !ext2fs_superblock_csum_verify(
		     &ext4->fs, (struct ext2_super_block *)super))) {
		uk_pr_err("%s: the superblock's checksum is wrong: run e2fsck\n",
			  source);
		return -EUCLEAN;
	}
	if (!geometry_is_right(super)) {
		uk_pr_err("%s: the superblock is damaged: run e2fsck\n", source);
		return -EUCLEAN;
	}
	if (__builtin_mul_overflow(
		    ext2fs_blocks_count((struct ext2_super_block *)super),
		    1024ull << super->s_log_block_size, &bytes) ||
	    bytes > have) {
		uk_pr_err("%s: the file system is larger than the disk (%llu of "
			  "%llu bytes): make the disk larger or run resize2fs\n",
			  source, (unsigned long long)bytes,
			  (unsigned long long)have);
		return -EUCLEAN;
	}
	return 0;
}

/* Each group's bitmaps and inode table are where they can be. */
int ext4_check_groups(struct ext4 *ext4)
{
	ext2_filsys fs = &ext4->fs;
	uint64_t first = fs->super->s_first_data_block;
	uint64_t blocks = ext2fs_blocks_count(fs->super);

	for (uint32_t i = 0; i < fs->group_desc_count; i++) {
		uint64_t block_bitmap = ext2fs_block_bitmap_loc(fs, i);
		uint64_t inode_bitmap = ext2fs_inode_bitmap_loc(fs, i);
		uint64_t table = ext2fs_inode_table_loc(fs, i);

		if (ext2fs_group_desc_csum_verify(fs, i) &&
		    block_bitmap > first && block_bitmap < blocks &&
		    inode_bitmap > first && inode_bitmap < blocks &&
		    table > first && table < blocks &&
		    fs->inode_blocks_per_group < blocks - table &&
		    ext2fs_bg_free_blocks_count(fs, i) <=
			    fs->super->s_blocks_per_group &&
		    ext2fs_bg_free_inodes_count(fs, i) <=
			    fs->super->s_inodes_per_group &&
		    ext2fs_bg_itable_unused(fs, i) <=
			    fs->super->s_inodes_per_group)
			continue;
		uk_pr_err("%s: the descriptor of block group %u is damaged: run "
			  "e2fsck\n",
			  ext4->mount->source, i);
		return -EUCLEAN;
	}
	return 0;
}
