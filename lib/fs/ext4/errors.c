/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an error does: it is counted in the superblock, whose state then makes e2fsck look at
 * everything, and the mount goes on, only reads from then on, or ends the image, as
 * the option errors= or the disk itself says. After an operation that stopped half
 * way, or a journal that cannot be written, there is no going on.
 */
#include "ext4.h"
#include "port.h"

/* Shown one by one; the others are only counted. */
#define SHOWN_MOST 4u

struct place {
	uint32_t inode;
	const char *what;
};

/* s_first_error_*, s_last_error_* (Documentation/filesystems/ext4, "Super Block") */
static void record(struct ext4 *ext4, struct ext2_super_block *super,
		   const struct place *place)
{
	uint32_t now = (uint32_t)ext4_time(NULL);
	size_t length = UK_MIN(strlen(place->what),
			       sizeof(super->s_last_error_func));

	super->s_state |= EXT2_ERROR_FS;
	if (super->s_error_count < UINT32_MAX)
		super->s_error_count++;
	super->s_last_error_time = now;
	super->s_last_error_ino = place->inode;
	super->s_last_error_block = 0;
	super->s_last_error_line = 0;
	memset(super->s_last_error_func, 0, sizeof(super->s_last_error_func));
	memcpy(super->s_last_error_func, place->what, length);
	if (!super->s_first_error_time) {
		super->s_first_error_time = now;
		super->s_first_error_ino = place->inode;
		memcpy(super->s_first_error_func, super->s_last_error_func,
		       sizeof(super->s_first_error_func));
	}
	ext2fs_superblock_csum_set(&ext4->fs, super);
}

/*
 * On the disk itself, of which no more is changed: what the superblock in memory says
 * besides was perhaps not committed. The journal's own record stays where
 * a replay puts an older superblock there. Tried only: the disk may be what failed.
 */
static void record_on_disk(struct ext4 *ext4, const struct place *place)
{
	uint32_t unit = ext4->dev->info.block_size;
	uint64_t start = UK_ALIGN_DOWN((uint64_t)SUPERBLOCK_OFFSET,
				       (uint64_t)unit);
	size_t length = UK_MAX(unit, (uint32_t)SUPERBLOCK_SIZE);
	char *bytes = uk_memalign(uk_alloc_default(), unit, length);

	if (bytes && !uk_blkdev_read(ext4->dev, start / UK_BLK_SECTOR, bytes,
				     length)) {
		record(ext4, (void *)(bytes + SUPERBLOCK_OFFSET - start),
		       place);
		uk_blkdev_write(ext4->dev, start / UK_BLK_SECTOR, bytes,
				length, UK_BLK_FUA);
	}
	uk_free(uk_alloc_default(), bytes);
}

static void end(struct ext4 *ext4, const struct place *place, int error)
{
	if (ext4->failed)
		return;
	ext4->failed = ext4->read_only = true;
	ext4->mount->flags |= UK_MOUNT_READ_ONLY;
	if (ext4->journal)
		uk_journal_abort(ext4->journal, error);
	record(ext4, ext4->fs.super, place);
	record_on_disk(ext4, place);
	if (ext4->on_error == EXT2_ERRORS_PANIC)
		UK_PANIC("%s on %s: %s failed (error %d), and errors=panic",
			 ext4->mount->source, ext4->mount->target, place->what,
			 -error);
	uk_pr_err("%s on %s: %s failed (error %d). It is read-only from now on: "
		  "unmount it and run e2fsck\n",
		  ext4->mount->source, ext4->mount->target, place->what,
		  -error);
}

void ext4_fail(struct ext4 *ext4, const char *what, int error)
{
	struct place place = { .what = what };

	end(ext4, &place, error);
}

static void show(struct ext4 *ext4, const struct place *place, int error)
{
	if (++ext4->errors > SHOWN_MOST)
		return;
	uk_pr_err("%s on %s: inode %u: %s (error %d): run e2fsck%s\n",
		  ext4->mount->source, ext4->mount->target, place->inode,
		  place->what, -error,
		  ext4->errors == SHOWN_MOST ?
			  "; further errors are only counted" : "");
}

int ext4_damaged(struct ext4 *ext4, uint64_t inode, int error)
{
	struct place place = { (uint32_t)inode,
			       error == -EIO ? "metadata cannot be read" :
					       "metadata are damaged" };

	if ((error != -EUCLEAN && error != -EIO) || ext4->failed)
		return error;
	show(ext4, &place, error);
	if (ext4->on_error == EXT2_ERRORS_PANIC)
		UK_PANIC("%s on %s: %s, and errors=panic", ext4->mount->source,
			 ext4->mount->target, place.what);
	if (ext4->read_only)
		return error;
	if (ext4->on_error == EXT2_ERRORS_RO) {
		end(ext4, &place, error);
		return error;
	}
	/* The next operation, or the next commit, takes it to the disk. */
	record(ext4, ext4->fs.super, &place);
	ext4->state |= EXT2_ERROR_FS;
	ext4->error_waits = true;
	ext4_changed(ext4);
	return error;
}

int ext4_error_flush(struct ext4 *ext4)
{
	int error;

	if (!ext4->error_waits || ext4->read_only)
		return 0;
	error = ext4_begin(ext4, 0);
	return error ? error : ext4_end(ext4, 0);
}
