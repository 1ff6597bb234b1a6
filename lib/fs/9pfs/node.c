/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Vnodes for files of the host. A file is known by its inode (qid.path); names are asked
 * for each time, as the host may change them. So a vnode that is found again gets the
 * fid that its newest name led to: some hosts (QEMU) know a file by its path.
 */
#include <uk/alloc.h>

#include "calls.h"
#include "node.h"

const struct uk_vnode_ops p9_vnode_ops = {
	.lookup = p9_lookup,
	.create = p9_create,
	.mkdir = p9_make_directory,
	.symlink = p9_make_symlink,
	.link = p9_make_link,
	.unlink = p9_unlink,
	.rmdir = p9_rmdir,
	.rename = p9_move,
	.readdir = p9_readdir,
	.stat = p9_stat,
	.set = p9_set,
	.readlink = p9_target,
	.sync = p9_sync,
	.release = p9_release,
	.open = p9_open,
	.close = p9_close,
	.read = p9_read,
	.write = p9_write,
};

/* The kind, if the qid says it; else that is asked for. */
static uint32_t kind_of(const struct p9_qid *qid)
{
	if (qid->type & P9_QID_DIRECTORY)
		return UK_S_IFDIR | 0777;
	if (qid->type & P9_QID_SYMLINK)
		return UK_S_IFLNK | 0777;
	return 0;
}

void p9_node_called(struct p9_node *node)
{
	uint32_t retired = node->retired;

	if (--node->calls || UK_LIKELY(retired == P9_NO_FID))
		return;
	node->retired = P9_NO_FID;
	p9_clunk(p9_node_session(node), retired);
}

int p9_node_renew(struct p9_node *node, uint32_t fid)
{
	uint32_t former = node->fid;

	if (node->calls && node->retired != P9_NO_FID) {
		/* not often enough to keep a list of them */
		p9_clunk(p9_node_session(node), fid);
		return -EBUSY;
	}
	node->fid = fid;
	if (node->calls)
		node->retired = former;
	else
		p9_clunk(p9_node_session(node), former);
	return 0;
}

/* A vnode that is known. Its secret name is kept: a proper one may be another's soon. */
static int found_again(struct p9_node *node, uint32_t fid,
		       const struct p9_qid *qid)
{
	uint32_t kind = kind_of(qid) & UK_S_IFMT;

	if (node->hidden)
		p9_clunk(p9_node_session(node), fid);
	else
		p9_node_renew(node, fid);
	if (kind)
		return kind == (node->vnode.mode & UK_S_IFMT) ? 0 : -ESTALE;
	return p9_refresh(node);
}

static struct p9_node *make(struct uk_mount *mount, uint32_t fid)
{
	struct p9_mount *own = p9_mount_of(mount);
	struct p9_node *node;

	node = uk_calloc(own->allocator, 1,
			 sizeof(*node) + own->loose * sizeof(*node->kept));

	if (!node)
		return NULL;
	node->vnode.mount = mount;
	node->fid = fid;
	node->created.fid = node->retired = P9_NO_FID;
	uk_list_init(&node->files);
	uk_list_init(&node->unsynced);
	return node;
}

/* Gives up a node that nobody knows. */
static void discard(struct p9_node *node)
{
	struct p9_mount *mount = p9_node_mount(node);

	p9_clunk(&mount->session, node->fid);
	uk_free(mount->allocator, node);
}

static int found_new(struct uk_mount *mount, uint32_t fid,
		     const struct p9_qid *qid, struct uk_vnode **found)
{
	struct uk_stat stat = { .mode = kind_of(qid) };
	struct p9_node *node = make(mount, fid);
	struct uk_vnode *other;
	int error = 0;

	if (!node) {
		p9_clunk(&p9_mount_of(mount)->session, fid);
		return -ENOMEM;
	}
	if (!stat.mode)
		error = p9_getattr(node, &stat);
	if (!error && stat.inode && stat.inode != qid->path)
		error = -ESTALE;
	if (error) {
		discard(node);
		return error;
	}
	/* another thread may have been faster */
	other = uk_vnode_find(mount, qid->path);
	if (other) {
		*found = other;
		discard(node);
		return 0;
	}
	uk_vnode_init(&node->vnode, &p9_vnode_ops, mount, qid->path, stat.mode);
	node->vnode.size = stat.size;
	uk_vnode_add(&node->vnode);
	p9_keep(node, &stat);
	*found = &node->vnode;
	return 0;
}

int p9_node_get(struct uk_mount *mount, uint32_t fid, const struct p9_qid *qid,
		struct uk_vnode **found)
{
	struct uk_vnode *known = uk_vnode_find(mount, qid->path);
	int error;

	if (!known)
		return found_new(mount, fid, qid, found);
	error = found_again(p9_node_of(known), fid, qid);
	if (error)
		uk_vnode_put(known);
	else
		*found = known;
	return error;
}

int p9_lookup(struct uk_vnode *dir, const struct uk_name *name,
	      struct uk_vnode **found)
{
	struct p9_session *session = p9_node_session(p9_node_of(dir));
	struct p9_qid qid;
	uint32_t fid;
	int error = p9_fid_new(session, &fid);

	if (error)
		return error;
	error = p9_walk(p9_node_of(dir), name, fid, &qid);
	if (!error)
		return p9_node_get(dir->mount, fid, &qid, found);
	p9_fid_unwalked(session, fid, error);
	return error;
}

void p9_release(struct uk_vnode *vnode)
{
	struct p9_node *node = p9_node_of(vnode);
	struct p9_mount *mount = p9_node_mount(node);
	struct p9_session *session = &mount->session;

	if (session->fresh == node)
		session->fresh = NULL;
	uk_list_del(&node->unsynced);
	if (node->created.fid != P9_NO_FID)
		p9_clunk(session, node->created.fid);
	if (node->hidden) {
		p9_remove(session, node->fid);
		p9_fid_free(session, node->fid);
	} else {
		p9_clunk(session, node->fid);
	}
	uk_free(mount->allocator, node);
}
