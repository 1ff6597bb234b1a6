/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The index of a large directory: a tree by the hash of names, whose leaves are ordinary
 * blocks of entries (Documentation/filesystems/ext4, "Hash Tree Directories").
 * Finding is here; libext2fs inserts (entry.c). The lock is held.
 */
#include "ext4.h"

#define ROOT_INFO 24u /* struct dx_root: behind "." and ".." */
#define ROOT_ENTRIES 32u
#define NODE_ENTRIES 8u
#define LEAF_MASK 0x0fffffffu

bool ext4_dir_is_indexed(struct ext4_node *dir)
{
	return dir->raw.i_flags & EXT2_INDEX_FL &&
	       ext2fs_has_feature_dir_index(ext4_of(dir)->fs.super);
}

int ext4_hash(struct ext4_node *dir, int version, const struct uk_name *name,
	      uint32_t *major, uint32_t *minor)
{
	struct ext4 *ext4 = ext4_of(dir);

	return ext4_error(ext2fs_dirhash(version, name->text,
					 (int)name->length,
					 ext4->fs.super->s_hash_seed, major,
					 minor));
}

/* `version` as a disk says it, and what char was where that disk was used */
static int version_here(struct ext4 *ext4, int version)
{
	if (version <= EXT2_HASH_TEA &&
	    ext4->fs.super->s_flags & EXT2_FLAGS_UNSIGNED_HASH)
		version += EXT2_HASH_LEGACY_UNSIGNED;
	return version;
}

static int read_root(struct ext4_node *dir, struct uk_block **block,
		     const struct ext2_dx_root_info **info)
{
	int error = ext4_dir_block(dir, 0, block);

	if (error)
		return error;
	*info = (const void *)((const char *)(*block)->data + ROOT_INFO);
	if ((*info)->reserved_zero == 0 &&
	    (*info)->info_length == sizeof(**info) &&
	    (*info)->hash_version <= EXT2_HASH_TEA &&
	    (*info)->indirect_levels <
		    ext2_dir_htree_level(&ext4_of(dir)->fs))
		return 0;
	uk_block_put(*block);
	return -EUCLEAN;
}

/* Of an indexed directory; of another, what its index would have. */
int ext4_htree_version(struct ext4_node *dir, int *version)
{
	struct ext4 *ext4 = ext4_of(dir);
	const struct ext2_dx_root_info *info;
	struct uk_block *block;
	int error;

	if (!ext4_dir_is_indexed(dir)) {
		*version = version_here(ext4,
					ext4->fs.super->s_def_hash_version);
		return 0;
	}
	error = read_root(dir, &block, &info);
	if (error)
		return error;
	*version = version_here(ext4, info->hash_version);
	uk_block_put(block);
	return 0;
}

/* The block of the level becomes the tree's. */
static int set_place(struct ext4_htree *tree, unsigned int level,
		     struct uk_block *block)
{
	struct ext4_htree_place *place = &tree->places[level];
	struct ext4 *ext4 = ext4_of(tree->dir);
	struct ext2_dx_countlimit *head;
	int offset;

	place->block = block;
	if (ext2fs_get_dx_countlimit(&ext4->fs, block->data, &head, &offset) ||
	    offset != (int)(level ? NODE_ENTRIES : ROOT_ENTRIES) ||
	    head->count == 0 || head->count > head->limit)
		return -EUCLEAN;
	place->entries = (void *)head;
	place->count = head->count;
	place->at = 0;
	return 0;
}

/* The last entry whose hash is not above `hash`; the first entry has none. */
static void choose(struct ext4_htree_place *place, uint32_t hash)
{
	uint32_t low = 1, high = place->count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (place->entries[middle].hash <= hash)
			low = middle + 1;
		else
			high = middle;
	}
	place->at = low - 1;
}

uint32_t ext4_htree_leaf(const struct ext4_htree *tree)
{
	const struct ext4_htree_place *place = &tree->places[tree->levels - 1];

	return place->entries[place->at].block & LEAF_MASK;
}

static int descend(struct ext4_htree *tree, unsigned int level)
{
	const struct ext4_htree_place *above = &tree->places[level - 1];
	struct uk_block *block;
	int error = ext4_dir_block(tree->dir,
				   above->entries[above->at].block & LEAF_MASK,
				   &block);

	return error ? error : set_place(tree, level, block);
}

int ext4_htree_find(struct ext4_htree *tree, struct ext4_node *dir,
		    uint32_t hash)
{
	const struct ext2_dx_root_info *info;
	struct uk_block *block;
	int error = read_root(dir, &block, &info);

	memset(tree, 0, sizeof(*tree));
	if (error)
		return error;
	tree->dir = dir;
	tree->levels = info->indirect_levels + 1u;
	error = set_place(tree, 0, block);
	if (!error)
		choose(&tree->places[0], hash);
	for (unsigned int level = 1; !error && level < tree->levels; level++) {
		error = descend(tree, level);
		if (!error)
			choose(&tree->places[level], hash);
	}
	if (error)
		ext4_htree_end(tree);
	return error;
}

int ext4_htree_next(struct ext4_htree *tree, uint32_t *hash)
{
	unsigned int level = tree->levels;
	struct ext4_htree_place *place;

	do {
		if (level == 0)
			return -ENOENT;
		place = &tree->places[--level];
	} while (place->at + 1 >= place->count);
	*hash = place->entries[++place->at].hash;
	while (++level < tree->levels) {
		int error;

		uk_block_put(tree->places[level].block);
		tree->places[level].block = NULL;
		error = descend(tree, level);
		if (error)
			return error;
	}
	return 0;
}

void ext4_htree_end(struct ext4_htree *tree)
{
	for (unsigned int i = 0; i < EXT4_HTREE_LEVEL; i++)
		if (tree->places[i].block)
			uk_block_put(tree->places[i].block);
}
