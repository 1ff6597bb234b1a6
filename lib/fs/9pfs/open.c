/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open files, each with a fid that the host has opened.
 */
#include <uk/alloc.h>

#include "calls.h"
#include "node.h"

/* The others are the vfs's doing, also O_SYNC. */
#define FLAGS_PASSED (UK_O_ACCMODE | UK_O_APPEND)

static int open_fid(struct p9_node *node, uint32_t flags,
		    struct p9_opened *opened)
{
	struct p9_session *session = p9_node_session(node);
	int error = p9_fid_new(session, &opened->fid);

	if (error)
		return error;
	error = p9_clone(node, opened->fid);
	if (error) {
		p9_fid_unwalked(session, opened->fid, error);
		return error;
	}
	error = p9_lopen(session, opened, flags);
	if (error)
		p9_clunk(session, opened->fid);
	return error;
}

/* What creating the file left, where that is what is wanted */
static int take_created(struct p9_node *node, struct p9_file *file)
{
	if (node->created.fid == P9_NO_FID)
		return -EACCES;
	file->host = node->created;
	node->created.fid = P9_NO_FID;
	return 0;
}

static int open_regular(struct p9_node *node, uint32_t flags,
			struct p9_file *file)
{
	int error;

	flags &= FLAGS_PASSED;
	if (!(flags & ~UK_O_ACCMODE) && !take_created(node, file))
		return 0;
	error = open_fid(node, flags | P9_OPEN_LARGEFILE, &file->host);
	file->appends = flags & UK_O_APPEND;
	if (error != -EACCES || take_created(node, file))
		return error;
	file->appends = false;
	return 0;
}

static int open_as(struct p9_node *node, uint32_t flags, struct p9_file *file)
{
	switch (node->vnode.mode & UK_S_IFMT) {
	case UK_S_IFDIR:
		return open_fid(node, UK_O_RDONLY | P9_OPEN_DIRECTORY,
				&file->host);
	case UK_S_IFREG:
		return open_regular(node, flags, file);
	default:
		return -ENXIO; /* the host's devices and FIFOs are its own */
	}
}

static int make(struct p9_node *node, uint32_t flags, struct p9_file **made)
{
	struct uk_alloc *allocator = p9_node_mount(node)->allocator;
	struct p9_file *file = uk_calloc(allocator, 1, sizeof(*file));
	int error;

	if (!file)
		return -ENOMEM;
	error = open_as(node, flags, file);
	if (error) {
		uk_free(allocator, file);
		return error;
	}
	file->users = 1;
	node->opened++;
	uk_list_add(&file->link, &node->files);
	*made = file;
	return 0;
}

int p9_open(struct uk_vfs_file *file, struct uk_file **instead __uk_unused)
{
	struct p9_file *made;
	int error = make(p9_node_of(file->vnode), file->file.flags, &made);

	if (!error)
		file->data = made;
	return error;
}

void p9_file_put(struct p9_node *node, struct p9_file *file)
{
	struct p9_mount *mount = p9_node_mount(node);

	if (--file->users)
		return;
	uk_list_del(&file->link);
	node->opened--;
	p9_clunk(&mount->session, file->host.fid);
	uk_free(mount->allocator, file->entries);
	uk_free(mount->allocator, file);
}

void p9_close(struct uk_vfs_file *file)
{
	p9_file_put(p9_node_of(file->vnode), p9_file_of(file));
}

int p9_reopen(struct uk_vfs_file *file)
{
	struct p9_node *node = p9_node_of(file->vnode);
	struct p9_file *former = p9_file_of(file);
	struct p9_file *made;
	int error = make(node, file->file.flags & ~UK_O_APPEND, &made);

	if (error)
		return error;
	file->data = made;
	p9_file_put(node, former);
	return 0;
}

/* ---- on the host's disk */

/* The host syncs what it has open; if it was closed, it is opened once more. */
int p9_sync(struct uk_vnode *vnode, bool data_only)
{
	struct p9_node *node = p9_node_of(vnode);
	struct p9_session *session = p9_node_session(node);
	struct p9_file *file = uk_list_first(&node->files, struct p9_file,
					     link);
	struct p9_opened opened;
	int error;

	/* what is written from now on is not meant */
	uk_list_del(&node->unsynced);
	if (file) {
		file->users++;
		error = p9_fsync(session, file->host.fid, data_only);
		p9_file_put(node, file);
	} else {
		error = open_fid(node, UK_O_RDONLY, &opened);
		if (!error) {
			error = p9_fsync(session, opened.fid, data_only);
			p9_clunk(session, opened.fid);
		}
	}
	if (error)
		p9_unsynced(node);
	return error;
}

void p9_unsynced(struct p9_node *node)
{
	if (uk_list_empty(&node->unsynced))
		uk_list_add(&node->unsynced, &p9_node_mount(node)->unsynced);
}

int p9_sync_all(struct uk_mount *mount)
{
	struct uk_list_head *unsynced = &p9_mount_of(mount)->unsynced;
	struct uk_list_head work;
	int first = 0;

	/* Those that are there now: others may be written to all the time. The
	 * list gets another head.
	 */
	uk_list_add(&work, unsynced);
	uk_list_del(unsynced);
	while (!uk_list_empty(&work)) {
		struct p9_node *node = uk_list_first(&work, struct p9_node,
						     unsynced);
		int error;

		uk_vnode_get(&node->vnode);
		error = p9_sync(&node->vnode, false);
		uk_vnode_put(&node->vnode);
		if (!first)
			first = error;
	}
	return first;
}
