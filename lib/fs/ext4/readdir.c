/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Listing directories. A reader's place must hold while names come and go. Where entries stay
 * where they are that is their offset; an index moves them when it splits a block, so
 * there names are given in the order of their hash, and the hash is the place. A
 * directory of one block is listed that way too, as it may get an index.
 */
#include "ext4.h"
#include "port.h"

#define FIRST_PLACE 2 /* 0 and 1 are "." and ".." */

struct reader {
	struct ext4_node *dir;
	uk_vfs_emit emit;
	void *context;
};

static uint32_t mode_of(const struct ext2_dir_entry *entry)
{
	static const uint16_t modes[] = {
		[EXT2_FT_REG_FILE] = UK_S_IFREG,
		[EXT2_FT_DIR] = UK_S_IFDIR,
		[EXT2_FT_CHRDEV] = UK_S_IFCHR,
		[EXT2_FT_BLKDEV] = UK_S_IFBLK,
		[EXT2_FT_FIFO] = UK_S_IFIFO,
		[EXT2_FT_SOCK] = UK_S_IFSOCK,
		[EXT2_FT_SYMLINK] = UK_S_IFLNK,
	};
	unsigned int type = (unsigned int)ext2fs_dirent_file_type(entry);

	return type < UK_ARRAY_SIZE(modes) ? modes[type] : 0;
}

static bool is_given_here(const struct ext2_dir_entry *entry)
{
	int length = ext2fs_dirent_name_len(entry);

	if (entry->inode == 0)
		return false;
	return entry->name[0] != '.' || length > 2 ||
	       (length == 2 && entry->name[1] != '.');
}

static bool give(const struct reader *reader,
		 const struct ext2_dir_entry *entry, int64_t next)
{
	struct uk_name name = { entry->name,
				(size_t)ext2fs_dirent_name_len(entry) };

	return reader->emit(reader->context, &name, entry->inode,
			    mode_of(entry), next);
}

/* ---- by offset ---- */

static int list_block(const struct reader *reader, struct uk_block *block,
		      uint64_t start, int64_t from, bool *full)
{
	struct ext4 *ext4 = ext4_of(reader->dir);
	uint32_t size = ext4_block_size(ext4), length;

	for (uint32_t offset = 0; offset < size; offset += length) {
		struct ext2_dir_entry *entry;
		int error = ext4_dir_entry(ext4, block, offset, &entry,
					   &length);

		if (error)
			return error;
		/* An entry before it may have been removed meanwhile, or one split
		 * off: offsets of entries themselves do not change.
		 */
		if (!is_given_here(entry) ||
		    (int64_t)(start + offset) + FIRST_PLACE < from)
			continue;
		if (!give(reader, entry,
			  (int64_t)(start + offset) + FIRST_PLACE + 1)) {
			*full = true;
			return 0;
		}
	}
	return 0;
}

static int list_by_offset(const struct reader *reader, int64_t from)
{
	struct ext4 *ext4 = ext4_of(reader->dir);
	uint64_t size = (uint64_t)reader->dir->vnode.size;
	uint64_t start = UK_ALIGN_DOWN((uint64_t)(from - FIRST_PLACE),
				       (uint64_t)ext4_block_size(ext4));
	bool full = false;

	for (; start < size && !full; start += ext4_block_size(ext4)) {
		struct uk_block *block;
		int error = ext4_dir_block(reader->dir,
					   start >> ext4->block_bits, &block);

		if (error)
			return error;
		error = list_block(reader, block, start, from, &full);
		uk_block_put(block);
		if (error)
			return error;
	}
	return 0;
}

/* ---- by hash ---- */

struct hashed {
	int64_t place;
	uint32_t logical, offset;
};

struct collected {
	struct hashed *entries;
	uint32_t count, room;
};

/* 63 bits: the major hash has its lowest bit for the index. The largest is left free for
 * what comes after it.
 */
static int64_t place_of(uint32_t major, uint32_t minor)
{
	uint64_t place = (uint64_t)(major >> 1) << 32 | minor;

	return (int64_t)UK_MIN(place, (uint64_t)INT64_MAX - FIRST_PLACE - 1) +
	       FIRST_PLACE;
}

static uint32_t major_of(int64_t place)
{
	return (uint32_t)((uint64_t)(place - FIRST_PLACE) >> 32) << 1;
}

static int compare(const void *a, const void *b)
{
	const struct hashed *left = a, *right = b;

	return left->place < right->place ? -1 : left->place > right->place;
}

static int reserve(struct collected *collected)
{
	uint32_t room = collected->room ? 2 * collected->room : 64;
	void *larger;

	if (collected->count < collected->room)
		return 0;
	larger = uk_realloc(uk_alloc_default(), collected->entries,
			    room * sizeof(struct hashed));
	if (!larger)
		return -ENOMEM;
	collected->entries = larger;
	collected->room = room;
	return 0;
}

/* The block's entries from place `from` on */
static int collect(const struct reader *reader, uint32_t logical, int version,
		   int64_t from, struct collected *collected)
{
	struct ext4 *ext4 = ext4_of(reader->dir);
	uint32_t size = ext4_block_size(ext4), length;
	struct uk_block *block;
	int error = ext4_dir_block(reader->dir, logical, &block);

	if (error)
		return error;
	for (uint32_t offset = 0; !error && offset < size; offset += length) {
		struct ext2_dir_entry *entry;
		uint32_t major, minor;
		struct uk_name name;
		int64_t place;

		error = ext4_dir_entry(ext4, block, offset, &entry, &length);
		if (error || !is_given_here(entry))
			continue;
		name.text = entry->name;
		name.length = (size_t)ext2fs_dirent_name_len(entry);
		error = ext4_hash(reader->dir, version, &name, &major, &minor);
		place = place_of(major, minor);
		if (error || place < from)
			continue;
		error = reserve(collected);
		if (!error)
			collected->entries[collected->count++] =
				(struct hashed){ place, logical, offset };
	}
	uk_block_put(block);
	return error;
}

/* Gives what was collected, in order. */
static int give_collected(const struct reader *reader,
			  struct collected *collected, bool *full)
{
	struct ext4 *ext4 = ext4_of(reader->dir);
	struct uk_block *block = NULL;
	uint32_t logical = 0;
	int error = 0;

	ext4_sort(collected->entries, collected->count, sizeof(struct hashed),
		  compare);
	for (uint32_t i = 0; !error && !*full && i < collected->count; i++) {
		const struct hashed *next = &collected->entries[i];
		struct ext2_dir_entry *entry;
		uint32_t length;

		if (!block || next->logical != logical) {
			if (block)
				uk_block_put(block);
			logical = next->logical;
			error = ext4_dir_block(reader->dir, logical, &block);
			if (error)
				return error;
		}
		error = ext4_dir_entry(ext4, block, next->offset, &entry,
				       &length);
		if (!error && !give(reader, entry, next->place + 1))
			*full = true;
	}
	if (block)
		uk_block_put(block);
	return error;
}

/* Leaf by leaf; those that share names of one hash together. */
static int list_index(const struct reader *reader, int version, int64_t from)
{
	struct collected collected = { 0 };
	struct ext4_htree tree;
	bool full = false, last = false;
	int error = ext4_htree_find(&tree, reader->dir, major_of(from));

	if (error)
		return error;
	while (!error && !full && !last) {
		uint32_t hash = 1;

		collected.count = 0;
		while (!error && !last && hash & 1) {
			int next;

			error = collect(reader, ext4_htree_leaf(&tree), version,
					from, &collected);
			if (error)
				break;
			next = ext4_htree_next(&tree, &hash);
			last = next == -ENOENT;
			error = last ? 0 : next;
		}
		if (!error)
			error = give_collected(reader, &collected, &full);
	}
	ext4_htree_end(&tree);
	uk_free(uk_alloc_default(), collected.entries);
	return error;
}

static int list_one_block(const struct reader *reader, int version,
			  int64_t from)
{
	struct collected collected = { 0 };
	bool full = false;
	int error = collect(reader, 0, version, from, &collected);

	if (!error)
		error = give_collected(reader, &collected, &full);
	uk_free(uk_alloc_default(), collected.entries);
	return error;
}

static int list(const struct reader *reader, int64_t from)
{
	struct ext4_node *dir = reader->dir;
	struct ext4 *ext4 = ext4_of(dir);
	bool indexed = ext4_dir_is_indexed(dir);
	int version;

	if (!indexed &&
	    (!ext2fs_has_feature_dir_index(ext4->fs.super) ||
	     ext4->fs.super->s_def_hash_version > EXT2_HASH_TEA ||
	     dir->vnode.size > ext4_block_size(ext4)))
		return list_by_offset(reader, from);
	if (ext4_htree_version(dir, &version))
		return list_by_offset(reader, from);
	return indexed ? list_index(reader, version, from) :
			 list_one_block(reader, version, from);
}

int ext4_readdir(struct uk_vfs_file *file, int64_t position, uk_vfs_emit emit,
		 void *context)
{
	struct reader reader = { ext4_node_of(file->vnode), emit, context };
	struct ext4 *ext4 = ext4_of(reader.dir);
	int error;

	if (!uk_vfs_emit_dots(file, &position, emit, context))
		return 0;
	ext4_lock(&ext4->lock);
	error = list(&reader, position);
	ext4_unlock(&ext4->lock);
	return error;
}
