/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading files. What is in the block cache is copied from there, without a lock of the file
 * system; large reads of what is not go straight to the caller.
 */
#include "ext4.h"

/* From here on a read that the cache cannot answer goes past it. */
#define DIRECT_LEAST 131072u
/* How far ahead of a file that is read in order */
#define AHEAD 32u

/* One block through the cache; `left`: how many of the run follow it, itself included */
static int copy_block(struct ext4_node *node, const struct ext4_run *run,
		      uint32_t into, size_t length, void *to, uint64_t wanted)
{
	struct ext4 *ext4 = ext4_of(node);
	struct uk_block *block = uk_blockcache_peek(ext4->cache, run->physical);

	if (!block) {
		uint64_t ahead = wanted;
		int error;

		if (run->logical == node->next_read)
			ahead = UK_MAX(ahead, (uint64_t)AHEAD);
		ahead = UK_MIN(ahead, run->count);
		if (ahead > 1)
			uk_blockcache_read_ahead(ext4->cache, run->physical,
						 (unsigned int)UK_MIN(
							 ahead,
							 2ull * AHEAD));
		error = uk_blockcache_get(ext4->cache, run->physical, &block);
		if (error)
			return error;
	}
	memcpy(to, (char *)block->data + into, length);
	uk_block_put(block);
	node->next_read = run->logical + 1;
	return 0;
}

/* Whole blocks of `run`, many, to the caller's memory */
static int read_direct(struct ext4_node *node, const struct ext4_run *run,
		       uint64_t blocks, void *to)
{
	node->next_read = run->logical + blocks;
	return uk_blockcache_read_direct(ext4_of(node)->cache, run->physical,
					 blocks, to);
}

static bool is_cached(struct ext4 *ext4, uint64_t number)
{
	struct uk_block *block = uk_blockcache_peek(ext4->cache, number);

	if (block)
		uk_block_put(block);
	return block;
}

/* Some of the bytes at `offset`, up to `length`: how many */
static uk_ssize_t read_some(struct ext4_node *node, uint64_t offset, void *to,
			    size_t length)
{
	struct ext4 *ext4 = ext4_of(node);
	uint32_t size = ext4_block_size(ext4);
	uint32_t into = (uint32_t)(offset & (size - 1));
	struct ext4_run run;
	int error = ext4_map(node, offset >> ext4->block_bits, &run);
	uint64_t bytes = (run.count << ext4->block_bits) - into;

	if (error)
		return error;
	length = (size_t)UK_MIN((uint64_t)length, bytes);
	if (run.physical == 0 || run.unwritten) {
		memset(to, 0, length);
		return (uk_ssize_t)length;
	}
	if (into == 0 && length >= DIRECT_LEAST &&
	    !is_cached(ext4, run.physical)) {
		length &= ~(size_t)(size - 1);
		error = read_direct(node, &run, length >> ext4->block_bits,
				    to);
	} else {
		uint64_t wanted = (into + length + size - 1) >>
				  ext4->block_bits;

		length = UK_MIN(length, (size_t)size - into);
		error = copy_block(node, &run, into, length, to, wanted);
	}
	return error ? error : (uk_ssize_t)length;
}

static uk_ssize_t read_piece(struct ext4_node *node, uint64_t offset, char *to,
			     size_t length)
{
	size_t done = 0;

	while (done < length) {
		uk_ssize_t now = read_some(node, offset + done, to + done,
					   length - done);

		if (now < 0)
			return done ? (uk_ssize_t)done : now;
		done += (size_t)now;
	}
	return (uk_ssize_t)done;
}

/* Linux's relatime: the time of the first read after a change is kept. */
static void touch(struct uk_vfs_file *file, struct ext4_node *node)
{
	struct uk_timespec read = ext4_time_get(node, EXT4_ATIME);
	struct uk_timespec changed = ext4_time_get(node, EXT4_MTIME);

	if (read.seconds > changed.seconds ||
	    (read.seconds == changed.seconds &&
	     read.nanoseconds > changed.nanoseconds))
		return;
	if (node->vnode.mount->flags &
		    (UK_MOUNT_NO_ATIME | UK_MOUNT_READ_ONLY) ||
	    file->file.flags & UK_O_NOATIME)
		return;
	ext4_touch(node, EXT4_ATIME);
	ext4_node_lazy(node, false);
}

uk_ssize_t ext4_read(struct uk_vfs_file *file, const struct uk_iovec *pieces,
		     unsigned int count, int64_t offset)
{
	struct ext4_node *node = ext4_node_of(file->vnode);
	uk_ssize_t done = 0;

	ext4_due_poll_seldom(ext4_of(node));
	ext4_content_share(&node->content);
	for (unsigned int i = 0; i < count; i++) {
		uint64_t at = (uint64_t)(offset + done);
		uint64_t size = (uint64_t)node->vnode.size;
		size_t length = pieces[i].length;
		uk_ssize_t now;

		if (at >= size)
			break;
		length = (size_t)UK_MIN((uint64_t)length, size - at);
		now = read_piece(node, at, pieces[i].base, length);
		if (now < 0) {
			done = done ? done : now;
			break;
		}
		done += now;
		if ((size_t)now < pieces[i].length)
			break;
	}
	touch(file, node);
	ext4_content_unlock(&node->content);
	return done;
}
