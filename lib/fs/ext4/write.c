/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writing files, into the block cache. Over blocks that are there it is no operation of
 * the file system at all; new blocks get their content before the operation that
 * adds them ends, so that a commit writes it before ("ordered").
 */
#include "ext4.h"

/* Blocks that one operation adds at most: what it may hold in memory, unwritten */
#define ADD_MOST 64u

/* The caller's pieces as one stream */
struct source {
	const struct uk_iovec *pieces;
	size_t into; /* of the first */
};

static void take(struct source *source, void *to, size_t length)
{
	while (length) {
		size_t now = UK_MIN(length,
				    source->pieces->length - source->into);

		memcpy(to, (const char *)source->pieces->base + source->into,
		       now);
		to = (char *)to + now;
		length -= now;
		source->into += now;
		if (source->into == source->pieces->length) {
			source->pieces++;
			source->into = 0;
		}
	}
}

/* `fresh`: what is not written of the block is zeroes. */
static int fill_block(struct ext4 *ext4, uint64_t number, uint32_t into,
		      uint32_t length, bool fresh, struct source *source)
{
	uint32_t size = ext4_block_size(ext4);
	struct uk_block *block;
	int error = fresh || length == size ?
			    uk_blockcache_get_new(ext4->cache, number, &block) :
			    uk_blockcache_get(ext4->cache, number, &block);

	if (error)
		return error;
	if (fresh && length < size)
		memset(block->data, 0, size);
	take(source, (char *)block->data + into, length);
	uk_block_dirty(block);
	uk_block_put(block);
	return 0;
}

/* Bytes [offset, offset + length) that lie in `run`; *done counts */
static int fill(struct ext4 *ext4, const struct ext4_run *run, uint64_t offset,
		uint64_t length, bool fresh, struct source *source,
		size_t *done)
{
	uint32_t size = ext4_block_size(ext4);

	while (length) {
		uint32_t into = (uint32_t)(offset & (size - 1));
		uint32_t now = (uint32_t)UK_MIN(length, (uint64_t)size - into);
		uint64_t number = run->physical +
				  (offset >> ext4->block_bits) - run->logical;
		int error = fill_block(ext4, number, into, now, fresh, source);

		if (error)
			return error;
		offset += now;
		length -= now;
		*done += now;
	}
	return 0;
}

static void grow(struct ext4_node *node, uint64_t end)
{
	if (end <= (uint64_t)node->vnode.size)
		return;
	node->vnode.size = (int64_t)end;
	ext2fs_inode_size_set(&ext4_of(node)->fs, ext4_raw(node),
			      (ext2_off64_t)end);
}

/* New blocks, or the first content of allocated ones, in one operation */
static int add(struct ext4_node *node, struct ext4_run *run, uint64_t offset,
	       uint64_t length, struct source *source, size_t *done)
{
	struct ext4 *ext4 = ext4_of(node);
	uint64_t first = offset >> ext4->block_bits;
	uint64_t count = ((offset + length - 1) >> ext4->block_bits) - first +
			 1;
	size_t before = *done;
	int error;

	count = UK_MIN(UK_MIN(count, run->count), (uint64_t)ADD_MOST);
	error = ext4_begin(ext4, count + EXT4_NAME_SPACE);
	if (error == -ENOSPC && count > 1) {
		count = 1;
		error = ext4_begin(ext4, count + EXT4_NAME_SPACE);
	}
	if (error)
		return error;
	if (run->physical) {
		error = ext4_extend_written(node, first, count);
		run->count = count;
	} else {
		error = ext4_extend(node, first, count, false, run);
	}
	if (!error) {
		uint64_t end = (run->logical + run->count) << ext4->block_bits;

		length = UK_MIN(length, end - offset);
		error = fill(ext4, run, offset, length, true, source, done);
		grow(node, offset + *done - before);
		ext4_touch(node, EXT4_MTIME | EXT4_CTIME);
		ext4_node_changed(node);
	}
	error = ext4_end(ext4, error);
	if (error)
		node->run.count = 0;
	return error;
}

/* Some of `length` bytes at `offset`; *done counts */
static int write_some(struct ext4_node *node, uint64_t offset, uint64_t length,
		      struct source *source, size_t *done)
{
	struct ext4 *ext4 = ext4_of(node);
	size_t before = *done;
	struct ext4_run run;
	uint64_t bytes;
	int error = ext4_map(node, offset >> ext4->block_bits, &run);

	if (error)
		return error;
	if (run.physical == 0 || run.unwritten)
		return add(node, &run, offset, length, source, done);
	bytes = ((run.logical + run.count) << ext4->block_bits) - offset;
	error = fill(ext4, &run, offset, UK_MIN(length, bytes), false, source,
		     done);
	if (*done > before) {
		uint64_t end = offset + *done - before;
		bool larger = end > (uint64_t)node->vnode.size;

		grow(node, end);
		ext4_touch(node, EXT4_MTIME | EXT4_CTIME);
		ext4_node_lazy(node, larger);
	}
	return error;
}

static int write_all(struct ext4_node *node, uint64_t offset, size_t length,
		     struct source *source, size_t *done)
{
	uint64_t size = (uint64_t)node->vnode.size;
	int error = 0;

	/* What lies between the old end and `offset` reads as zeroes. */
	if (offset > size)
		error = ext4_zero_tail(node, size);
	while (!error && *done < length)
		error = write_some(node, offset + *done, length - *done,
				   source, done);
	return error;
}

uk_ssize_t ext4_write(struct uk_vfs_file *file, const struct uk_iovec *pieces,
		      unsigned int count, int64_t *offset)
{
	struct ext4_node *node = ext4_node_of(file->vnode);
	struct ext4 *ext4 = ext4_of(node);
	struct source source = { .pieces = pieces };
	size_t length = 0, done = 0;
	uint64_t most = ext4_size_most(node);
	int error = 0;

	ext4_due_poll_seldom(ext4);
	for (unsigned int i = 0; i < count; i++)
		length += pieces[i].length;
	ext4_content_own(&node->content);
	if (*offset == UK_VFS_END)
		*offset = node->vnode.size;
	if (ext4->read_only)
		error = -EROFS;
	else if (length && (uint64_t)*offset >= most)
		error = -EFBIG;
	else
		length = UK_MIN(length, (size_t)(most - (uint64_t)*offset));
	while (length && source.pieces->length == 0)
		source.pieces++;
	if (!error)
		error = write_all(node, (uint64_t)*offset, length, &source,
				  &done);
	ext4_content_unlock(&node->content);
	return done ? (uk_ssize_t)done : error;
}

/* ---- fallocate() ---- */

static int allocate_some(struct ext4_node *node, uint64_t logical,
			 uint64_t last, uint64_t *count)
{
	struct ext4 *ext4 = ext4_of(node);
	struct ext4_run run;
	int error = ext4_map(node, logical, &run);

	if (error)
		return error;
	*count = UK_MIN(run.count, last - logical + 1);
	if (run.physical)
		return 0;
	error = ext4_begin(ext4, EXT4_NAME_SPACE + 1);
	if (error)
		return error;
	/* The space that was asked for may be in small pieces. */
	error = ext4_extend(node, logical,
			    UK_MIN(*count, ext4_space(ext4) - EXT4_NAME_SPACE),
			    true, &run);
	*count = run.count;
	return ext4_end(ext4, error);
}

int ext4_allocate(struct uk_vfs_file *file, int64_t offset, int64_t length,
		  bool keep_size)
{
	struct ext4_node *node = ext4_node_of(file->vnode);
	struct ext4 *ext4 = ext4_of(node);
	uint64_t end = (uint64_t)offset + (uint64_t)length;
	uint64_t logical = (uint64_t)offset >> ext4->block_bits;
	uint64_t last = (end - 1) >> ext4->block_bits, count;
	int error = 0;

	if (!(node->raw.i_flags & EXT4_EXTENTS_FL))
		return -EOPNOTSUPP; /* a block map has no unwritten blocks */
	if (end > ext4_size_most(node))
		return -EFBIG;
	ext4_content_own(&node->content);
	if (end > (uint64_t)node->vnode.size)
		error = ext4_zero_tail(node, (uint64_t)node->vnode.size);
	for (; !error && logical <= last; logical += count)
		error = allocate_some(node, logical, last, &count);
	if (!error && !keep_size && end > (uint64_t)node->vnode.size) {
		error = ext4_begin(ext4, 0);
		if (!error) {
			grow(node, end);
			ext4_touch(node, EXT4_MTIME | EXT4_CTIME);
			ext4_node_changed(node);
			error = ext4_end(ext4, 0);
		}
	}
	ext4_content_unlock(&node->content);
	return error;
}
