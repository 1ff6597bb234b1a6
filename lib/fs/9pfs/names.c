/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What changes directories.
 */
#include <uk/alloc.h>

#include "calls.h"
#include "node.h"

/*
 * A regular file: made as an open one, which then is what open() gives, as the rights
 * that it gets may not allow to open it again.
 */
static int create_open(struct p9_node *dir, const struct uk_name *name,
		       uint32_t mode, struct p9_opened *made)
{
	struct p9_session *session = p9_node_session(dir);
	int error = p9_fid_new(session, &made->fid);

	if (error)
		return error;
	error = p9_clone(dir, made->fid);
	if (error) {
		p9_fid_unwalked(session, made->fid, error);
		return error;
	}
	error = p9_lcreate(session, made, name,
			   UK_O_RDWR | P9_OPEN_CREATE | P9_OPEN_EXCLUSIVE |
				   P9_OPEN_LARGEFILE,
			   mode);
	if (error)
		p9_clunk(session, made->fid);
	return error;
}

/* For the node's next open(), if it is the same file: the host may have put
 * another one there meanwhile.
 */
static void keep_open(struct p9_node *node, const struct p9_opened *made)
{
	if (made->inode != node->vnode.inode || node->created.fid != P9_NO_FID)
		p9_clunk(p9_node_session(node), made->fid);
	else
		node->created = *made;
}

int p9_create(struct uk_vnode *dir, const struct uk_name *name, uint32_t mode,
	      uint64_t device_number, struct uk_vnode **made)
{
	struct p9_node *parent = p9_node_of(dir);
	struct p9_opened opened;
	int error;

	if ((mode & UK_S_IFMT) != UK_S_IFREG) {
		error = p9_mknod(parent, name, mode, device_number);
		p9_changed(parent);
		return error ? error : p9_lookup(dir, name, made);
	}
	error = create_open(parent, name, mode & 07777, &opened);
	p9_changed(parent);
	if (error)
		return error;
	error = p9_lookup(dir, name, made);
	if (error)
		p9_clunk(p9_node_session(parent), opened.fid);
	else
		keep_open(p9_node_of(*made), &opened);
	return error;
}

int p9_make_directory(struct uk_vnode *dir, const struct uk_name *name,
		      uint32_t mode, struct uk_vnode **made)
{
	int error = p9_mkdir(p9_node_of(dir), name, mode & 07777);

	p9_changed(p9_node_of(dir));
	return error ? error : p9_lookup(dir, name, made);
}

int p9_make_symlink(struct uk_vnode *dir, const struct uk_name *name,
		    const struct uk_name *target, struct uk_vnode **made)
{
	int error = p9_symlink(p9_node_of(dir), name, target);

	p9_changed(p9_node_of(dir));
	return error ? error : p9_lookup(dir, name, made);
}

int p9_make_link(struct uk_vnode *dir, const struct uk_name *name,
		 struct uk_vnode *vnode)
{
	int error = p9_link(p9_node_of(dir), name, p9_node_of(vnode));

	p9_changed(p9_node_of(dir));
	p9_changed(p9_node_of(vnode));
	return error;
}

int p9_unlink(struct uk_vnode *dir, const struct uk_name *name,
	      struct uk_vnode *vnode)
{
	struct p9_node *parent = p9_node_of(dir);
	struct p9_node *node = p9_node_of(vnode);
	int error;

	p9_hide(parent, node);
	error = p9_unlinkat(parent, name, 0);
	if (error)
		p9_unhide(parent, name, node);
	p9_changed(parent);
	p9_changed(node);
	return error;
}

int p9_rmdir(struct uk_vnode *dir, const struct uk_name *name,
	     struct uk_vnode *vnode __uk_unused)
{
	int error = p9_unlinkat(p9_node_of(dir), name, P9_UNLINK_DIRECTORY);

	p9_changed(p9_node_of(dir));
	return error;
}

/* 9P has no flags for it. */
int p9_move(struct uk_vnode *dir, const struct uk_name *name,
	    struct uk_vnode *vnode, struct uk_vnode *to_dir,
	    const struct uk_name *to_name, struct uk_vnode *target,
	    uint32_t flags)
{
	struct p9_node *to_parent = p9_node_of(to_dir);
	struct p9_node *loser = target ? p9_node_of(target) : NULL;
	int error;

	if (flags)
		return -EINVAL;
	if (loser)
		p9_hide(to_parent, loser);
	error = p9_renameat(p9_node_of(dir), name, to_parent, to_name);
	if (error == -EOPNOTSUPP || error == -ENOSYS)
		error = p9_rename(p9_node_of(vnode), to_parent, to_name);
	if (error && loser)
		p9_unhide(to_parent, to_name, loser);
	p9_changed(p9_node_of(dir));
	p9_changed(p9_node_of(vnode));
	p9_changed(to_parent);
	if (loser)
		p9_changed(loser);
	return error;
}

uk_ssize_t p9_target(struct uk_vnode *vnode, char *to, size_t size)
{
	struct p9_node *node = p9_node_of(vnode);
	struct uk_alloc *allocator = p9_node_mount(node)->allocator;
	/* The host writes all of it, whatever the caller wants. */
	char *target = uk_malloc(allocator, UK_PATH_MOST);
	uk_ssize_t length;

	if (!target)
		return -ENOMEM;
	length = p9_readlink(node, target);
	if (length > 0)
		memcpy(to, target, UK_MIN((size_t)length, size));
	uk_free(allocator, target);
	return length;
}
