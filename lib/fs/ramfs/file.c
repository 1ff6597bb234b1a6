/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading and writing, and what links and device files answer.
 */
#include <uk/errno.h>
#include <uk/string.h>

#include "ramfs.h"

static uk_ssize_t read(struct uk_vfs_file *file,
		       const struct uk_iovec *pieces, unsigned int count,
		       int64_t offset)
{
	struct ramfs_node *node = ramfs_node(file->vnode);
	uint64_t at = (uint64_t)offset, end = (uint64_t)node->vnode.size;
	uint64_t start = at;

	for (; count && at < end; pieces++, count--) {
		size_t left = UK_MIN(pieces->length, end - at);
		char *to = pieces->base;

		while (left) {
			size_t step = left;
			const char *from =
				content_read(&node->content, at, &step);

			if (from)
				memcpy(to, from, step);
			else
				memset(to, 0, step);
			to += step;
			at += step;
			left -= step;
		}
	}
	ramfs_node_accessed(node);
	return (uk_ssize_t)(at - start);
}

/* Where writing ended: before `length` if there is no more space. */
static uint64_t write_piece(struct ramfs_node *node, const char *from,
			    uint64_t at, size_t length)
{
	struct ramfs_memory *memory = ramfs_memory_of(node);

	while (length) {
		size_t step = length;
		char *to = content_write(&node->content, memory, at, &step);

		if (!to)
			break;
		memcpy(to, from, step);
		from += step;
		at += step;
		length -= step;
	}
	return at;
}

static uk_ssize_t write(struct uk_vfs_file *file,
			const struct uk_iovec *pieces, unsigned int count,
			int64_t *offset)
{
	struct ramfs_node *node = ramfs_node(file->vnode);
	uint64_t start, at, wanted;

	if (*offset == UK_VFS_END)
		*offset = node->vnode.size;
	start = at = wanted = (uint64_t)*offset;
	for (; count && at == wanted; pieces++, count--) {
		size_t length = UK_MIN(pieces->length, INT64_MAX - at);

		if (!length && pieces->length)
			return at > start ? (uk_ssize_t)(at - start) : -EFBIG;
		wanted = at + length;
		at = write_piece(node, pieces->base, at, length);
		/* at once: from here on these bytes count as the file's */
		if (at > start && (int64_t)at > node->vnode.size)
			node->vnode.size = (int64_t)at;
	}
	if (at == start)
		return wanted > start ? -ENOSPC : 0;
	ramfs_node_modified(node);
	return (uk_ssize_t)(at - start);
}

static int allocate(struct uk_vfs_file *file, int64_t offset, int64_t length,
		    bool keep_size)
{
	struct ramfs_node *node = ramfs_node(file->vnode);
	struct ramfs_memory *memory = ramfs_memory_of(node);
	uint64_t at = UK_ALIGN_DOWN((uint64_t)offset, RAMFS_PAGE);
	uint64_t end = (uint64_t)offset + (uint64_t)length;

	/* now, instead of after filling all memory; what the file has may count */
	if (end - at > memory->most - memory->used + node->content.held)
		return -ENOSPC;
	for (; at < end; at += RAMFS_PAGE) {
		if (content_reserve(&node->content, memory, at))
			continue;
		content_cut(&node->content, memory,
			    (uint64_t)node->vnode.size);
		return -ENOSPC;
	}
	if (!keep_size && (int64_t)end > node->vnode.size)
		node->vnode.size = (int64_t)end;
	ramfs_node_modified(node);
	return 0;
}

static uk_ssize_t readlink(struct uk_vnode *vnode, char *to, size_t size)
{
	const struct ramfs_node *node = ramfs_node(vnode);
	size_t length = UK_MIN((size_t)vnode->size, size);

	if ((vnode->mode & UK_S_IFMT) != UK_S_IFLNK)
		return -EINVAL;
	memcpy(to, node->target, length);
	return (uk_ssize_t)length;
}

/* Numbers of devices mean nothing here: devices are found in a devfs. */
static int open_special(struct uk_vfs_file *file, struct uk_file **instead)
{
	(void)file;
	(void)instead;
	return -ENXIO;
}

const struct uk_vnode_ops ramfs_file_ops = {
	.stat = ramfs_stat,
	.set = ramfs_set,
	.release = ramfs_release,
	.read = read,
	.write = write,
	.allocate = allocate,
};

const struct uk_vnode_ops ramfs_special_ops = {
	.stat = ramfs_stat,
	.set = ramfs_set,
	.readlink = readlink,
	.release = ramfs_release,
	.open = open_special,
};
