/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mounting and unmounting: the state that the superblock says while somebody writes to the
 * disk, so that whoever mounts it next knows whether this one came to its end.
 */
#include "ext4.h"
#include "mount.h"
#include "port.h"

#include <uk/time.h>

#define MAGIC 0xef53u /* EXT4_SUPER_MAGIC of linux/magic.h */

/* ---- the disk ---- */

/* Reads the superblock before there is a cache: its block size is not known. */
static int read_super(struct ext4 *ext4)
{
	size_t length = UK_MAX((size_t)ext4->dev->info.block_size,
			       (size_t)SUPERBLOCK_OFFSET + SUPERBLOCK_SIZE);
	char *first = uk_malloc(uk_alloc_default(), length);
	int error;

	if (!first)
		return -ENOMEM;
	error = ext4->dev->info.sectors * UK_BLK_SECTOR < length ?
			-EINVAL :
			uk_blkdev_read(ext4->dev, 0, first, length);
	if (!error)
		memcpy(ext4->fs.super, first + SUPERBLOCK_OFFSET,
		       SUPERBLOCK_SIZE);
	uk_free(uk_alloc_default(), first);
	return error ? error : ext4_check_super(ext4, ext4->fs.super);
}

static int open_disk(struct ext4 *ext4)
{
	const char *source = ext4->mount->source;
	int error;

	ext4->dev = uk_blkdev_find(source);
	if (!ext4->dev) {
		uk_pr_err("there is no disk %s: start the image with DISK=FILE\n",
			  source);
		return -ENXIO;
	}
	error = uk_blkdev_open(ext4->dev, ext4, false);
	if (error) {
		uk_pr_err("%s is in use by another mount or program\n", source);
		ext4->dev = NULL;
		return error;
	}
	if (ext4->dev->info.read_only && !ext4->read_only) {
		uk_pr_warn("%s is read-only, and so is this mount\n", source);
		ext4->read_only = true;
		ext4->mount->flags |= UK_MOUNT_READ_ONLY;
	}
	return read_super(ext4);
}

static int create_cache(struct ext4 *ext4, size_t memory)
{
	uint32_t size = EXT2_BLOCK_SIZE(ext4->fs.super);

	if (ext4->dev->info.block_size > size) {
		uk_pr_err("%s: blocks of %u bytes are smaller than the disk's "
			  "(%u): make it with mkfs.ext4 -b 4096\n",
			  ext4->mount->source, size, ext4->dev->info.block_size);
		return -EOPNOTSUPP;
	}
	ext4->block_bits = 10 + ext4->fs.super->s_log_block_size;
	ext4->fs.blocksize = size;
	/* One operation fits, whatever cache= says. */
	if (ext2fs_has_feature_journal(ext4->fs.super) && !ext4->read_only)
		memory = UK_MAX(memory, (size_t)EXT4_CREDITS * size);
	return uk_blockcache_create(ext4->dev, size, memory, &ext4->cache);
}

/* ---- the superblock's state ---- */

/* Past the journal: when it is not in use yet, or not any more */
static int write_state(struct ext4 *ext4)
{
	struct uk_journal *journal = ext4->journal;
	int error;

	ext4_lock(&ext4->lock);
	ext4->journal = NULL;
	ext4->writing = true;
	error = ext4_write_super(ext4);
	ext4->writing = false;
	ext4->journal = journal;
	ext4_unlock(&ext4->lock);
	if (!error)
		error = uk_blockcache_write(ext4->cache);
	return error ? error : uk_blockcache_flush(ext4->cache);
}

static void warn_of_state(struct ext4 *ext4)
{
	const char *source = ext4->mount->source;
	const struct ext2_super_block *super = ext4->fs.super;

	if (ext4->state & EXT2_ERROR_FS)
		uk_pr_warn("%s had errors when it was last used (%u; the last: "
			   "inode %u, %.32s): run e2fsck\n",
			   source, super->s_error_count,
			   super->s_last_error_ino,
			   (const char *)super->s_last_error_func);
	else if (!(ext4->state & EXT2_VALID_FS))
		uk_pr_warn("%s was not unmounted: run e2fsck\n", source);
	if (!ext4->read_only && !ext4->journal)
		uk_pr_warn("%s is used without a journal: after a power cut it "
			   "needs e2fsck, and may have lost files\n",
			   source);
}

static int begin_writing(struct ext4 *ext4)
{
	struct ext2_super_block *super = ext4->fs.super;

	if (ext4->journal)
		ext2fs_set_feature_journal_needs_recovery(super);
	else
		super->s_state &= (uint16_t)~EXT2_VALID_FS;
	super->s_mnt_count++;
	super->s_mtime = (uint32_t)ext4_time(NULL);
	return write_state(ext4);
}

static int end_writing(struct ext4 *ext4)
{
	struct ext2_super_block *super = ext4->fs.super;

	ext2fs_clear_feature_journal_needs_recovery(super);
	super->s_state = ext4->state;
	super->s_wtime = (uint32_t)ext4_time(NULL);
	return write_state(ext4);
}

/* ---- the mount's operations ---- */

static int statfs(struct uk_mount *mount, struct uk_statfs *stat)
{
	const struct ext4 *ext4 = mount->data;
	struct ext2_super_block *super = ext4->fs.super;
	uint64_t reserved = ext2fs_r_blocks_count(super);

	stat->block_size = ext4_block_size(ext4);
	stat->blocks = ext2fs_blocks_count(super);
	stat->blocks_free = ext2fs_free_blocks_count(super);
	stat->blocks_available = stat->blocks_free > reserved ?
					 stat->blocks_free - reserved :
					 0;
	stat->files = super->s_inodes_count;
	stat->files_free = super->s_free_inodes_count;
	memcpy(&stat->id, super->s_uuid, sizeof(stat->id));
	stat->type = MAGIC;
	return 0;
}

static int sync(struct uk_mount *mount)
{
	return ext4_write_back(mount->data);
}

static void free_all(struct ext4 *ext4)
{
	ext4_close(ext4);
	if (ext4->cache)
		uk_blockcache_destroy(ext4->cache);
	if (ext4->dev)
		uk_blkdev_close(ext4->dev, ext4);
	uk_free(uk_alloc_default(), ext4->fs.super);
	uk_free(uk_alloc_default(), ext4);
	ext4_port_stop();
}

static int unmount(struct uk_mount *mount)
{
	struct ext4 *ext4 = mount->data;
	bool clean = !ext4->read_only;
	int error;

	ext4_due_stop(ext4);
	error = sync(mount);

	ext4_lazy_flush_all(ext4); /* what a read-only mount still holds */
	ext4_bitmap_end(ext4);
	if (ext4->journal) {
		int closed = uk_journal_close(ext4->journal);

		ext4->journal = NULL;
		error = error ? error : closed;
	}
	if (clean && !error)
		error = end_writing(ext4);
	free_all(ext4);
	return error;
}

static const struct uk_mount_ops mount_ops = {
	.statfs = statfs,
	.sync = sync,
	.unmount = unmount,
};

/* ---- mounting ---- */

static int get_root(struct ext4 *ext4)
{
	struct ext4_node *root;
	int error;

	ext4_lock(&ext4->lock);
	error = ext4_node_get(ext4, EXT2_ROOT_INO, &root);
	ext4_unlock(&ext4->lock);
	if (!error && !uk_vnode_is_directory(&root->vnode)) {
		uk_vnode_put(&root->vnode);
		error = -EUCLEAN;
	}
	if (error) {
		uk_pr_err("%s: the root directory is damaged: run e2fsck\n",
			  ext4->mount->source);
		return error;
	}
	ext4->mount->root = &root->vnode;
	return 0;
}

static void use(struct ext4 *ext4, const struct ext4_options *options)
{
	uint16_t said = ext4->fs.super->s_errors;

	ext4->on_error = options->on_error	     ? options->on_error :
			 said == EXT2_ERRORS_RO ||
			 said == EXT2_ERRORS_PANIC ? said :
						       EXT2_ERRORS_CONTINUE;
	ext4->discard = options->discard && ext4->journal &&
			ext4->dev->info.discard_most;
	if (options->discard && !ext4->discard && !ext4->read_only)
		uk_pr_warn("%s: the option discard does nothing: %s\n",
			   ext4->mount->source,
			   ext4->journal ? "the disk has no such request" :
					   "it needs the journal");
}

/* After it no changes wait for longer. */
static int start_clock(struct ext4 *ext4, const struct ext4_options *options)
{
	int error;

	ext4->interval = options->commit * UK_TIME_SECOND;
	error = ext4_due_start(ext4);
	if (!error)
		ext4_changed(ext4); /* what the orphans left */
	return error;
}

static int start(struct ext4 *ext4, const struct ext4_options *options)
{
	bool has = ext2fs_has_feature_journal(ext4->fs.super);
	bool wanted = has && !options->no_journal && !ext4->read_only;
	int error = 0, aborted = 0;

	if (has && !options->no_load)
		error = ext4_journal_start(ext4, wanted, &aborted);
	if (error)
		return error;
	use(ext4, options);
	if (aborted)
		ext4->fs.super->s_state |= EXT2_ERROR_FS;
	ext4->state = ext4->fs.super->s_state;
	warn_of_state(ext4);
	if (!ext4->read_only)
		error = begin_writing(ext4);
	if (!error && ext4->journal)
		uk_journal_clear_error(ext4->journal);
	if (!error)
		error = get_root(ext4);
	if (error || ext4->read_only)
		return error;
	error = ext4_orphans_process(ext4);
	if (!error)
		error = start_clock(ext4, options);
	if (error)
		uk_vnode_put(ext4->mount->root);
	return error;
}

static int mount(struct uk_mount *mount, char *text)
{
	struct uk_alloc *heap = uk_alloc_default();
	struct ext4_options options;
	struct ext4 *ext4;
	int error = ext4_options_parse(mount, text, &options);

	if (!error)
		error = ext4_port_start();
	if (error)
		return error;
	ext4 = uk_calloc(heap, 1, sizeof(*ext4));
	if (!ext4) {
		ext4_port_stop();
		return -ENOMEM;
	}
	ext4->fs.super = uk_calloc(heap, 1, SUPERBLOCK_SIZE);
	ext4->mount = mount;
	ext4->round = 1;
	ext4->read_only = mount->flags & UK_MOUNT_READ_ONLY;
	uk_list_init(&ext4->dirty);
	uk_list_init(&ext4->lazy);
	uk_list_init(&ext4->orphans);
	mount->data = ext4;
	mount->ops = &mount_ops;
	error = ext4->fs.super ? open_disk(ext4) : -ENOMEM;
	if (!error)
		error = create_cache(ext4, options.cache);
	if (!error)
		error = ext4_open(ext4);
	if (!error)
		error = start(ext4, &options);
	if (error) {
		ext4_due_stop(ext4);
		ext4_lazy_flush_all(ext4);
		ext4_bitmap_end(ext4);
		if (ext4->journal)
			uk_journal_close(ext4->journal);
		free_all(ext4);
	}
	return error;
}

UK_FILESYSTEM(ext4, .mount = mount);
