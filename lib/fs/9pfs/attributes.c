/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the host says of a file, and changes of it. A mount that is loose keeps it until the
 * guest changes something. Others keep nothing, but for this: the answer that a walk
 * along a path has just brought serves the stat() that the walk was for. It is
 * forgotten with the next request, or after a millisecond.
 */
#include <uk/time.h>

#include "calls.h"
#include "node.h"

#define FRESH UK_TIME_MILLISECOND

void p9_keep(struct p9_node *node, const struct uk_stat *stat)
{
	struct p9_session *session = p9_node_session(node);

	if (!stat->links)
		return; /* nothing was asked */
	if (p9_node_mount(node)->loose) {
		node->kept[0] = *stat;
		node->is_kept = true;
		return;
	}
	session->fresh = node;
	session->fresh_until = uk_time_deadline(FRESH);
	session->fresh_stat = *stat;
}

static const struct uk_stat *kept(const struct p9_node *node)
{
	struct p9_session *session = p9_node_session(node);

	if (node->is_kept)
		return node->kept;
	return session->fresh == node &&
			       uk_time_monotonic() < session->fresh_until ?
		       &session->fresh_stat : NULL;
}

static int ask(struct p9_node *node, struct uk_stat *stat, bool keeps)
{
	struct uk_vnode *vnode = &node->vnode;
	uint32_t changes = node->changes;
	int error = p9_getattr(node, stat);

	if (error)
		return error;
	/* The host may have given its inode to something else. */
	if (stat->inode != vnode->inode ||
	    (stat->mode ^ vnode->mode) & UK_S_IFMT)
		return -ESTALE;
	if (changes != node->changes)
		return 0; /* another thread was faster, and knows better */
	vnode->mode = stat->mode;
	vnode->size = stat->size;
	if (keeps)
		p9_keep(node, stat);
	return 0;
}

int p9_refresh(struct p9_node *node)
{
	struct uk_stat stat = { 0 };

	return ask(node, &stat, true);
}

int p9_stat(struct uk_vnode *vnode, struct uk_stat *stat)
{
	struct p9_node *node = p9_node_of(vnode);
	struct p9_session *session = p9_node_session(node);
	const struct uk_stat *known = kept(node);
	uint64_t device = stat->device;
	int error = 0;

	if (known) {
		*stat = *known;
		stat->device = device;
		session->fresh = NULL; /* it serves once */
	} else {
		error = ask(node, stat, p9_node_mount(node)->loose);
	}
	if (node->hidden && stat->links)
		stat->links--;
	return error;
}

int p9_set(struct uk_vnode *vnode, const struct uk_attributes *attributes)
{
	struct p9_node *node = p9_node_of(vnode);
	int error = p9_setattr(node, attributes);

	p9_changed(node);
	if (error)
		return error;
	if (attributes->which & UK_ATTRIBUTE_MODE)
		vnode->mode = (vnode->mode & UK_S_IFMT) |
			      (attributes->mode & 07777);
	if (attributes->which & UK_ATTRIBUTE_SIZE) {
		vnode->size = attributes->size;
		p9_unsynced(node);
	}
	return 0;
}
