/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The journal's place: an inode of the file system, usually number 8, whose blocks are
 * told to lib/fs/jbd2.
 */
#include "ext4.h"
#include "mount.h"

#define RUNS_MOST 1024u /* of a journal that was not made by mkfs, but tune2fs */

static int add_run(struct uk_journal_run **runs, unsigned int *count,
		   uint64_t first, uint64_t blocks)
{
	struct uk_journal_run *larger;

	if (*count == RUNS_MOST)
		return -EUCLEAN;
	larger = uk_realloc(uk_alloc_default(), *runs,
			    (*count + 1) * sizeof(**runs));
	if (!larger)
		return -ENOMEM;
	*runs = larger;
	larger[(*count)++] = (struct uk_journal_run){ first, blocks };
	return 0;
}

static int find_runs(struct ext4 *ext4, struct uk_journal_run **runs,
		     unsigned int *count)
{
	struct ext4_node *node;
	uint64_t blocks;
	int error;

	ext4_lock(&ext4->lock);
	error = ext4_node_get(ext4, ext4->fs.super->s_journal_inum, &node);
	ext4_unlock(&ext4->lock);
	if (error)
		return error;
	blocks = (uint64_t)node->vnode.size >> ext4->block_bits;
	if ((node->vnode.mode & UK_S_IFMT) != UK_S_IFREG || blocks == 0)
		error = -EUCLEAN;
	for (uint64_t i = 0; !error && i < blocks;) {
		struct ext4_run run;

		error = ext4_map(node, i, &run);
		if (!error && (run.physical == 0 || run.unwritten))
			error = -EUCLEAN;
		if (!error)
			error = add_run(runs, count, run.physical,
					UK_MIN(run.count, blocks - i));
		i += run.count;
	}
	uk_vnode_put(&node->vnode);
	return error;
}

static int open_journal(struct ext4 *ext4, unsigned int *replayed)
{
	struct uk_journal_run *runs = NULL;
	unsigned int count = 0;
	int error = find_runs(ext4, &runs, &count);

	*replayed = 0;
	if (!error)
		error = uk_journal_open(ext4->cache, runs, count,
					&ext4->journal, replayed);
	uk_free(uk_alloc_default(), runs);
	if (error)
		ext4->journal = NULL;
	if (error == -EROFS)
		uk_pr_err("%s was not unmounted, and the disk is read-only: "
			  "mount it with the option noload, to see it as it is\n",
			  ext4->mount->source);
	else if (error)
		uk_pr_err("%s: the journal cannot be used (error %d): run "
			  "e2fsck\n",
			  ext4->mount->source, -error);
	return error;
}

/* The disk as the journal left it. Its superblock may be older than the errors that the one
 * before says.
 */
static int open_again(struct ext4 *ext4)
{
	struct ext2_super_block *super = ext4->fs.super;
	uint16_t state = super->s_state & EXT2_ERROR_FS;
	uint32_t count = super->s_error_count;
	char errors[EXT4_S_ERR_LEN];
	int error;

	memcpy(errors, (char *)super + EXT4_S_ERR_START, EXT4_S_ERR_LEN);
	ext4_close(ext4);
	error = ext4_open(ext4);
	if (error)
		return error;
	super->s_state |= state;
	if (super->s_error_count < count)
		memcpy((char *)super + EXT4_S_ERR_START, errors,
		       EXT4_S_ERR_LEN);
	return 0;
}

/* Finishes what was committed; then the journal is there for use if `wanted`. *aborted: the
 * error that ended its last use; 0: none
 */
int ext4_journal_start(struct ext4 *ext4, bool wanted, int *aborted)
{
	const char *source = ext4->mount->source;
	struct uk_journal *journal;
	unsigned int replayed;
	int error;

	if (!wanted && !ext2fs_has_feature_journal_needs_recovery(ext4->fs.super))
		return 0;
	if (ext4->fs.super->s_journal_inum == 0) {
		uk_pr_err("%s: its journal is on another disk, which is not "
			  "supported: give it one of its own with tune2fs\n",
			  source);
		return -EOPNOTSUPP;
	}
	error = open_journal(ext4, &replayed);
	if (error)
		return error;
	journal = ext4->journal;
	ext4->journal = NULL;
	*aborted = uk_journal_error(journal);
	if (replayed) {
		uk_pr_info("%s was not unmounted: %u transactions replayed\n",
			   source, replayed);
		error = open_again(ext4);
	}
	if (!error && wanted && uk_journal_blocks_most(journal) < EXT4_CREDITS) {
		uk_pr_err("%s: the journal is too small: make it anew with "
			  "tune2fs\n",
			  source);
		error = -EOPNOTSUPP;
	}
	if (!error && wanted &&
	    ext2fs_has_feature_metadata_csum(ext4->fs.super))
		error = uk_journal_set_checksums(journal);
	if (!error && wanted) {
		ext4->journal = journal;
		return 0;
	}
	uk_journal_close(journal);
	return error;
}
