/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A mounted file system, its inodes in memory, and what the files of this component
 * give each other. Layouts on the disk are libext2fs' (ext2fs/ext2_fs.h), which follow
 * Linux's Documentation/filesystems/ext4.
 *
 * Locks, where there are threads: `lock` guards everything of libext2fs, the
 * bitmaps, directories and inodes; whoever holds it may sleep for the disk. A
 * file's `content` guards where its data lies: readers share it, who changes the
 * mapping or the size has it alone. `content` is taken before `lock`.
 */
#ifndef EXT4_H
#define EXT4_H

#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/blockcache.h>
#include <uk/jbd2.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/vnode.h>

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

#include "due.h"
#include "lock.h"

/* Most blocks of metadata that one operation changes: see transaction.c */
#define EXT4_CREDITS 64u
/* Blocks that an operation on names may need at most: a directory's new leaf and
 * index blocks, and nodes of its extent tree (or indirect blocks)
 */
#define EXT4_NAME_SPACE 12u
/* Extents that one operation frees at most: each lies in up to two groups, of which it
 * changes bitmap and descriptor.
 */
#define EXT4_FREE_RUNS 8u

/* Where a run of a file's blocks lies. */
struct ext4_run {
	uint64_t logical;
	uint64_t count;
	uint64_t physical; /* 0: nowhere, it reads as zeroes */
	bool unwritten;	   /* is allocated, but reads as zeroes */
};

/* An inode in memory */
struct ext4_node {
	struct uk_vnode vnode;
	struct ext2_inode_large raw; /* as on the disk, to its 160th byte */
	struct ext4_content_lock content;
	struct ext4_run run; /* that was asked for last; count 0: none */
	uint64_t next_read;  /* the block after the last read, for reading ahead */
	uint64_t round;	     /* of its last change in a transaction */
	bool dirty;	     /* `raw` must get into this transaction */
	bool gone;	     /* was never made, or is damaged: not to be deleted */
	bool fresh;	     /* the rest of its place in the table is not its own */
	/* Of what lazy_link says: `raw` is newer than the disk, so is its size */
	bool lazy_waits, lazy_size;
	struct uk_list_head dirty_link;
	struct uk_list_head lazy_link; /* to be stored; has a share for that */
	struct uk_list_head orphan_link; /* has no name, or is being cut */
};

#define EXT4_NOW UINT64_MAX

/* A block group */
struct ext4_group {
	/* Blocks freed, but maybe not for good: bits as in the bitmap, NULL: none */
	uint64_t *freed;
	uint64_t freed_round; /* EXT4_NOW: in the operation that runs */
	uint32_t freed_count;
	bool freed_unknown; /* there was no memory to note them */
	bool blocks_checked, inodes_checked; /* the bitmap's checksum was */
	bool blocks_changed, inodes_changed; /* in this transaction */
	bool changed;			     /* is among ext4->changed */
};

/* A bitmap as libext2fs knows it */
struct ext4_bitmap {
	struct ext2fs_struct_generic_bitmap_base base;
	struct ext4 *ext4;
	bool inodes;
	/* The block that was used last, with a share */
	struct uk_block *block;
	uint32_t group;
	uint64_t operation; /* in which it was said to change */
};

/* A mounted file system */
struct ext4 {
	struct struct_ext2_filsys fs;
	struct struct_io_channel io;
	struct ext4_bitmap block_bitmap, inode_bitmap;
	struct uk_mount *mount;
	struct uk_blkdev *dev;
	struct uk_blockcache *cache;
	struct uk_journal *journal; /* NULL: none is used */
	struct ext4_group *groups;
	struct ext4_lock lock;
	uint32_t block_bits;
	bool read_only;
	bool failed; /* an error made it read-only */
	uint16_t state; /* what s_state says when it is not mounted */
	uint16_t on_error; /* EXT2_ERRORS_CONTINUE... */
	bool discard;
	bool error_waits; /* the superblock in memory counts one more than the disk's */
	uint32_t errors;  /* since it was mounted */

	/* Of the operation that holds the lock */
	struct ext4_node *node; /* whose inode libext2fs may read and write */
	int error;		/* the first of a block that could not be had */
	bool writing;
	bool changed;
	uint64_t operation;
	uint32_t groups_changed[EXT4_CREDITS / 2], groups_changed_count;
	struct uk_list_head dirty;

	/* Commits: those of rounds up to `committed` are on the disk. */
	uint64_t round, committed;
	uint64_t freed_blocks; /* in all groups, not for use yet */
	struct uk_list_head lazy;
	struct uk_list_head orphans;

	/* What changed must be there at `due` (0: nothing did), `interval`
	 * nanoseconds after the first of it; interval 0: at no time
	 */
	uint64_t interval, due;
	struct ext4_committer committer;
};

static inline struct ext4 *ext4_of(struct ext4_node *node)
{
	return node->vnode.mount->data;
}

static inline struct ext4_node *ext4_node_of(struct uk_vnode *vnode)
{
	return UK_CONTAINER_OF(vnode, struct ext4_node, vnode);
}

static inline struct ext2_inode *ext4_raw(struct ext4_node *node)
{
	return (struct ext2_inode *)&node->raw;
}

static inline uint32_t ext4_block_size(const struct ext4 *ext4)
{
	return ext4->fs.blocksize;
}

/* error.c: an error of libext2fs (0, errno, or one of its own) as negative errno */
int ext4_error(errcode_t code);

/* errors.c */
/* `what` failed, and left an operation half done: only reads from now on */
void ext4_fail(struct ext4 *ext4, const char *what, int error);
/* Metadata of an inode (0: of none) are not right, or cannot be read, if `error` says one of
 * that; gives it back.
 */
int ext4_damaged(struct ext4 *ext4, uint64_t inode, int error);
/* What that left in memory is in a transaction. */
int ext4_error_flush(struct ext4 *ext4);

/* due.c, or due_alone.c */
int ext4_due_start(struct ext4 *ext4);
void ext4_due_stop(struct ext4 *ext4);
void ext4_changed_first(struct ext4 *ext4);
void ext4_due_check(struct ext4 *ext4);

static inline void ext4_changed(struct ext4 *ext4)
{
	if (!ext4->due && ext4->interval)
		ext4_changed_first(ext4);
}

/* Before an operation, and no lock is held. */
static inline void ext4_due_poll(struct ext4 *ext4)
{
#ifndef CONFIG_LIBEXT4_THREADS
	if (ext4->due)
		ext4_due_check(ext4);
#else
	(void)ext4;
#endif
}

/* Before what is quick: the clock is not asked each time. */
static inline void ext4_due_poll_seldom(struct ext4 *ext4)
{
#ifndef CONFIG_LIBEXT4_THREADS
	if (ext4->due && ++ext4->committer.polls % 16 == 0)
		ext4_due_check(ext4);
#else
	(void)ext4;
#endif
}

/* io.c */
void ext4_io_init(struct ext4 *ext4);
int ext4_get_block(struct ext4 *ext4, uint64_t number, struct uk_block **block);
/* It will be changed in this operation. */
int ext4_change(struct ext4 *ext4, struct uk_block *block);

/* open.c: the superblock and group descriptors */
int ext4_open(struct ext4 *ext4);
void ext4_close(struct ext4 *ext4);
int ext4_write_super(struct ext4 *ext4);
int ext4_write_group(struct ext4 *ext4, uint32_t group);

/* features.c: what this disk asks for; prints what is wrong */
int ext4_check_super(struct ext4 *ext4, const struct ext2_super_block *super);
int ext4_check_groups(struct ext4 *ext4);

/* transaction.c */
/* Every error leaves all as it is; -ENOSPC, -ENOMEM: may be tried again. */
int ext4_begin(struct ext4 *ext4, uint64_t space);
/* The same for what is promised, or half done: without memory for it the mount ends. */
int ext4_begin_due(struct ext4 *ext4);
int ext4_end(struct ext4 *ext4, int error);
/* All that ended is on the disk. No lock is held. */
int ext4_commit(struct ext4 *ext4);
/* The same, with all that waited for a chance. */
int ext4_write_back(struct ext4 *ext4);
uint64_t ext4_space(const struct ext4 *ext4);
void ext4_group_changed(struct ext4 *ext4, uint32_t group, bool inodes);
void ext4_node_changed(struct ext4_node *node);

/* bitmap.c */
int ext4_bitmap_init(struct ext4 *ext4);
void ext4_bitmap_end(struct ext4 *ext4);
int ext4_bitmap_get(struct ext4_bitmap *bitmap, uint32_t group);
int ext4_bitmap_finish(struct ext4 *ext4, uint32_t group);

/* allocate.c */
/* From 1 to `want` blocks that follow each other, near `goal`; marked as used.
 * -ENOSPC.
 */
int ext4_blocks_new(struct ext4 *ext4, uint64_t goal, uint64_t want,
		    uint64_t *first, uint64_t *count);
void ext4_blocks_free(struct ext4 *ext4, uint64_t first, uint64_t count,
		      bool metadata);
void ext4_allocate_init(struct ext4 *ext4);
int ext4_inode_new(struct ext4 *ext4, struct ext4_node *dir, bool directory,
		   uint32_t *inode);
/* They are free in the bitmap, but must not be used before that is on the disk. */
void ext4_freed(struct ext4 *ext4, uint64_t first, uint64_t count,
		bool metadata);
/* What was freed in rounds that are committed may be used. */
void ext4_freed_release(struct ext4 *ext4);
uint64_t ext4_goal(struct ext4_node *node);
uint32_t ext4_find_bit(const uint64_t *used, const uint64_t *freed,
		       uint32_t from, uint32_t to, bool set);

/* discard.c: what a committed round freed in this group */
void ext4_discard_freed(struct ext4 *ext4, uint32_t group);
int ext4_ioctl(struct uk_vfs_file *file, unsigned long request, void *argument);

/* node.c */
int ext4_node_get(struct ext4 *ext4, uint32_t inode, struct ext4_node **node);
int ext4_node_new(struct ext4 *ext4, struct ext4_node *dir, uint32_t mode,
		  struct ext4_node **node);
int ext4_node_store(struct ext4_node *node);
void ext4_node_free(struct ext4_node *node);
void ext4_node_lazy(struct ext4_node *node, bool size);
int ext4_lazy_flush(struct ext4_node *node);
int ext4_lazy_flush_all(struct ext4 *ext4);

/* times.c */
enum { EXT4_ATIME = 1, EXT4_MTIME = 2, EXT4_CTIME = 4 };
void ext4_touch(struct ext4_node *node, unsigned int which);
void ext4_time_set(struct ext4_node *node, unsigned int which,
		   const struct uk_timespec *time);
struct uk_timespec ext4_time_get(const struct ext4_node *node,
				 unsigned int which);

/* map.c: the run that block `logical` is in, from that block on */
int ext4_map(struct ext4_node *node, uint64_t logical, struct ext4_run *run);

/* extend.c */
/* Makes the blocks from `logical` on exist; *run: those of them that were had now,
 * from 1 to `count`. `unwritten`: they read as zeroes.
 */
int ext4_extend(struct ext4_node *node, uint64_t logical, uint64_t count,
		bool unwritten, struct ext4_run *run);
/* Unwritten blocks get content. */
int ext4_extend_written(struct ext4_node *node, uint64_t logical,
			uint64_t count);

/* shrink.c */
int ext4_shrink(struct ext4_node *node, uint64_t logical);
int ext4_node_delete(struct ext4_node *node);

/* resize.c */
/* The content is the caller's alone. */
int ext4_size_set(struct ext4_node *node, uint64_t size);
int ext4_cut_rest(struct ext4_node *node);
uint64_t ext4_size_most(struct ext4_node *node);
/* Zeroes from the file's end to the end of its block, before it grows */
int ext4_zero_tail(struct ext4_node *node, uint64_t size);

/* attributes_block.c: its extended attributes, in an operation, are not needed any more */
int ext4_attributes_release(struct ext4_node *node);

/* orphan.c */
void ext4_orphan_add(struct ext4_node *node);
void ext4_orphan_remove(struct ext4_node *node);
int ext4_orphans_process(struct ext4 *ext4);

/* directory.c */
struct ext4_entry {
	struct uk_block *block; /* with a share */
	uint64_t logical;	/* its place in the directory */
	uint32_t offset;
	uint32_t previous; /* offset of the entry before it in its block, or itself */
	uint32_t inode;
};
int ext4_dir_block(struct ext4_node *dir, uint64_t logical,
		   struct uk_block **block);
/* The entry at `offset`, checked; *length: to the next one. -EUCLEAN. */
int ext4_dir_entry(struct ext4 *ext4, const struct uk_block *block,
		   uint32_t offset, struct ext2_dir_entry **entry,
		   uint32_t *length);
/* 0, -ENOENT */
int ext4_entry_find(struct ext4_node *dir, const struct uk_name *name,
		    struct ext4_entry *entry);
/* The same, for "..", which no index has */
int ext4_entry_find_linear(struct ext4_node *dir, const struct uk_name *name,
			   struct ext4_entry *entry);
int ext4_dir_is_empty(struct ext4_node *dir);
uint32_t ext4_dir_end(const struct ext4 *ext4);

/* htree.c */
struct ext4_htree {
	struct ext4_node *dir;
	int version;
	unsigned int levels;
	struct ext4_htree_place {
		struct uk_block *block;
		struct ext2_dx_entry *entries;
		uint32_t count, at;
	} places[EXT4_HTREE_LEVEL];
};
bool ext4_dir_is_indexed(struct ext4_node *dir);
int ext4_htree_version(struct ext4_node *dir, int *version);
int ext4_htree_find(struct ext4_htree *tree, struct ext4_node *dir,
		    uint32_t hash);
uint32_t ext4_htree_leaf(const struct ext4_htree *tree);
/* Moves on to the next leaf; *hash: its first. -ENOENT: there is none */
int ext4_htree_next(struct ext4_htree *tree, uint32_t *hash);
void ext4_htree_end(struct ext4_htree *tree);
int ext4_hash(struct ext4_node *dir, int version, const struct uk_name *name,
	      uint32_t *major, uint32_t *minor);

/* entry.c */
int ext4_entry_add(struct ext4_node *dir, const struct uk_name *name,
		   struct ext4_node *node);
int ext4_entry_remove(struct ext4_node *dir, const struct ext4_entry *entry);
int ext4_entry_set(struct ext4_node *dir, const struct ext4_entry *entry,
		   struct ext4_node *node);
int ext4_dir_create(struct ext4_node *dir, struct ext4_node *parent);

/* readdir.c */
int ext4_readdir(struct uk_vfs_file *file, int64_t position, uk_vfs_emit emit,
		 void *context);

/* read.c, write.c, attributes.c, names.c, move.c: the operations */
uk_ssize_t ext4_read(struct uk_vfs_file *file, const struct uk_iovec *pieces,
		     unsigned int count, int64_t offset);
uk_ssize_t ext4_write(struct uk_vfs_file *file, const struct uk_iovec *pieces,
		      unsigned int count, int64_t *offset);
int ext4_allocate(struct uk_vfs_file *file, int64_t offset, int64_t length,
		  bool keep_size);
int ext4_sync_node(struct uk_vnode *vnode, bool data_only);
void ext4_file_close(struct uk_vfs_file *file);
int ext4_stat(struct uk_vnode *vnode, struct uk_stat *stat);
int ext4_set(struct uk_vnode *vnode, const struct uk_attributes *attributes);
uk_ssize_t ext4_readlink(struct uk_vnode *vnode, char *to, size_t size);
int ext4_rename(struct uk_vnode *dir, const struct uk_name *name,
		struct uk_vnode *vnode, struct uk_vnode *to_dir,
		const struct uk_name *to_name, struct uk_vnode *target,
		uint32_t flags);
extern const struct uk_vnode_ops ext4_vnode_ops;

/* names.c */
void ext4_links_add(struct ext4_node *node, int change);
int ext4_links_check(struct ext4_node *node);
void ext4_unname(struct ext4_node *node);
int ext4_entry_find_of(struct ext4_node *dir, const struct uk_name *name,
		       struct ext4_node *node, struct ext4_entry *entry);

#endif /* EXT4_H */
